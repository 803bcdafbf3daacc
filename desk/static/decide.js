// The panel of decisions by keyboard: 1/2/3 answer the signal in focus and move on, S the severity, then 1-9 the
// reason, Enter sends. Only what the page's form holds is filled in: the server checks it all again.
"use strict";
(function () {
  const ANSWERS = ["yes", "no", "unverifiable"];
  const SCOPE = "[data-decide]";
  let step = 0; // index of the field set in focus: the signals, then the reason

  function form() { return document.querySelector(SCOPE); }
  function signals(from) { return Array.from(from.querySelectorAll("[data-signal]")); }
  function given(set) {
    const chosen = set.querySelector("input:checked");
    return chosen ? chosen.value : "";
  }
  function say(id, en) {
    const live = document.querySelector("#putusan [data-live]");
    if (live) live.textContent = Pantau.word(id, en);
  }

  // The list of reasons that fits the answers, as the server chooses it (desk/work/reasons.py, list_for).
  function group(from) {
    const answers = signals(from).map(given);
    return answers.includes("yes") ? "yes" : answers.includes("unverifiable") ? "unverifiable" : "no";
  }

  function tidy(from) {
    const fits = group(from);
    const all = signals(from).every(given);
    from.querySelectorAll("[data-group]").forEach(function (one) {
      one.hidden = one.dataset.group !== fits;
      if (one.hidden) one.querySelectorAll("input:checked").forEach(function (box) { box.checked = false; });
    });
    const yes = signals(from).filter(function (set) { return given(set) === "yes"; });
    from.querySelectorAll("[data-for]").forEach(function (one) { // a reason for a yes to one of these only
      const names = one.dataset.for.split(" ");
      one.hidden = !yes.some(function (set) { return names.includes(set.dataset.signal); });
      if (one.hidden) one.querySelector("input").checked = false;
    });
    const severity = from.querySelector("[data-severity]");
    severity.hidden = fits !== "yes";
    if (severity.hidden) severity.querySelectorAll("input").forEach(function (box) { box.checked = false; });
    const zero = severity.querySelector("input[value='0']");
    zero.closest("label").hidden = true;
    const sets = [...signals(from), from.querySelector("[data-reasons]")];
    sets.forEach(function (one, index) { one.classList.toggle("now", index === step); });
    return all;
  }

  function begin() {
    const here = form();
    if (!here) return;
    const open = signals(here).findIndex(function (one) { return !given(one); });
    step = open < 0 ? signals(here).length : open;
    tidy(here);
  }

  function choose(from, number) {
    const sets = signals(from);
    if (step < sets.length) return answer(from, sets, number);
    const box = from.querySelectorAll("[data-group='" + group(from) + "'] input")[number - 1];
    if (!box || box.parentElement.hidden) return undefined;
    box.checked = true;
    if (box.value === "other") from.querySelector("textarea").focus();
    say("Alasan: " + box.parentElement.textContent.trim(), "Reason: " + box.parentElement.textContent.trim());
    return undefined;
  }

  function answer(from, sets, number) {
    const box = sets[step].querySelector("input[value='" + ANSWERS[number - 1] + "']");
    if (!box) return;
    if (box.disabled) {
      say("Belum ada klaim cocok yang dinyatakan salah: pilih 2 atau 3, atau buka klaim.",
        "No matching claim has been found false: choose 2 or 3, or open a claim.");
      return;
    }
    box.checked = true;
    const next = sets.findIndex(function (one, index) { return index > step && !given(one); });
    const first = sets.findIndex(function (one) { return !given(one); });
    step = next >= 0 ? next : first >= 0 ? first : sets.length;
    tidy(from);
    const at = sets[step] || from.querySelector("[data-reasons]");
    at.scrollIntoView({ block: "nearest" });
    say(sets[step] ? at.querySelector("legend").textContent.trim() : (group(from) === "yes" ? "Tingkat (S), alasan, lalu Enter." : "Pilih alasan, lalu Enter."),
      sets[step] ? at.querySelector("legend").textContent.trim() : (group(from) === "yes" ? "Severity (S), a reason, then Enter." : "Choose a reason, then Enter."));
  }

  function severity(from) {
    const set = from.querySelector("[data-severity]");
    if (set.hidden) return;
    const next = String((Number(given(set)) || 0) % 3 + 1);
    set.querySelector("input[value='" + next + "']").checked = true;
    say("Tingkat " + next, "Severity " + next);
  }

  function back(from) {
    step = Math.max(0, step - 1);
    tidy(from);
  }

  function send(from, selector) {
    const button = from.querySelector(selector);
    if (button) button.click(); // by a click htmx learns which button sends
  }

  function openStep(name) {
    const part = document.querySelector("#putusan [data-step='" + name + "']");
    if (!part) return false;
    part.open = true;
    const first = part.querySelector("form button, form select, form textarea");
    if (first) first.focus();
    return true;
  }

  const keys = Pantau.keys;
  const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
  keys.add(SCOPE, digits, { id: "1/2/3 ya, tidak, tidak dapat dipastikan; lalu 1–9 alasan", en: "1/2/3 yes, no, unverifiable; then 1–9 the reason" },
    function (event) { choose(form(), Number(event.key)); });
  keys.add(SCOPE, "s", { id: "Tingkat 1, 2, 3", en: "Severity 1, 2, 3" }, function () { severity(form()); });
  keys.add(SCOPE, "Backspace", { id: "Kembali ke sinyal sebelumnya", en: "Back to the signal before" },
    function () { back(form()); });
  keys.add(SCOPE, "Enter", { id: "Simpan putusan, ke cerita berikut", en: "Save the decision, on to the next story" },
    function () { send(form(), "button.primary"); });
  keys.add(SCOPE, "u", { id: "Simpan dan minta pendapat kedua", en: "Save and ask for a second opinion" },
    function () { send(form(), "[data-second]"); });
  keys.add("#putusan", "n", { id: "Lewati hari ini", en: "Skip for today" }, function () {
    const skip = document.querySelector("#putusan [data-step-form='skip']");
    if (!skip) return false;
    skip.requestSubmit();
    return true;
  });
  keys.add("#putusan", "t", { id: "Tunda", en: "Put off" }, function () { return openStep("hold"); });

  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("change", function (event) {
    const here = form();
    if (!here || !here.contains(event.target)) return;
    const sets = signals(here);
    const open = sets.findIndex(function (one) { return !given(one); });
    if (event.target.closest("[data-signal]")) step = open < 0 ? sets.length : open;
    tidy(here);
  });
  // From within the note: Ctrl+Enter sends, Escape goes back to the keys.
  document.addEventListener("keydown", function (event) {
    const here = form();
    if (!here || event.target !== here.querySelector("textarea")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(here, "button.primary"); }
    if (event.key === "Escape") event.target.blur();
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest("a[href='#buka-klaim']")) return;
    const claim = document.querySelector("details.claim-open");
    if (!claim) return;
    event.preventDefault();
    claim.open = true;
    claim.scrollIntoView({ block: "nearest" });
    claim.querySelector("textarea").focus();
  });
  // A refused form comes back with what is wrong (409, 422): htmx would drop it.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (![409, 422].includes(event.detail.xhr.status) || !event.target.closest("#putusan")) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    if (!event.target.closest("#putusan")) return; // another part of the page: the one working is left alone
    const wrong = document.querySelector("#putusan [data-errors]");
    begin();
    if (wrong) wrong.focus();
  });
})();
