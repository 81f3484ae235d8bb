import { Album, grouped } from "./album.js";
import { stack } from "./bubble.js";
import { coalesce, el } from "./dom.js";
import { dayKey, dayName } from "./time.js";
import { on } from "./world.js";

const GROUP_WITHIN = 5 * 60;
const SHOWN = 200;
const SLACK = 100;

/** The list of a chat's messages. Rows are kept and only the changed ones redrawn, so a card edited in place stays in place. */
export class Log {
  /** `following()`: whether the reader is at the bottom; `changed()` is called after each drawing. */
  constructor(chat, act, { following, changed }) {
    this.chat = chat;
    this.act = act;
    this.following = following;
    this.changed = changed;
    this.rows = new Map();
    this.pressed = new Map();
    this.limit = SHOWN;
    this.firstShown = 0;
    this.inner = el("div.rows");
    this.node = el("div.log", { role: "log", "aria-live": "off", tabindex: "0" }, this.inner);
    this.layOut = coalesce(() => this.draw());
    on("clock", () => this.renameDays());
  }

  /** Draws everything anew; not announced, or a screen reader would read out the whole history. */
  redraw() {
    this.rows.clear();
    this.pressed.clear();
    this.showLast(this.chat.shown());
    this.inner.replaceChildren();
    this.node.setAttribute("aria-live", "off");
    this.draw();
    setTimeout(() => this.node.setAttribute("aria-live", "polite"), 300);
  }

  /** A message is new or was changed: its row is made again, with a glow when it was already there. */
  touch(id, glow) {
    const row = this.rows.get(id);
    const message = this.chat.messages.get(id);
    if (!message) return this.drop(id);
    if (row) {
      this.fill(row, message);
      if (glow) flash(row, "edited");
    }
    for (const other of this.chat.messages.values()) if (replied(other) === id) this.refill(other);
    this.layOut();
  }

  drop(id) {
    this.rows.get(id)?.remove();
    this.rows.delete(id);
    for (const other of this.chat.messages.values()) if (replied(other) === id) this.refill(other);
    this.layOut();
  }

  refill(message) {
    const row = this.rows.get(message.message_id);
    if (row) this.fill(row, message);
  }

  /** A press shows as waiting until the bot has answered it; an edit of the message meanwhile ends that too. */
  setPressed(id, place, waiting) {
    const places = this.pressed.get(id) ?? new Set();
    if (waiting) places.add(place);
    else places.delete(place);
    this.pressed.set(id, places);
    const message = this.chat.messages.get(id);
    if (message) this.refill(message);
  }

  fill(row, message) {
    const focused = row.contains(document.activeElement) ? document.activeElement.textContent : null;
    row.replaceChildren(stack(message, this.act, this.pressed.get(message.message_id)));
    // A keyboard user who pressed "Next" stays on the button of that name when the card is redrawn under them.
    if (focused !== null)
      [...row.querySelectorAll("button")].find((one) => one.textContent === focused)?.focus();
  }

  row(message) {
    const known = this.rows.get(message.message_id);
    if (known) return known;
    const side = message.from === "me" ? "out" : "in";
    const row = el(`article.row.${side}`, {
      dataset: { messageId: message.message_id, from: message.from },
      tabindex: "-1",
    });
    this.rows.set(message.message_id, row);
    this.fill(row, message);
    return row;
  }

  draw() {
    const messages = this.chat.shown();
    this.trim(messages);
    const shown = messages.filter((message) => message.message_id >= this.firstShown);
    const hidden = messages.length - shown.length;
    const days = new Map();
    const groups = grouped(shown);
    groups.forEach((parts, i) => {
      const key = dayKey(parts[0].date);
      if (!days.has(key)) days.set(key, [this.day(parts[0].date)]);
      days.get(key).push(...this.around(parts, groups[i - 1]?.at(-1), groups[i + 1]?.[0]));
    });
    const sections = [...days].map(([key, nodes]) =>
      place(
        this.fixed(`section ${key}`, () => el("section")),
        nodes,
      ),
    );
    place(this.inner, hidden || this.chat.more ? [this.earlierButton(hidden), ...sections] : sections);
    this.markSeen(shown);
    this.changed();
  }

  /** Old rows leave only while the reader follows the newest: under somebody who reads further up nothing may move. */
  trim(messages) {
    const shown = messages.filter((message) => message.message_id >= this.firstShown).length;
    if (shown > this.limit + SLACK && this.following()) this.showLast(messages);
  }

  showLast(messages) {
    this.firstShown = messages[Math.max(0, messages.length - this.limit)]?.message_id ?? 0;
    for (const id of this.rows.keys()) if (id < this.firstShown) this.rows.delete(id);
  }

  /** `parts`: one message, or those of an album. */
  around(parts, before, after) {
    const node = parts.length > 1 ? this.album(parts) : this.row(parts[0]);
    node.classList.toggle("first", !sameGroup(before, parts[0]));
    node.classList.toggle("last", !sameGroup(parts.at(-1), after));
    const nodes = [node];
    if (parts.some((message) => message.message_id === this.chat.dividerAt))
      nodes.unshift(this.fixed("new", () => el("div.divider", {}, "New messages")));
    return nodes;
  }

  album(parts) {
    const [{ from, media_group: group }] = parts;
    const album = this.fixed(`album ${from} ${group}`, () => new Album(from));
    album.show(
      parts,
      parts.map((part) => this.row(part)),
      this.act,
    );
    return album.node;
  }

  day(date) {
    return this.fixed(dayKey(date), () =>
      el("div.day", { dataset: { date } }, el("span", {}, dayName(date))),
    );
  }

  /** Days, their marks and the divider are kept between drawings, or every new message would make them blink. */
  fixed(name, make) {
    this.marks ??= new Map();
    if (!this.marks.has(name)) this.marks.set(name, make());
    return this.marks.get(name);
  }

  renameDays() {
    for (const day of this.inner.querySelectorAll(".day"))
      day.firstChild.textContent = dayName(Number(day.dataset.date));
  }

  earlierButton(count) {
    const more = async () => {
      if (count < SHOWN && this.chat.more) await this.chat.readEarlier();
      this.limit += 2 * SHOWN;
      this.showLast(this.chat.shown());
      this.draw();
    };
    return el("button.earlier", { type: "button", onclick: more }, this.chat.more ? "Show earlier" : `Show ${count} earlier`);
  }

  markSeen(shown) {
    const seen = this.chat.seenUpTo();
    if (seen === this.seen) return;
    const from = this.seen ?? 0;
    this.seen = seen;
    for (const message of shown)
      if (message.from === "me" && message.message_id > from && message.message_id <= seen)
        this.refill(message);
  }
}

const replied = (message) =>
  typeof message.reply_to === "object" ? message.reply_to?.message_id : message.reply_to;

function sameGroup(one, other) {
  if (!one || !other || one.from !== other.from || one.buttons?.length) return false;
  return Math.abs(other.date - one.date) < GROUP_WITHIN && dayKey(one.date) === dayKey(other.date);
}

/** Puts exactly these nodes in this order, moving only what is out of place: focus and running animations survive. */
function place(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, i) => {
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] ?? null);
  });
  return parent;
}

export function flash(node, name) {
  node.classList.remove(name);
  // Reading a measure makes the browser notice that the class was away, so the animation starts again.
  void node.offsetWidth;
  node.classList.add(name);
}
