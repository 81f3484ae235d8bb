import { el } from "./dom.js";
import { icon } from "./icons.js";

/** The bot's commands above the composer: all of them from the button, those that fit while a "/…" is being typed. */
export class CommandMenu {
  constructor(id, { send, complete, commands }) {
    this.actions = { send, complete };
    this.commands = commands;
    this.found = [];
    this.current = -1;
    this.list = el("div.commands", {
      id: `commands-${id}`,
      role: "listbox",
      "aria-label": "Commands",
      hidden: true,
    });
    this.button = el(
      "button.tool.menu",
      {
        type: "button",
        "aria-label": "Commands of this bot",
        "aria-expanded": "false",
        "aria-controls": this.list.id,
        onclick: () => this.toggle(),
      },
      icon("slash"),
    );
    this.button.addEventListener("keydown", (event) => this.key(event));
  }

  get open() {
    return !this.list.hidden;
  }

  refresh() {
    this.button.hidden = this.commands().length === 0;
  }

  toggle() {
    if (this.open) this.close();
    else this.show(this.commands());
  }

  filter(text) {
    const typed = /^\/(\S*)$/.exec(text)?.[1]?.toLowerCase();
    if (typed === undefined) return this.close();
    this.show(this.commands().filter((one) => one.command.toLowerCase().startsWith(typed)));
  }

  show(found) {
    if (!found.length) return this.close();
    this.found = found;
    this.list.replaceChildren(...found.map((one, i) => this.option(one, i)));
    this.list.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.point(0);
  }

  option({ command, description }, i) {
    const choose = (event) => {
      event.preventDefault();
      this.choose(i);
    };
    const attributes = {
      role: "option",
      id: `${this.list.id}-${i}`,
      tabindex: "-1",
      type: "button",
      onmousedown: (event) => event.preventDefault(),
      onclick: choose,
    };
    return el(
      "button.command-row",
      attributes,
      el("b", {}, `/${command}`),
      el("span", { dir: "auto" }, description),
    );
  }

  close() {
    this.list.hidden = true;
    this.found = [];
    this.current = -1;
    this.button.setAttribute("aria-expanded", "false");
  }

  point(i) {
    this.current = (i + this.found.length) % this.found.length;
    [...this.list.children].forEach((row, at) =>
      row.setAttribute("aria-selected", String(at === this.current)),
    );
    this.list.children[this.current].scrollIntoView({ block: "nearest" });
  }

  choose(i) {
    const { command } = this.found[i];
    this.close();
    this.actions.send(`/${command}`);
  }

  /** Returns true when the key was for the menu. */
  key(event) {
    if (!this.open || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.point(this.current + step);
    else if (event.key === "Enter" && !event.shiftKey) this.choose(this.current);
    else if (event.key === "Tab") this.actions.complete(`/${this.found[this.current].command} `);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }
}
