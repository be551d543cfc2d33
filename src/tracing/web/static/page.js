// What pages do beyond links and forms. Without it everything works; with it keys, drafts and a broken line do as well.
"use strict";
(() => {
  const KEYS = "tracing-keys";
  const told = () => document.getElementById("told");
  const say = (text) => { const place = told(); if (place) place.textContent = text || ""; };

  // Single keys press what carries them. They can be turned off, and never act while somebody writes (WCAG 2.1.4).
  const keysOn = () => localStorage.getItem(KEYS) !== "off";
  const writing = (at) => at && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)
    && !/^(checkbox|radio|button|submit)$/.test(at.type || ""));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keysOn() || writing(event.target)) return;
    const wanted = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (!wanted || wanted.disabled) return;
    event.preventDefault();
    if (wanted.matches("[type=radio], [type=checkbox]")) { wanted.click(); wanted.focus(); return; }
    if (wanted.matches("input, select, textarea, summary, [data-focus]")) wanted.focus(); else wanted.click();
  });
  const prepare = () => {
    for (const box of document.querySelectorAll("[data-keys-switch]")) box.checked = keysOn();
    document.documentElement.classList.toggle("keys-off", !keysOn());
    for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) {
      localStorage.setItem(KEYS, event.target.checked ? "on" : "off");
      prepare();
    }
  });

  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });

  // A form marked data-draft is kept as it is filled in, two seconds after the last change.
  let waiting = null;
  const keep = async (form) => {
    const body = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch("/drafts", { method: "POST", body, credentials: "same-origin", redirect: "manual" });
      if (answer.status === 204) say(told()?.dataset.kept);
    } catch { say(told()?.dataset.offline); }
  };
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !form.matches("[data-draft]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(form), 2000);
  });

  // A line that breaks: what was being sent is sent again by itself when it is back, with the button that was pressed. It carries
  // its name (once), so it counts once however often it arrives.
  let unsent = null;
  document.addEventListener("htmx:sendError", (event) => {
    const from = event.detail.elt;
    // What a page asks by itself is asked again anyway.
    if (!from || from.matches("[data-unattended]")) return;
    const button = event.detail.requestConfig?.triggeringEvent?.submitter;
    unsent = from.matches("form") ? { form: from, button } : null;
    say(told()?.dataset.offline);
  });
  const again = () => {
    if (!unsent || !document.contains(unsent.form)) return;
    const { form, button } = unsent;
    unsent = null;
    say(told()?.dataset.sending);
    // Which button it is, htmx learns by its being pressed.
    if (button && document.contains(button)) button.click(); else form.requestSubmit();
  };
  window.addEventListener("online", again);
  setInterval(() => { if (unsent && navigator.onLine) again(); }, 5000);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.detail.elt?.matches("[data-unattended]")) clearTimeout(waiting);
  });

  // After a page came in the place of another, readers of screens and keys begin at its top, at what was refused, or at the place
  // that the address names: there htmx scrolls by itself.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target && event.detail.target.id !== "page" && !document.getElementById("page")?.isSameNode(event.detail.elt)) return;
    prepare();
    const wrong = document.querySelector(".refusal[tabindex]");
    const place = event.detail.pathInfo?.anchor;
    const first = wrong || (place && document.getElementById(place)) || document.querySelector("[data-begin]") || document.querySelector("main h1");
    if (first) { if (!first.hasAttribute("tabindex")) first.setAttribute("tabindex", "-1"); first.focus({ preventScroll: !wrong }); }
    window.scrollTo(0, wrong ? wrong.offsetTop : 0);
  });

  // A page that comes back from the browser's memory is asked for anew: somebody may have signed out since.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  prepare();
})();
