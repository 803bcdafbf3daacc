// A button that copies what a text field holds. Without script the field is selected by hand.
"use strict";
(function () {
  function copied(text, field) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    field.focus();
    field.select(); // an office network without TLS has no clipboard of its own
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("not copied"));
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", function () {
      copied(field.value, field).then(
        function () { status.textContent = button.dataset.done; },
        function () { field.focus(); field.select(); status.textContent = "Ctrl+C"; },
      );
    });
  }
})();
