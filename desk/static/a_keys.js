// Keys: every page registers its own, "?" lists those of the page that is open.
//
// Pantau.keys.add(scope, key, label, action, options)
//   scope    "" everywhere; "queue": pages with <body data-scope="queue">; "#id", ".class", "[attribute]":
//            pages that have such an element at the moment the key is pressed
//   key      as KeyboardEvent.key, letters in lower case: "j", "Enter", "?", "1"; several: ["j", "ArrowDown"]
//   label    for the list: {id: "...", en: "..."}, or one text for both languages; "" leaves it out
//   action   called with the event; if it returns false, the key keeps what it does otherwise
//   options  {repeat: true} while the key is held down, too
// The first key registered for an active scope wins. Keys typed into fields, with Ctrl, Alt or Meta, or while a
// dialog is open are left alone; so is Enter on a link or a button.
"use strict";
window.Pantau = (function () {
  const registered = [];
  const OFF = "pantau-keys-off";

  function word(id, en) {
    return document.body.dataset.language === "en" ? en : id;
  }

  function csrf() {
    const headers = document.body.getAttribute("hx-headers");
    return headers ? JSON.parse(headers)["X-CSRF-Token"] : "";
  }

  // Send a form that outlives the page (keepalive), with the token of the session.
  function post(path, fields, keepalive) {
    return fetch(path, {
      method: "POST",
      body: new URLSearchParams(fields || {}),
      headers: { "X-CSRF-Token": csrf(), "X-Requested-With": "pantau" },
      credentials: "same-origin",
      keepalive: Boolean(keepalive),
      redirect: "manual",
    });
  }

  function active(scope) {
    if (!scope) return true;
    if (/^[#.[]/.test(scope)) return document.querySelector(scope) !== null;
    return (document.body.dataset.scope || "").split(" ").includes(scope);
  }

  function typing(target) {
    if (!(target instanceof Element)) return false;
    if (target.isContentEditable || target.closest("textarea, select, iframe")) return true;
    const input = target.closest("input");
    return input !== null && !/^(checkbox|radio|button|submit|reset)$/.test(input.type);
  }

  function isOff() {
    try { return localStorage.getItem(OFF) === "1"; } catch (error) { return false; }
  }

  function add(scope, key, label, action, options) {
    const keys = (Array.isArray(key) ? key : [key]).map(normal);
    const text = label && typeof label === "object" ? label : { id: label, en: label };
    registered.push({ scope, keys, text, action, repeat: Boolean(options && options.repeat) });
  }

  function normal(key) {
    return key.length === 1 ? key.toLowerCase() : key;
  }

  function pressed(event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const key = normal(event.key);
    if (key === "Enter" && event.target.closest("a[href], button, summary")) return;
    if (isOff() && key !== "?") return;
    for (const one of registered) {
      if (!one.keys.includes(key) || !active(one.scope) || (event.repeat && !one.repeat)) continue;
      if (one.action(event) === false) continue;
      event.preventDefault();
      return;
    }
  }

  function element(name, text, parent) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  function shown(key) {
    const names = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", " ": word("Spasi", "Space") };
    return names[key] || (key.length === 1 ? key.toUpperCase() : key);
  }

  function list(dialog) {
    const table = element("dl", "", dialog);
    for (const one of registered.slice(1).concat(registered[0])) {
      const label = one.text[document.body.dataset.language === "en" ? "en" : "id"];
      if (!label || !active(one.scope)) continue;
      const row = element("div", "", table);
      const keys = element("dt", "", row);
      one.keys.forEach(function (key) { element("kbd", shown(key), keys); });
      element("dd", label, row);
    }
  }

  function toggle(dialog) {
    // A key by itself can be in the way of speech input and screen readers: it can be switched off here.
    const label = element("label", "", dialog);
    const box = element("input", "", label);
    box.type = "checkbox";
    box.checked = !isOff();
    label.append(" " + word("Pakai pintasan papan ketik di peramban ini", "Use keyboard shortcuts in this browser"));
    box.addEventListener("change", function () {
      try { localStorage.setItem(OFF, box.checked ? "0" : "1"); } catch (error) { box.checked = true; }
    });
  }

  function help() {
    const dialog = element("dialog");
    dialog.className = "keys";
    const title = element("h2", word("Pintasan papan ketik", "Keyboard shortcuts"), dialog);
    title.id = "keys-title";
    dialog.setAttribute("aria-labelledby", title.id);
    list(dialog);
    toggle(dialog);
    const close = element("button", word("Tutup", "Close"), dialog);
    close.type = "button";
    close.autofocus = true;
    close.addEventListener("click", function () { dialog.close(); });
    dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("keydown", function (event) { if (event.key === "?") dialog.close(); });
    dialog.addEventListener("close", function () { dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  add("", "?", { id: "Daftar pintasan ini", en: "This list" }, function () { help(); });
  document.addEventListener("keydown", pressed);
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-keys-help]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", help);
    });
  });

  return { keys: { add, help, active }, post, word };
})();
