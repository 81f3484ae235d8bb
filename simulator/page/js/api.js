/** The people's API of the trial's server, as docs/simulator.md describes it. */

/** A refused or failed call; `message` is a sentence for the person at the page. */
export class Refused extends Error {}

async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof FormData) options.body = body;
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
  chat: (person) => call("GET", of(person, "chat")),
  send: (person, words, replyTo) =>
    call("POST", of(person, "send"), replyTo ? { ...words, reply_to: replyTo } : words),
  click: (person, message, row, column) =>
    call("POST", of(person, "click"), { message_id: message, row, column }),
  pressKey: (person, row, column) => call("POST", of(person, "click"), { row, column }),
  edit: (person, message, words) => call("POST", of(person, "edit"), { message_id: message, ...words }),
  react: (person, message, emoji) => call("POST", of(person, "react"), { message_id: message, emoji }),
  vote: (person, message, options) =>
    call("POST", of(person, "vote"), { message_id: message, options }),
  stop: (person, message) => call("POST", of(person, "stop"), { message_id: message }),
  pin: (person, message) => call("POST", of(person, "pin"), { message_id: message }),
  unsend: (person, message, whom) =>
    call("POST", of(person, "unsend"), { message_id: message, for: whom }),
  block: (person) => call("POST", of(person, "block"), {}),
  unblock: (person) => call("POST", of(person, "unblock"), {}),
  start: (person, payload) => call("POST", of(person, "start"), payload ? { payload } : {}),
  read: (person, message) => call("POST", of(person, "read"), { message_id: message }),
  faults: () => call("GET", "/world/faults"),
  addFault: (fault) => call("POST", "/world/faults", fault),
  removeFault: (id) => call("DELETE", `/world/faults/${encodeURIComponent(id)}`),
  calls: (after) => call("GET", `/world/calls?after=${after}`),
  clock: () => call("GET", "/world/clock"),
  advance: (seconds) => call("POST", "/world/clock", { advance: seconds }),
  reset: () => call("POST", "/world/reset", {}),

  sendFile(person, { file, kind, caption, replyTo }) {
    const form = new FormData();
    form.set("kind", kind);
    if (caption?.text) form.set("caption", caption.text);
    if (caption?.entities.length) form.set("entities", JSON.stringify(caption.entities));
    if (replyTo) form.set("reply_to", String(replyTo));
    form.set("file", file, file.name);
    return call("POST", of(person, "send"), form);
  },

  /** `parts`: [{file, kind}]. */
  sendAlbum(person, parts, { caption, replyTo }) {
    const form = new FormData();
    form.set("kind", "album");
    form.set("items", JSON.stringify(parts.map(({ kind }) => ({ kind }))));
    if (caption?.text) form.set("caption", caption.text);
    if (caption?.entities.length) form.set("entities", JSON.stringify(caption.entities));
    if (replyTo) form.set("reply_to", String(replyTo));
    parts.forEach(({ file }, at) => form.set(`file${at}`, file, file.name));
    return call("POST", of(person, "send"), form);
  },
};
