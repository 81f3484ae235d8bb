import { api } from "./api.js";
import { byId, el } from "./dom.js";
import { askFault } from "./fault-form.js";
import { icon } from "./icons.js";
import { attempt, makeSwitch } from "./switches.js";
import { withSeconds } from "./time.js";
import { fullName, on, world } from "./world.js";

/** Gentler than the server's own, so that a look at the page is enough to see what comes of it. */
const MILD = { 429: { retry_after: 5 }, "429_bare": { retry_after: 5 }, slow: { seconds: 3 } };
/** These are about no single call or person. */
const WHOLE = new Set(["down", "hang_poll"]);
const switches = new Map();

/** What can go wrong with Telegram: one switch for each kind that the server knows. */
export async function openFaults() {
  on("faults", show);
  on("people", showPeople);
  byId("faults-clear").addEventListener("click", () => attempt(api.clearFaults));
  const kinds = await api.faultKinds();
  byId("faults").replaceChildren(...groups(kinds));
  show();
}

const GROUPS = {
  calls: "When the bot calls",
  updates: "In what the bot hears",
  connections: "At the door",
};

function groups(kinds) {
  return Object.entries(GROUPS).map(([strikes, title]) => {
    const rows = kinds.filter((kind) => kind.strikes === strikes).map(row);
    return el("div.fault-group", { role: "group", "aria-label": title }, el("h4", {}, title), rows);
  });
}

function row(kind) {
  const exactly = el(
    "button.tool",
    {
      type: "button",
      "aria-label": `Exactly: ${kind.sentence}`,
      title: "Exactly when, for whom, how often…",
      dataset: { testid: `fault-exact-${kind.code}` },
      onclick: () => askFault(kind),
    },
    icon("sliders"),
  );
  const turn = (wantedOn) => (wantedOn ? api.addFault(wanted(kind)) : off(kind.code));
  const made = makeSwitch({
    says: kind.sentence,
    turn,
    testid: `fault-${kind.code}`,
    harm: true,
    beside: exactly,
  });
  switches.set(kind.code, { ...made, kind });
  return made.node;
}

const active = (code) => world.faults.filter((fault) => fault.kind === code);

const off = (code) => Promise.all(active(code).map((fault) => api.removeFault(fault.id)));

/** The choices above the list, as far as this kind can be told them. */
function wanted(kind) {
  const fault = { kind: kind.code, ...MILD[kind.code] };
  if (WHOLE.has(kind.code)) return { ...fault, rate: 1 };
  const takes = (name) => kind.fields.includes(name);
  const chat = Number(byId("fault-chat").value);
  if (takes("chat") && chat) fault.chat = chat;
  if (takes("method") && kind.defaults.method === "*") fault.method = byId("fault-method").value;
  return { ...fault, ...often(byId("fault-count").value, takes) };
}

/** "next 3", "about every 3rd" or, at the default, every time until it is switched off. */
function often(choice, takes) {
  const [unit, value] = choice.split(":");
  if (unit === "lasts") return { lasts: Number(value) };
  if (!takes("rate")) return {};
  return unit === "count" ? { count: Number(value) } : { rate: Number(value) };
}

function show() {
  for (const [code, made] of switches) {
    const now = active(code);
    made.show(now.length > 0, now.map((fault) => inWords(fault, made.kind)).join("; "));
  }
  const count = world.faults.length;
  byId("faults-on").textContent = count ? `${count} on` : "";
  byId("faults-clear").disabled = count === 0;
  byId("panel-toggle").classList.toggle("alarm", count > 0);
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
  if (!(rate > 0) || Math.abs(every * rate - 1) > 0.01) return `${Math.round(rate * 100)} %`;
  return `about every ${every}${{ 2: "nd", 3: "rd" }[every] ?? "th"}`;
}

function inWords(fault, kind) {
  const who = fault.chat ? (world.people.get(fault.chat)?.first_name ?? fault.chat) : null;
  const hits = fault.hits ? `struck ${fault.hits}×` : null;
  return [where(fault, kind), howLong(fault), who, hits].filter(Boolean).join(" · ");
}

function where(fault, kind) {
  if (kind.code === "down") return null;
  if (kind.strikes === "updates") return fault.update === kind.defaults.update ? null : fault.update;
  return kind.strikes === "calls" ? (REACH[fault.method] ?? fault.method) : null;
}

function howLong({ count, rate, until }) {
  const times = Number.isFinite(count) ? `next ${count}` : rate < 1 ? share(rate) : null;
  const end = until ? `until ${withSeconds(until)}` : times ? null : "until switched off";
  return [times, end].filter(Boolean).join(", ");
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
