/** One person's conversation with the bot, as the page holds it. */
export class Chat {
  constructor(person) {
    this.person = person;
    this.clear();
  }

  clear() {
    this.messages = new Map();
    this.derived = {};
    this.commands = [];
    this.keyboard = null;
    this.placeholder = null;
    this.typing = null;
    this.readUpTo = 0;
    this.dividerAt = 0;
    this.loaded = false;
  }

  /** Replaces everything by what the server holds: after a start, a reset, or an interruption of unknown length. */
  load(answer, readUpTo) {
    this.messages = new Map();
    this.derived = {};
    for (const message of answer.messages) this.put(message);
    this.commands = answer.commands ?? [];
    this.takeKeyboard(answer);
    this.loaded = true;
    this.takeReadUpTo(readUpTo);
  }

  takeKeyboard({ keyboard, placeholder }) {
    this.keyboard = keyboard;
    this.placeholder = placeholder;
  }

  /** Returns "new", "changed" or "gone". */
  put(message) {
    if (message.deleted) return this.remove(message.message_id);
    const known = this.messages.has(message.message_id);
    this.messages.set(message.message_id, message);
    this.derived = {};
    return known ? "changed" : "new";
  }

  remove(id) {
    this.messages.delete(id);
    this.derived = {};
    return "gone";
  }

  /** What follows from the messages is worked out once per change, however often a bubble asks. */
  once(name, make) {
    return (this.derived[name] ??= make());
  }

  /** Ids come from one rising counter per account, so their order is the order of the chat. */
  list() {
    return this.once("list", () =>
      [...this.messages.values()].sort((one, other) => one.message_id - other.message_id),
    );
  }

  fromBot() {
    return this.once("fromBot", () => this.list().filter((message) => message.from === "bot"));
  }

  get unread() {
    return this.fromBot().filter((message) => message.message_id > this.readUpTo).length;
  }

  /** What was read only grows: an older answer that arrives late must not make messages unread again. */
  takeReadUpTo(id) {
    this.readUpTo = Math.max(this.readUpTo, id ?? 0);
  }

  firstUnread() {
    return this.fromBot().find((message) => message.message_id > this.readUpTo)?.message_id ?? 0;
  }

  last() {
    return this.list().at(-1);
  }

  /** Nothing tells a person that a bot has read them; that it wrote or reacted afterwards is the evidence there is. */
  seenUpTo() {
    return this.once("seen", () => this.evidence());
  }

  evidence() {
    let seen = 0;
    let pending = 0;
    for (const message of this.list()) {
      if (message.from === "me") pending = message.message_id;
      else seen = pending;
      if (message.reactions?.some((reaction) => reaction.from === "bot"))
        seen = Math.max(seen, message.message_id);
    }
    return seen;
  }
}
