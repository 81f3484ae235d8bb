import { el } from "./dom.js";
import { icon } from "./icons.js";

/** The reply keyboard under the composer, and the button that shows or hides it. */
export class ReplyKeyboard {
  constructor(press) {
    this.press = press;
    this.rows = null;
    this.panel = el("div.reply-keyboard", {
      role: "group",
      "aria-label": "Keyboard offered by the bot",
      hidden: true,
    });
    this.toggle = el(
      "button.tool",
      {
        type: "button",
        hidden: true,
        "aria-label": "Show or hide the bot's keyboard",
        onclick: () => this.open(this.panel.hidden),
      },
      icon("keyboard"),
    );
  }

  /** A new keyboard opens itself, as it does in the real thing; the same one again changes nothing. */
  set(rows) {
    if (JSON.stringify(rows) === JSON.stringify(this.rows)) return;
    this.rows = rows;
    const line = (labels, row) =>
      el(
        "div.keys",
        {},
        labels.map((label, column) => this.key(label, row, column)),
      );
    this.panel.replaceChildren(...(rows ?? []).map(line));
    this.toggle.hidden = !rows;
    this.open(Boolean(rows));
  }

  /** Pressed by its place: a key may ask for a contact or a position instead of sending its label. */
  key(label, row, column) {
    return el("button.key", { type: "button", dir: "auto", onclick: () => this.press(row, column) }, label);
  }

  open(shown) {
    this.panel.hidden = !shown;
    this.toggle.setAttribute("aria-expanded", String(shown));
    this.toggle.classList.toggle("on", shown);
  }
}
