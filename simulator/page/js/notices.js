import { el } from "./dom.js";

/** Short words that come and go inside one phone, and the alert that waits for OK. */
export class Notices {
  constructor() {
    this.node = el("div.notices", { role: "status", "aria-live": "polite" });
    this.alertPlace = el("div.alert-place", { hidden: true });
  }

  toast(words) {
    const note = el("div.toast", { dir: "auto" }, words);
    this.node.replaceChildren(note);
    // Long enough to be read: a callback's answer may hold two hundred letters.
    setTimeout(() => note.remove(), 2500 + String(words).length * 45);
  }

  alert(words, title) {
    const back = document.activeElement;
    const close = () => {
      this.alertPlace.hidden = true;
      this.alertPlace.replaceChildren();
      back?.focus?.();
    };
    const ok = el("button.primary", { type: "button", onclick: close }, "OK");
    const box = el(
      "div.alert",
      { role: "alertdialog", "aria-label": title },
      el("b", { dir: "auto" }, title),
      el("p", { dir: "auto" }, words),
      ok,
    );
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      // OK is all there is to reach.
      if (event.key === "Tab") event.preventDefault();
    });
    this.alertPlace.replaceChildren(box);
    this.alertPlace.hidden = false;
    ok.focus();
  }
}
