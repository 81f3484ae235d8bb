import { api } from "./api.js";
import { byId, el } from "./dom.js";
import { announce } from "./frame.js";
import { icon } from "./icons.js";
import { fullName, on, world } from "./world.js";

/** What can go wrong with Telegram. `fixed` faults have their own reach; the others follow the choices above the list. */
const KINDS = [
  { name: "down", says: "Telegram is down", detail: "no call gets through", fixed: { method: "*", rate: 1 } },
  {
    name: "429",
    says: "Every 3rd is refused: too fast (429)",
    detail: "429, wait 5 seconds",
    extra: { retry_after: 5 },
    rate: 1 / 3,
  },
  {
    name: "429_bare",
    says: "The same, told only in words",
    detail: "429 without retry_after",
    extra: { retry_after: 5 },
    rate: 1 / 3,
  },
  { name: "500", says: "Telegram stumbles (500)", detail: "500 Internal Server Error" },
  { name: "502", says: "Only a web page comes back (502)", detail: "502 Bad Gateway as HTML" },
  {
    name: "timeout_before",
    says: "No answer, and nothing was done",
    detail: "the call hangs, without effect",
  },
  {
    name: "timeout_after",
    says: "It is done, but the answer gets lost",
    detail: "the call hangs, the message is there",
  },
  { name: "cut_before", says: "The line drops, and nothing was done", detail: "connection closed" },
  {
    name: "cut_after",
    says: "It is done, but the line drops",
    detail: "connection closed, the message is there",
  },
  { name: "slow", says: "Every answer takes 3 seconds", detail: "but it comes", extra: { seconds: 3 } },
  {
    name: "hang_poll",
    says: "The bot hears nothing",
    detail: "getUpdates hangs without an answer",
    fixed: { method: "getUpdates", rate: 1 },
  },
];

const switches = new Map();

export function openFaults() {
  for (const kind of KINDS) byId("faults").append(row(kind));
  on("faults", show);
  on("people", showPeople);
}

function row(kind) {
  const state = el("small");
  const button = el(
    "button.switch",
    {
      type: "button",
      role: "switch",
      "aria-checked": "false",
      title: kind.detail,
      dataset: { testid: `fault-${kind.name}` },
      onclick: () => toggle(kind),
    },
    el("span.words", {}, kind.says, state),
    el("span.knob", { "aria-hidden": "true" }),
  );
  switches.set(kind.name, { button, state, kind });
  return button;
}

const active = (name) => world.faults.filter((fault) => fault.kind === name);

async function toggle(kind) {
  try {
    const now = active(kind.name);
    if (now.length) await Promise.all(now.map((fault) => api.removeFault(fault.id)));
    else await api.addFault(wanted(kind));
  } catch (error) {
    announce(error.message);
  }
}

/** A count ends by itself. A rate says "until switched off"; for the next calls it would strike only some of them. */
function wanted(kind) {
  const fault = { kind: kind.name, ...kind.extra };
  if (kind.fixed) return { ...fault, ...kind.fixed };
  const count = Number(byId("fault-count").value);
  const chat = Number(byId("fault-chat").value);
  const reach = count ? { count } : { rate: kind.rate ?? 1 };
  return { ...fault, ...reach, method: byId("fault-method").value, ...(chat && { chat }) };
}

function show() {
  for (const { button, state, kind } of switches.values()) {
    const now = active(kind.name);
    button.setAttribute("aria-checked", String(now.length > 0));
    state.textContent = now.map(inWords).join("; ");
  }
  const count = world.faults.length;
  byId("faults-on").textContent = count ? `${count} on` : "";
  byId("panel-toggle").classList.toggle("alarm", count > 0);
  showOthers();
}

/** Faults that a script set and that have no switch of their own can be seen and taken away all the same. */
function showOthers() {
  const others = world.faults.filter((fault) => !switches.has(fault.kind));
  byId("faults-other").replaceChildren(
    ...others.map((fault) => {
      const remove = el(
        "button.tool",
        {
          type: "button",
          "aria-label": `Switch off ${fault.kind}`,
          onclick: () => api.removeFault(fault.id).catch((error) => announce(error.message)),
        },
        icon("close"),
      );
      return el("span.other", {}, `${fault.kind}: ${inWords(fault)}`, remove);
    }),
  );
}

const REACH = {
  "*": "at every call",
  "[sc][eo][np]*": "when sending",
  "edit*": "when editing",
  getUpdates: "when fetching",
};

/** A third is "every 3rd"; on average, for it is drawn and not counted. */
function share(rate) {
  const every = Math.round(1 / rate);
  if (Math.abs(every * rate - 1) > 0.01) return `${Math.round(rate * 100)} %`;
  return `about every ${every}${{ 2: "nd", 3: "rd" }[every] ?? "th"}`;
}

function inWords(fault) {
  const left = Number.isFinite(fault.count)
    ? `next ${fault.count}`
    : fault.rate < 1
      ? share(fault.rate)
      : "until switched off";
  const who = fault.chat ? (world.people.get(fault.chat)?.first_name ?? fault.chat) : null;
  const hits = fault.hits ? `struck ${fault.hits}×` : null;
  return [REACH[fault.method] ?? fault.method, left, who, hits].filter(Boolean).join(" · ");
}

function showPeople() {
  const select = byId("fault-chat");
  const chosen = select.value;
  const options = [...world.people.values()].map((person) =>
    el("option", { value: person.id }, `to ${fullName(person)}`),
  );
  select.replaceChildren(el("option", { value: "" }, "to anyone"), ...options);
  select.value = [...select.options].some((one) => one.value === chosen) ? chosen : "";
}
