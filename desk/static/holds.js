// The hold of an open story: a sign of life each minute, given back on leaving.
"use strict";
(function () {
  const EVERY = 60000;
  let leaving = false;

  function box() {
    return document.getElementById("held");
  }

  function path(end) {
    return "/cerita/" + encodeURIComponent(box().dataset.story) + "/" + end;
  }

  // Without the hold nothing can be decided: the form says so before somebody types on in vain.
  function lock() {
    document
      .querySelectorAll('form[action$="/putusan"] :is(button, input, select, textarea)')
      .forEach(function (field) { field.disabled = true; });
  }

  async function beat() {
    const held = box();
    if (leaving || !held || document.querySelector("#held details[open]")) return;
    const from = new URLSearchParams(location.search).get("dari") || "";
    let answer;
    try {
      answer = await Pantau.post(path("detak"), { mine: held.dataset.mine, dari: from });
    } catch (error) {
      return; // no network for now: the next beat tells
    }
    if (!answer.ok) return;
    const mine = answer.headers.get("X-Hold") === "mine";
    if (mine && held.dataset.mine === "1") {
      held.dataset.until = answer.headers.get("X-Hold-Until");
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("held");
    if (!fresh || fresh.textContent === held.textContent) return;
    if (held.dataset.mine === "1") lock();
    held.replaceWith(document.adoptNode(fresh));
  }

  function leave() {
    const held = box();
    if (!held || held.dataset.mine !== "1") return;
    leaving = true;
    Pantau.post(path("lepas"), { leaving: "1", until: held.dataset.until }, true).catch(function () {});
  }

  document.addEventListener("DOMContentLoaded", function () {
    if (!box()) return;
    setInterval(beat, EVERY);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) beat(); });
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", function (event) {
      if (!event.persisted) return;
      leaving = false; // back from the browser's own store of pages: the hold was given back
      beat();
    });
  });
})();
