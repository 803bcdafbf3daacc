// Training: the same keys as at the item: 1, 2, 3 answer the question in focus and go on; Enter sends.
"use strict";
(function () {
  function questions() {
    return Array.from(document.querySelectorAll("#lesson [data-question]"));
  }

  function open() {
    const all = questions();
    const focused = all.find((one) => one.contains(document.activeElement));
    return focused || all.find((one) => !one.querySelector("input:checked")) || all[all.length - 1];
  }

  function answer(event) {
    const all = questions();
    const question = open();
    const choice = question && question.querySelector(`input[data-key="${event.key}"]`);
    if (!choice) return false;
    choice.checked = true;
    const next = all.slice(all.indexOf(question) + 1).find((one) => !one.querySelector("input:checked"));
    if (next) next.focus();
    else document.querySelector("#lesson button").focus();
    return true;
  }

  window.Pantau.keys.add("#lesson", ["1", "2", "3"], { id: "Jawab pertanyaan", en: "Answer the question" }, answer);
  window.Pantau.keys.add("#lesson", "0", "", answer);
  window.Pantau.keys.add("#lesson", "Enter", { id: "Kirim jawaban", en: "Send the answer" }, function () {
    document.getElementById("lesson").requestSubmit();
  });
})();
