import { api } from "./api.js";
import { avatar } from "./avatar.js";
import { byId, coalesce, el, memory } from "./dom.js";
import { icon } from "./icons.js";
import { withSeconds } from "./time.js";
import { on, world } from "./world.js";

const KEPT = 1000;
const SHOWN = 200;
const calls = new Map();
let paused = false;
let newest = 0;

/** The log of what the bot asked of Telegram, newest first. */
export function openCalls() {
  const draw = coalesce(redraw, 60);
  byId("calls-polls").checked = memory.get("polls", false);
  byId("calls-filter").addEventListener("input", draw);
  byId("calls-polls").addEventListener("change", () => {
    memory.set("polls", byId("calls-polls").checked);
    draw();
  });
  byId("calls-pause").addEventListener("click", () => {
    paused = !paused;
    byId("calls-pause").setAttribute("aria-pressed", String(paused));
    byId("calls-pause").textContent = paused ? "Go on" : "Pause";
    draw();
  });
  on("call", (call) => {
    keep(call);
    draw();
  });
  on("people", draw);
  on("connection", (state) => state === "live" && catchUp().then(draw, () => {}));
  on("reset", () => {
    calls.clear();
    newest = 0;
    byId("calls").replaceChildren();
    // A world that was loaded brings its log along.
    catchUp().then(draw, draw);
  });
}

async function catchUp() {
  const answer = await api.calls(Math.max(0, newest));
  for (const call of (answer.calls ?? answer).slice(-KEPT)) keep(call);
}

function keep(call) {
  const known = calls.get(call.seq);
  calls.set(call.seq, { call, node: known?.call.finished === call.finished ? known?.node : null });
  newest = Math.max(newest, call.seq);
  if (calls.size > KEPT) calls.delete(calls.keys().next().value);
}

function redraw() {
  byId("calls-count").textContent = String(calls.size);
  if (paused) return;
  const words = byId("calls-filter").value.trim().toLowerCase();
  const polls = byId("calls-polls").checked;
  const nodes = newestFirst(words, polls).map((entry) => (entry.node ??= item(entry.call)));
  const list = byId("calls");
  nodes.forEach((node, i) => list.children[i] !== node && list.insertBefore(node, list.children[i] ?? null));
  while (list.children.length > nodes.length) list.lastChild.remove();
  byId("calls-none").hidden = nodes.length > 0;
}

/** As many as are shown; the map keeps the order in which the calls came. */
function newestFirst(words, polls) {
  const found = [];
  for (const entry of [...calls.values()].reverse()) {
    const wanted = polls || entry.call.method.toLowerCase() !== "getupdates" || troubled(entry.call);
    if (wanted && fits(entry.call, words)) found.push(entry);
    if (found.length === SHOWN) break;
  }
  return found;
}

/** A long poll that went wrong is worth seeing even while the ordinary ones are hidden. */
const troubled = (call) => Boolean(call.fault) || (call.status !== null && call.status !== 200);

const nameOf = (chat) => world.people.get(chat)?.first_name ?? (chat ? String(chat) : "");

function fits(call, words) {
  if (!words) return true;
  return `${call.method} ${nameOf(call.chat)} ${call.status ?? "none"} ${call.fault ?? ""} ${call.description ?? ""} ${JSON.stringify(call.params)}`
    .toLowerCase()
    .includes(words);
}

function item(call) {
  const status = el(
    "span.code",
    { dataset: { level: level(call) } },
    call.status ?? (held(call) ? "held" : "lost"),
  );
  const took = Number.isFinite(call.duration_ms) ? duration(call.duration_ms) : "";
  const line = el(
    "summary",
    {},
    el("time", {}, withSeconds(call.started)),
    el("b", {}, call.method, call.fault && struck(call.fault)),
    face(call.chat),
    status,
    el("small", {}, took),
  );
  const entry = el("details.call", { dataset: { method: call.method, seq: call.seq } }, line);
  // Most entries are never opened: what is inside is made when one is.
  entry.addEventListener(
    "toggle",
    () => entry.open && entry.childElementCount === 1 && entry.append(...inside(call)),
    { once: true },
  );
  return entry;
}

/** Neither answered nor given up: its client waits. */
const held = (call) => !call.finished || Boolean(call.description?.startsWith("held"));

const struck = (fault) =>
  el("span.struck", { role: "img", "aria-label": `struck by the fault ${fault}`, title: `Fault: ${fault}` }, icon("bolt"));

function duration(milliseconds) {
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

/** The same face as on the phone says whose chat it was, in less room than a name. */
function face(chat) {
  if (!chat) return el("span");
  return el(
    "span.who",
    { role: "img", "aria-label": `to ${nameOf(chat)}`, title: nameOf(chat) },
    avatar(chat, nameOf(chat), "tiny"),
  );
}

function level(call) {
  if (call.status === null || call.status === undefined) return "lost";
  if (call.status < 300) return "good";
  return call.status === 429 || call.status >= 500 ? "trouble" : "refused";
}

function inside(call) {
  const notes = [
    call.description,
    call.fault && `fault: ${call.fault}${call.effect ? ", took effect all the same" : ""}`,
    call.message_id && `message ${call.message_id}`,
    `call ${call.seq}`,
  ];
  return [
    el("p", {}, notes.filter(Boolean).join(" · ")),
    el("pre", { dir: "auto" }, JSON.stringify(readable(call.params), null, 2)),
  ];
}

/** Clients send nested values as JSON in a string; shown as what they mean. */
function readable(params) {
  return Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, unpacked(value)]));
}

function unpacked(value) {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
