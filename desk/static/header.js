// The bar on top: "Lainnya" closes by a click elsewhere or Esc; on a phone the page that is open comes into view.
"use strict";
(function () {
  document.addEventListener("DOMContentLoaded", function () {
    const here = document.querySelector(".menu [aria-current]");
    if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft;
  });

  document.addEventListener("click", function (event) {
    document.querySelectorAll("details[data-popup][open]").forEach(function (popup) {
      if (!popup.contains(event.target)) popup.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-popup][open]").forEach(function (popup) {
      popup.open = false;
      popup.querySelector("summary").focus();
    });
  });
})();
