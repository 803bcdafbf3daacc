// The lists: J/K from story to story, W why it ranks so, / to the search. The hold of a story's page.
"use strict";
(function () {
  function stories() {
    return Array.from(document.querySelectorAll(".story .open"));
  }

  function current() {
    const story = document.activeElement && document.activeElement.closest(".story");
    return story ? story.querySelector(".open") : null;
  }

  function move(by) {
    const all = stories();
    if (!all.length) return false;
    const at = all.indexOf(current());
    const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
    all[to].focus();
    all[to].scrollIntoView({ block: "nearest" });
  }

  function open() {
    const link = current() || stories()[0];
    if (link) link.click();
  }

  function why() {
    const link = current() || stories()[0];
    if (!link) return false;
    link.focus();
    link.closest(".story").querySelector(".why-link").click();
  }

  Pantau.keys.add("queue", "j", { id: "Cerita berikutnya", en: "Next story" }, function () { return move(1); }, { repeat: true });
  Pantau.keys.add("queue", "k", { id: "Cerita sebelumnya", en: "Previous story" }, function () { return move(-1); }, { repeat: true });
  Pantau.keys.add("queue", "Enter", { id: "Buka cerita", en: "Open the story" }, open);
  Pantau.keys.add("queue", "w", { id: "Mengapa di sini? Buka dan tutup", en: "Why is it here? Open and close" }, why);
  Pantau.keys.add(".story .covered", "b", { id: "Buka atau tutup teks yang ditutup", en: "Show or cover the text" }, function () {
    const link = current();
    const cover = link && link.closest(".story").querySelector(".covered");
    if (!cover) return false;
    cover.open = !cover.open;
  });
  Pantau.keys.add("queue", "/", { id: "Cari kata", en: "Search" }, function () {
    const field = document.getElementById("cari");
    if (!field) return false;
    field.focus();
    field.select();
  });
  Pantau.keys.add("#next", "n", { id: "Ambil cerita berikutnya", en: "Take the next story" }, function () {
    document.getElementById("next").click();
  });

  // The reckoning folds away again by the link that opened it.
  document.addEventListener("htmx:beforeRequest", function (event) {
    const link = event.target.closest(".why-link");
    if (!link || link.getAttribute("aria-expanded") !== "true") return;
    event.preventDefault();
    document.getElementById(link.getAttribute("aria-controls")).replaceChildren();
    link.setAttribute("aria-expanded", "false");
  });
  document.addEventListener("htmx:afterOnLoad", function (event) {
    const link = event.target.closest(".why-link");
    if (link) link.setAttribute("aria-expanded", "true");
  });
})();
