// The item page: the cover over the worst texts, and a pause proposed after long reading.
"use strict";
(function () {
  const STORED = "pantau-reading";
  const STEP = 15; // seconds between two counts
  const BREAK = 10 * 60; // seconds without an item that count as a pause

  Pantau.keys.add("#veil", "b", { id: "Buka atau tutup teks kekerasan berat", en: "Uncover or cover a severely violent text" }, function () {
    const veil = document.getElementById("veil");
    veil.open = !veil.open;
    veil.querySelector("summary").focus();
  });

  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(STORED)) || {};
      return { seconds: Number(kept.seconds) || 0, at: Number(kept.at) || 0 };
    } catch (error) { return { seconds: 0, at: 0 }; }
  }

  function write(kept) {
    try { localStorage.setItem(STORED, JSON.stringify(kept)); } catch (error) { /* private window: not counted */ }
  }

  function propose() {
    if (document.querySelector(".pause")) return;
    const minutes = document.querySelector(".item").dataset.pause;
    const box = document.createElement("div");
    box.className = "pause";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    const close = document.createElement("button");
    close.type = "button";
    words.textContent = Pantau.word("Sudah " + minutes + " menit. Istirahat sebentar?", minutes + " minutes by now. A short pause?");
    close.textContent = Pantau.word("Tutup", "Close");
    close.addEventListener("click", function () {
      write({ seconds: 0, at: Date.now() / 1000 });
      box.remove();
    });
    box.append(words, close);
    document.body.append(box);
  }

  function count(limit) {
    if (document.hidden) return;
    const now = Date.now() / 1000;
    const kept = read();
    const since = now - kept.at;
    // Several tabs count once: what passed since the last count, whichever tab it was.
    const seconds = since > BREAK || since < 0 ? 0 : kept.seconds + Math.min(since, STEP);
    write({ seconds: seconds, at: now });
    if (seconds >= limit) propose();
  }

  document.addEventListener("DOMContentLoaded", function () {
    const item = document.querySelector(".item[data-pause]");
    const limit = item ? 60 * Number(item.dataset.pause) : 0;
    if (!limit) return;
    count(limit);
    setInterval(function () { count(limit); }, 1000 * STEP);
  });
})();
