import { api, READ_AT_ONCE } from "./api.js";

/** What waits on a phone without a connection has no number yet: it stands after everything that has one. */
const WAITING = 2 ** 52;
const EARLIER = 6;

/** One person's conversation with the bot, as the page holds it. */
export class Chat {
  constructor(person) {
    this.person = person;
    this.clear();
  }

  clear() {
    this.messages = new Map();
    this.more = false;
    this.earlier = new Map();
    this.waiting = [];
    this.topics = [];
    this.topical = false;
    this.thread = null;
    this.derived = {};
    this.commands = [];
    this.keyboard = null;
    this.placeholder = null;
    this.typing = null;
    this.readUpTo = 0;
    this.seen = new Map();
    this.dividerAt = 0;
    this.loaded = false;
  }

  /** Replaces everything by what the server holds: after a start, a reset, or an interruption of unknown length. */
  load(answer, readUpTo) {
    const before = this.messages;
    this.messages = new Map();
    this.derived = {};
    for (const message of answer.messages) {
      this.remember(before.get(message.message_id), message);
      this.put(message);
    }
    this.more = answer.messages.length >= READ_AT_ONCE;
    this.commands = answer.commands ?? [];
    this.topics = answer.topics ?? [];
    this.takeWaiting(answer.waiting);
    this.takeKeyboard(answer);
    this.loaded = true;
    this.takeReadUpTo(readUpTo);
    this.turnTo(this.thread);
  }

  /** What stands before everything that is held; nobody has shown it yet, so nothing else changes. */
  async readEarlier() {
    const first = this.list().find((message) => message.message_id < WAITING);
    const { messages } = await api.chat(this.person, first?.message_id);
    this.more = messages.length >= READ_AT_ONCE;
    for (const message of messages) this.put(message);
  }

  takeKeyboard({ keyboard, placeholder }) {
    this.keyboard = keyboard;
    this.placeholder = placeholder;
  }

  /** Returns the numbers of what was waiting and of what is. */
  takeWaiting(waiting) {
    const before = this.waiting.map((one) => one.message_id);
    this.waiting = (waiting ?? []).map((one) => ({ ...one, message_id: WAITING + one.waiting }));
    for (const id of before) this.messages.delete(id);
    for (const one of this.waiting) this.messages.set(one.message_id, one);
    this.derived = {};
    return [...new Set([...before, ...this.waiting.map((one) => one.message_id)])];
  }

  /** Returns "new", "changed" or "gone". */
  put(message) {
    if (message.deleted) return this.remove(message.message_id);
    const known = this.messages.get(message.message_id);
    this.remember(known, message);
    this.messages.set(message.message_id, message);
    this.derived = {};
    return known ? "changed" : "new";
  }

  /** The buttons a message had before: somebody whose screen was slower may still press them. */
  remember(before, now) {
    if (!before?.buttons?.length) return;
    const there = new Set((now.buttons ?? []).flat().map((button) => button.data));
    const gone = before.buttons.flat().filter((button) => button.data && !there.has(button.data));
    const kept = (this.earlier.get(now.message_id) ?? []).filter((button) => !there.has(button.data));
    const fresh = gone.filter((button) => !kept.some((one) => one.data === button.data));
    this.earlier.set(now.message_id, [...kept, ...fresh].slice(-EARLIER));
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

  /** What stands in the topic at hand; without topics, everything. */
  shown() {
    return this.topical ? this.list().filter((message) => this.threadOf(message) === this.thread) : this.list();
  }

  threadOf(message) {
    return this.topical ? (message.thread ?? null) : null;
  }

  topic(thread) {
    return this.topics.find((one) => one.thread === thread);
  }

  putTopic(topic) {
    const at = this.topics.findIndex((one) => one.thread === topic.thread);
    if (at < 0) this.topics = [...this.topics, topic];
    else this.topics = this.topics.with(at, topic);
  }

  removeTopic(thread) {
    this.topics = this.topics.filter((one) => one.thread !== thread);
    this.turnTo(this.thread);
  }

  /** To a topic's messages; to the main chat where there is no such topic. */
  turnTo(thread) {
    this.thread = this.topical && this.topic(thread) ? thread : null;
  }

  fromBot() {
    return this.once("fromBot", () => this.list().filter((message) => message.from === "bot"));
  }

  /** Read is what the server says was, and what has been on the screen of its own topic since. */
  isUnread(message) {
    const seen = Math.max(this.readUpTo, this.seen.get(this.threadOf(message)) ?? 0);
    const service = message.kind?.startsWith("forum_topic_");
    return message.from === "bot" && !service && message.message_id > seen;
  }

  unreadList() {
    return this.fromBot().filter((message) => this.isUnread(message));
  }

  get unread() {
    return this.unreadList().length;
  }

  unreadIn(thread) {
    return this.unreadList().filter((message) => this.threadOf(message) === thread).length;
  }

  /** A message was on the screen. Returns up to where everything has been read, in every topic. */
  markSeen(id) {
    const message = this.messages.get(id);
    const thread = message && this.threadOf(message);
    if (message) this.seen.set(thread, Math.max(id, this.seen.get(thread) ?? 0));
    const first = this.unreadList()[0]?.message_id ?? Infinity;
    this.readUpTo = Math.max(this.readUpTo, Math.min(id, first - 1));
    return this.readUpTo;
  }

  /** What was read only grows: an older answer that arrives late must not make messages unread again. */
  takeReadUpTo(id) {
    this.readUpTo = Math.max(this.readUpTo, id ?? 0);
  }

  firstUnread() {
    return this.unreadList().find((message) => this.threadOf(message) === this.thread)?.message_id ?? 0;
  }

  /** Nothing tells a person that a bot has read them; that it wrote or reacted afterwards is the evidence there is. */
  seenUpTo() {
    return this.once("seen", () => this.evidence());
  }

  evidence() {
    let seen = 0;
    let pending = 0;
    for (const message of this.list()) {
      if (message.waiting) continue;
      if (message.from === "me") pending = message.message_id;
      else seen = pending;
      if (message.reactions?.some((reaction) => reaction.from === "bot"))
        seen = Math.max(seen, message.message_id);
    }
    return seen;
  }
}
