import { api } from "./api.js";
import { form } from "./dialogs.js";
import { world } from "./world.js";

/** What is no number must not pass for nothing: the fault would strike otherwise than was asked. */
function number(words) {
  const read = Number(words);
  if (Number.isFinite(read)) return read;
  throw new Error(`“${words}” is no number.`);
}

/** How a fault's fields are asked for: the words beside each, and how what is typed is read. */
const FIELDS = {
  method: { label: "Which calls (a pattern such as send*)", read: String },
  update: { label: "Which updates (message, callback_query, …)", read: String },
  chat: { label: "Only for the person with this id", read: number },
  count: { label: "How many times", read: number },
  rate: { label: "Or what share of them, 0 to 1", read: number },
  seed: { label: "Seed of that share: the same seed, the same calls", read: number },
  lasts: { label: "Or for how many seconds", read: number },
  seconds: { label: "How many seconds it hangs or takes", read: number },
  retry_after: { label: "Told to wait so many seconds", read: number },
  after_effect: { label: "Carried out first (yes or no)", read: (words) => /^(y|true|1)/i.test(words), options: ["yes", "no"] },
  code: { label: "Error code, 400 to 599", read: number },
  description: { label: "What the error says", read: String },
  by: { label: "By how much the id jumps", read: number },
  place: { label: "Before or after the real update", read: String, options: ["before", "after"] },
};

/** Everything one kind of fault can be told; what stays empty is left to the server. */
export function askFault(kind) {
  const people = [...world.people.keys()].map(String);
  const fields = kind.fields.map((name) => ({
    name,
    label: FIELDS[name]?.label ?? name,
    value: kind.defaults[name] === undefined ? "" : inWords(kind.defaults[name]),
    options: name === "chat" ? people : FIELDS[name]?.options,
  }));
  form(kind.sentence, fields, "Switch it on", (told) => api.addFault(fault(kind.code, told)));
}

const inWords = (value) => (value === true ? "yes" : value === false ? "no" : String(value));

function fault(kind, told) {
  const given = Object.entries(told).filter(([, words]) => words !== "");
  return { kind, ...Object.fromEntries(given.map(([name, words]) => [name, (FIELDS[name]?.read ?? String)(words)])) };
}
