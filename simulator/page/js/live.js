import { api } from "./api.js";
import { chatOf, emit, world } from "./world.js";

/** The way in for everything that happens: one stream of events, and a full reading whenever the stream may have a gap. */

const personIn = (event) => event.person_id;

/** Programs that act by themselves have people too; those have no phone here. */
const hasPhone = (person) => !person.hidden;

const apply = {
  message: (event) => put(personIn(event), event.message),
  message_edited: (event) => put(personIn(event), event.message),

  message_deleted(event) {
    const person = personIn(event);
    if (!world.people.has(person)) return;
    chatOf(person).remove(event.message_id);
    emit("chat", person, { what: "gone", id: event.message_id });
  },

  /** Telegram shows this for five seconds, or until the message is there; its end is told by nobody. */
  typing(event) {
    const person = personIn(event);
    if (!world.people.has(person)) return;
    const chat = chatOf(person);
    chat.typing = event.action ?? "typing";
    chat.typingIn = event.thread ?? null;
    clearTimeout(chat.typingEnds);
    chat.typingEnds = setTimeout(() => {
      chat.typing = null;
      emit("typing", person);
    }, 5000);
    emit("typing", person);
  },

  person(person) {
    if (!hasPhone(person)) return;
    const known = world.people.has(person.id);
    world.people.set(person.id, { ...world.people.get(person.id), ...person });
    chatOf(person.id).takeReadUpTo(person.read_up_to);
    if (known) emit("person", person.id);
    else
      // Somebody who was removed at once is no longer there to be read.
      reading(() => loadChat(person.id)).then(
        () => emit("people"),
        () => {},
      );
  },

  person_removed(event) {
    const person = personIn(event);
    clearTimeout(world.chats.get(person)?.typingEnds);
    world.chats.delete(person);
    if (world.people.delete(person)) emit("people");
  },

  waiting(event) {
    const person = personIn(event);
    if (!world.people.has(person)) return;
    emit("chat", person, { what: "waiting", ids: chatOf(person).takeWaiting(event.waiting) });
  },

  topic(event) {
    if (!world.people.has(personIn(event))) return;
    chatOf(personIn(event)).putTopic(event.topic);
    emit("chat", personIn(event), { what: "topics" });
  },

  topic_deleted(event) {
    if (!world.people.has(personIn(event))) return;
    chatOf(personIn(event)).removeTopic(event.thread);
    emit("chat", personIn(event), { what: "all" });
  },

  /** Whether the bot has topics decides how every phone is laid out. */
  bot: () => loadWorld().catch(() => {}),

  commands(event) {
    const ids = [...world.people.keys()].filter((id) => !personIn(event) || id === personIn(event));
    for (const id of ids) reading(() => loadChat(id)).then(() => emit("chat", id, { what: "commands" }));
    // A bot that sets its commands may have given itself a name as well.
    api.bot().then(setBot, () => {});
  },

  keyboard(event) {
    if (!world.people.has(personIn(event))) return;
    chatOf(personIn(event)).takeKeyboard(event);
    emit("chat", personIn(event), { what: "keyboard" });
  },

  faults: (faults) => setFaults(faults),
  rates: (rates) => setRates(rates),
  conformance: () => emit("conformance"),
  clock: (clock) => setClock(clock),
  call: (call) => emit("call", call),

  reset() {
    for (const chat of world.chats.values()) chat.clear();
    emit("reset");
    loadWorld();
  },
};

function put(person, message) {
  if (!world.people.has(person)) return;
  const what = chatOf(person).put(message);
  if (message.from === "bot") chatOf(person).typing = null;
  emit("chat", person, { what, id: message.message_id, message });
}

function setBot(bot) {
  world.bot = bot;
  emit("bot");
}

function setFaults(faults) {
  world.faults = faults;
  emit("faults");
}

function setRates(rates) {
  world.rates = rates;
  emit("rates");
}

function setClock({ offset }) {
  const advanced = offset - world.offset;
  world.offset = offset;
  emit("clock", advanced);
}

let readings = 0;
const held = [];

/**
 * Events that arrive while something is being read wait until it is there. Otherwise an answer made before an event, but
 * received after it, would take the event back.
 */
async function reading(work) {
  readings += 1;
  try {
    return await work();
  } finally {
    readings -= 1;
    if (!readings) for (const [name, event] of held.splice(0)) handle(name, event);
  }
}

function handle(name, event) {
  if (readings) held.push([name, event]);
  else apply[name](event);
}

async function loadChat(person) {
  const answer = await api.chat(person);
  chatOf(person).topical = Boolean(world.bot.topics);
  chatOf(person).load(answer, world.people.get(person)?.read_up_to);
}

/** Reads the whole trial: at the start, after a reset, and whenever the stream was interrupted. */
export const loadWorld = () => reading(readWorld);

async function readWorld() {
  const [bot, everybody, faults, clock, rates] = await Promise.all([
    api.bot(),
    api.people(),
    api.faults(),
    api.clock(),
    api.rates(),
  ]);
  setBot(bot);
  const people = everybody.filter(hasPhone);
  world.people = new Map(people.map((person) => [person.id, person]));
  for (const id of world.chats.keys()) if (!world.people.has(id)) world.chats.delete(id);
  world.offset = clock.offset;
  await Promise.all(people.map((person) => loadChat(person.id)));
  emit("people");
  emit("clock", 0);
  setFaults(faults);
  setRates(rates);
  emit("conformance");
  for (const person of people) emit("chat", person.id, { what: "all" });
}

/** Opens the stream and keeps it open; `connection` says "live" or "reconnecting". */
export function connect(retryAfter = 500) {
  const stream = new EventSource("/world/events");
  let interrupted = false;
  for (const name of Object.keys(apply))
    stream.addEventListener(name, (event) => handle(name, JSON.parse(event.data)));
  stream.onopen = () => {
    emit("connection", "live");
    if (interrupted) loadWorld().catch(() => {});
    interrupted = false;
  };
  stream.onerror = () => {
    interrupted = true;
    emit("connection", "reconnecting");
    // The browser resumes by itself with Last-Event-ID, unless it was answered with an error: then it gives up for good.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => reopen(retryAfter), retryAfter);
  };
}

function reopen(retryAfter) {
  connect(Math.min(retryAfter * 2, 5000));
  loadWorld().catch(() => {});
}
