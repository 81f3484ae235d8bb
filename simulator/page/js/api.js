/** The people's API of the trial's server, as docs/simulator.md describes it. */

/** A refused or failed call; `message` is a sentence for the person at the page. */
export class Refused extends Error {}

/** Of a chat; what is older is read when somebody wants to see it. */
export const READ_AT_ONCE = 500;

const LARGEST = 50 * 1024 * 1024;

async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof Blob || body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused("The trial's server does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(complaint(answer, response.status));
  return answer;
}

function complaint(answer, status) {
  return answer?.error ?? `The trial's server refused (${status}).`;
}

const of = (person, verb) => `/world/people/${person}/${verb}`;

export const api = {
  bot: () => call("GET", "/world/bot"),
  people: () => call("GET", "/world/people"),
  addPerson: (person) => call("POST", "/world/people", person),
  /** The newest messages, or those before one. */
  chat: (person, before) =>
    call("GET", of(person, before ? `chat?limit=${READ_AT_ONCE}&before=${before}` : `chat?limit=${READ_AT_ONCE}`)),
  /** `about`: what it answers and where it goes, {reply_to, quote, thread}. */
  send: (person, words, about = {}) => call("POST", of(person, "send"), { ...words, ...about }),
  click: (person, message, row, column) =>
    call("POST", of(person, "click"), { message_id: message, row, column }),
  pressOld: (person, message, data) => call("POST", of(person, "click"), { message_id: message, data }),
  pressKey: (person, row, column) => call("POST", of(person, "click"), { row, column }),
  edit: (person, message, words) => call("POST", of(person, "edit"), { message_id: message, ...words }),
  react: (person, message, emoji) => call("POST", of(person, "react"), { message_id: message, emoji }),
  vote: (person, message, options) =>
    call("POST", of(person, "vote"), { message_id: message, options }),
  stop: (person, message) => call("POST", of(person, "stop"), { message_id: message }),
  pin: (person, message) => call("POST", of(person, "pin"), { message_id: message }),
  unsend: (person, message, whom) =>
    call("POST", of(person, "unsend"), { message_id: message, for: whom }),
  takeBack: (person, number) => call("POST", of(person, "unsend"), { waiting: number }),
  /** One of: offline, online, deactivate, reactivate. */
  turn: (person, how) => call("POST", of(person, how), {}),
  language: (person, code) => call("POST", of(person, "language"), { language_code: code }),
  voices: (person, allowed) => call("POST", of(person, "voices"), { allowed }),
  removePerson: (person) => call("DELETE", `/world/people/${person}`),
  addTopic: (person, name) => call("POST", of(person, "topic"), { name }),
  renameTopic: (person, thread, name) => call("POST", of(person, "topic/rename"), { thread, name }),
  deleteTopic: (person, thread) => call("POST", of(person, "topic/delete"), { thread }),
  setBot: (settings) => call("POST", "/world/bot", settings),
  block: (person) => call("POST", of(person, "block"), {}),
  unblock: (person) => call("POST", of(person, "unblock"), {}),
  start: (person, payload) => call("POST", of(person, "start"), payload ? { payload } : {}),
  read: (person, message) => call("POST", of(person, "read"), { message_id: message }),
  faults: () => call("GET", "/world/faults"),
  addFault: (fault) => call("POST", "/world/faults", fault),
  faultKinds: () => call("GET", "/world/faults/kinds"),
  clearFaults: () => call("DELETE", "/world/faults"),
  rates: () => call("GET", "/world/rates"),
  setRates: (on) => call("POST", "/world/rates", { on }),
  conformance: () => call("GET", "/world/conformance"),
  load: (file) => call("POST", "/world/load", file),
  removeFault: (id) => call("DELETE", `/world/faults/${encodeURIComponent(id)}`),
  calls: (after) => call("GET", `/world/calls?after=${after}`),
  clock: () => call("GET", "/world/clock"),
  advance: (seconds) => call("POST", "/world/clock", { advance: seconds }),
  reset: () => call("POST", "/world/reset", {}),

  async sendFile(person, { file, kind, caption, about }) {
    const form = formOf(kind, caption, about);
    form.set("file", notTooLarge(file), file.name);
    return call("POST", of(person, "send"), form);
  },

  /** `parts`: [{file, kind}]. */
  async sendAlbum(person, parts, { caption, about }) {
    const form = formOf("album", caption, about);
    form.set("items", JSON.stringify(parts.map(({ kind }) => ({ kind }))));
    parts.forEach(({ file }, at) => form.set(`file${at}`, notTooLarge(file), file.name));
    return call("POST", of(person, "send"), form);
  },

  /** Another file in place of a message's own. */
  async replaceFile(person, message, { file, kind }) {
    const form = formOf(kind);
    form.set("message_id", String(message));
    form.set("file", notTooLarge(file), file.name);
    return call("POST", of(person, "edit"), form);
  },
};

/** Before it is sent: a server that stops listening halfway looks like one that is gone. */
function notTooLarge(file) {
  if (file.size > LARGEST) throw new Refused(`“${file.name}” is too large: a file has at most 50 MB.`);
  return file;
}

function formOf(kind, caption, about = {}) {
  const form = new FormData();
  form.set("kind", kind);
  if (caption?.text) form.set("caption", caption.text);
  if (caption?.entities.length) form.set("entities", JSON.stringify(caption.entities));
  for (const [name, value] of Object.entries(about)) if (value !== undefined) form.set(name, String(value));
  return form;
}
