import { Chat } from "./chat.js";

/** What the page knows of the trial. Modules read it here, change it through `live.js`, and hear of changes by topic. */
export const world = {
  bot: { username: "bot", first_name: "Bot" },
  people: new Map(),
  chats: new Map(),
  faults: [],
  rates: null,
  offset: 0,
};

const handlers = new Map();

/**
 * Topics: bot, people, person(id), chat(id, change), typing(id), faults, rates, conformance, clock(advanced), call(call),
 * reset, connection(state).
 */
export function on(topic, handler) {
  if (!handlers.has(topic)) handlers.set(topic, new Set());
  handlers.get(topic).add(handler);
}

export function emit(topic, ...details) {
  for (const handler of handlers.get(topic) ?? []) handler(...details);
}

export function chatOf(person) {
  if (!world.chats.has(person)) world.chats.set(person, new Chat(person));
  return world.chats.get(person);
}

/** The trial's own time, in seconds since 1970; it may be days ahead of this computer's. */
export const now = () => Date.now() / 1000 + world.offset;

export const fullName = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");
