import { Refused, api } from "./api.js";
import { CommandMenu } from "./commands.js";
import { el } from "./dom.js";
import { markSelection, marked, styled } from "./formatting.js";
import { icon } from "./icons.js";
import { ReplyKeyboard } from "./keyboard.js";
import { inShort } from "./media.js";
import { Attachments } from "./attach.js";
import { Tray, parcels } from "./tray.js";

const LONGEST = 200;
const CAPTIONED = new Set(["photo", "video", "animation", "audio", "document", "voice", "album"]);

/** Where a person writes: text, pictures, files, an answer to a message or a correction of one. */
export class Composer {
  constructor(chat, { fail, botName }) {
    this.chat = chat;
    this.fail = fail;
    this.botName = botName;
    this.about = null;
    this.queue = Promise.resolve();
    this.keyboard = new ReplyKeyboard((row, column) =>
      this.enqueue(
        () => api.pressKey(this.chat.person, row, column),
        () => {},
      ),
    );
    this.menu = new CommandMenu(chat.person, {
      send: (command) => this.command(command),
      complete: (text) => this.write(text),
      commands: () => this.chat.commands,
    });
    this.tray = new Tray(() => this.resize());
    this.build();
  }

  build() {
    this.input = el("textarea.input", {
      rows: "1",
      dir: "auto",
      placeholder: "Message",
      "aria-label": "Message",
      dataset: { testid: "composer" },
      autocomplete: "off",
      enterkeyhint: "send",
    });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => this.pasted(event));
    this.button = el(
      "button.send",
      { type: "button", "aria-label": "Send", dataset: { testid: "send" }, onclick: () => this.submit() },
      icon("solid-send"),
    );
    const attachments = new Attachments({
      choose: () => this.tray.input.click(),
      send: (kind, more) => this.sendKind(kind, more),
    });
    this.aboutBar = el("div.about", { hidden: true });
    const line = el(
      "div.line",
      {},
      el("div.field", {}, this.menu.button, this.input, this.keyboard.toggle, this.tray.input, attachments.button),
      this.button,
    );
    this.node = el(
      "div.composer",
      {},
      this.menu.list,
      this.aboutBar,
      this.tray.node,
      line,
      this.keyboard.panel,
    );
  }

  refresh() {
    this.menu.refresh();
    this.keyboard.set(this.chat.keyboard);
    this.input.placeholder = this.chat.placeholder ?? "Message";
  }

  typed() {
    this.resize();
    this.menu.filter(this.input.value);
  }

  resize() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, LONGEST)}px`;
    this.node.classList.toggle("ready", Boolean(this.input.value.trim() || this.tray.files.length));
  }

  write(text) {
    this.input.value = text;
    this.typed();
    this.input.focus();
  }

  key(event) {
    if (this.menu.key(event)) return;
    if (markSelection(event, this.input)) return this.typed();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.about) {
      event.preventDefault();
      this.leave();
    } else if (event.key === "ArrowUp" && !this.input.value && !this.about) {
      this.editLast(event);
    }
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.tray.add(files);
  }

  editLast(event) {
    const last = this.chat.shown().findLast((message) => message.from === "me" && message.kind === "text" && !message.forwarded && !message.waiting);
    if (!last) return;
    event.preventDefault();
    this.edit(last);
  }

  reply(message, quote) {
    if (this.about?.what === "edit") this.leave();
    this.turnTo(
      { what: "reply", message, quote },
      quote ? "quote" : "reply",
      message.from === "me" ? "Reply to yourself" : `Reply to ${this.botName()}`,
    );
  }

  edit(message) {
    this.turnTo({ what: "edit", message }, "edit", "Edit message");
    this.write(marked(message.text ?? "", message.entities));
  }

  turnTo(about, picture, title) {
    this.about = about;
    const words = el(
      "span.words",
      {},
      el("b", { dir: "auto" }, title),
      el("span", { dir: "auto" }, about.quote ?? inShort(about.message)),
    );
    const close = el(
      "button.tool",
      { type: "button", "aria-label": "Never mind", onclick: () => this.leave() },
      icon("close"),
    );
    this.aboutBar.replaceChildren(icon(picture), words, close);
    this.aboutBar.hidden = false;
    this.input.focus();
  }

  leave() {
    if (this.about?.what === "edit") this.write("");
    this.about = null;
    this.aboutBar.hidden = true;
  }

  /** Empties the field at once and sends in order; what the server refused comes back into the field. */
  submit() {
    const text = this.input.value.trim();
    const { about } = this;
    const files = this.tray.take();
    if (!text && !files.length) return;
    this.input.value = "";
    this.about = null;
    this.aboutBar.hidden = true;
    this.typed();
    const restore = () => {
      if (!this.input.value && text) this.write(text);
      if (files.length) this.tray.restore(files);
    };
    if (about?.what === "edit")
      this.enqueue(() => api.edit(this.chat.person, about.message.message_id, styled(text)), restore);
    else if (files.length) this.sendFiles(files, styled(text), this.place(about), restore);
    else this.say(text, this.place(about), restore);
  }

  /** Where a message goes: what it answers, the words quoted, the topic. */
  place(about) {
    const reply = about?.what === "reply" ? { reply_to: about.message.message_id, quote: about.quote } : {};
    return { ...reply, thread: this.chat.thread ?? undefined };
  }

  sendFiles(files, caption, place, restore) {
    parcels(files).forEach((parts, i) => {
      const words = i === 0 ? { caption, about: place } : { about: { thread: place.thread } };
      const work = () =>
        parts.length > 1
          ? api.sendAlbum(this.chat.person, parts, words)
          : api.sendFile(this.chat.person, { ...parts[0], ...words });
      this.enqueue(work, i === 0 ? restore : () => {});
    });
  }

  /** A made-up sample or a filled-in form; what stands in the field is its caption where the kind has one. */
  sendKind(kind, more = {}) {
    const captioned = CAPTIONED.has(kind) && this.about?.what !== "edit";
    const text = captioned ? this.input.value.trim() : "";
    const place = this.place(this.about);
    if (place.reply_to) this.leave();
    if (text) this.write("");
    const restore = () => text && this.write(text);
    const sent = api.send(this.chat.person, { kind, ...(text ? styled(text) : {}), ...more }, place);
    this.enqueue(() => sent, restore);
    return sent;
  }

  say(text, place = this.place(), restore = () => {}) {
    this.enqueue(() => api.send(this.chat.person, styled(text), place), restore);
  }

  command(command) {
    this.input.value = "";
    this.resize();
    this.say(command);
  }

  enqueue(work, restore) {
    this.queue = this.queue.then(work).catch((error) => {
      restore();
      this.fail(error instanceof Refused ? error.message : "That could not be sent.");
    });
  }
}
