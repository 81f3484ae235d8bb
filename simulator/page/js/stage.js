import { api } from "./api.js";
import { avatar } from "./avatar.js";
import { form } from "./dialogs.js";
import { byId, calm, coalesce, el, memory } from "./dom.js";
import { Phone } from "./phone.js";
import { chatOf, fullName, on, world } from "./world.js";

/** All phones, side by side where there is room, one at a time with a switcher where there is not. */
const phones = new Map();
let current = memory.get("person", null);

export function openStage() {
  on("people", arrange);
  on("bot", () => phones.forEach((phone) => phone.refresh()));
  on("person", (id) => {
    phones.get(id)?.refresh();
    showSwitcher();
  });
  on("chat", (id, change) => {
    phones.get(id)?.change(change);
    showSwitcher();
  });
  on("typing", (id) => phones.get(id)?.showTyping());
  byId("add-person").addEventListener("click", askPerson);
}

/** People keep the order in which they came; phones that are already there are not touched. */
function arrange() {
  for (const [id, phone] of phones) if (!world.people.has(id)) forget(id, phone);
  for (const id of world.people.keys()) {
    if (phones.has(id)) continue;
    phones.set(id, new Phone(id));
    byId("phones").append(phones.get(id).node);
  }
  if (!phones.has(current)) current = phones.keys().next().value;
  choose(current);
}

function forget(id, phone) {
  phone.close();
  phones.delete(id);
}

function choose(id) {
  current = id;
  memory.set("person", id);
  for (const [one, phone] of phones) phone.node.classList.toggle("current", one === id);
  drawSwitcher();
  byId("switcher")
    .querySelector("[aria-selected=true]")
    ?.scrollIntoView({ inline: "center", block: "nearest", behavior: calm() ? "instant" : "smooth" });
}

let shown = "";
/** A little later, because what arrives in the chat at hand is read in a moment. */
const showSwitcher = coalesce(drawSwitcher, 200);

/** Only when something in it is different: a tab that is replaced under a finger would lose the tap. */
function drawSwitcher() {
  const state = JSON.stringify([
    current,
    world.bot.first_name,
    ...[...world.people.values()].map((one) => [one.id, fullName(one), one.note, chatOf(one.id).unread]),
  ]);
  if (state === shown) return;
  shown = state;
  const tabs = [...world.people.values()].map(tab);
  const focused = byId("switcher").contains(document.activeElement);
  byId("switcher").replaceChildren(...tabs);
  if (focused) byId("switcher").querySelector("[aria-selected=true]")?.focus();
  const unread = [...world.people.keys()].reduce((sum, id) => sum + chatOf(id).unread, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${world.bot.first_name ?? "Bot"} · trial`;
}

function tab(person) {
  const { unread } = chatOf(person.id);
  const chosen = person.id === current;
  const badge = unread ? el("span.unread", { "aria-label": `${unread} unread` }, String(unread)) : null;
  const attributes = {
    type: "button",
    role: "tab",
    "aria-selected": String(chosen),
    tabindex: chosen ? "0" : "-1",
    onclick: () => choose(person.id),
    onkeydown: (event) => step(event, person.id),
  };
  return el(
    "button.tab",
    attributes,
    avatar(person.id, fullName(person), "small"),
    el("span.tab-name", { dir: "auto" }, person.first_name, person.note && el("small", {}, person.note)),
    badge,
  );
}

function step(event, id) {
  const ids = [...world.people.keys()];
  const to = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!to) return;
  event.preventDefault();
  choose(ids[(ids.indexOf(id) + to + ids.length) % ids.length]);
}

function askPerson() {
  const notes = [...new Set([...world.people.values()].map((person) => person.note).filter(Boolean))];
  const fields = [
    { name: "first_name", label: "Name", hint: "as others see it", required: true },
    {
      name: "username",
      label: "Username (may stay empty)",
      hint: "letters, digits and _",
      pattern: "@?[A-Za-z0-9_]{3,32}",
    },
    {
      name: "language_code",
      label: "Language",
      hint: "en, id, …",
      value: "en",
      pattern: "[A-Za-z]{2,3}(-[A-Za-z0-9]+)*",
    },
    {
      name: "note",
      label: "Note: who is this in the trial?",
      hint: "for you only; the bot is not told",
      options: notes,
    },
  ];
  form("Add a person", fields, "Add", async (person) => {
    const added = await api.addPerson({ ...person, username: person.username.replace(/^@/, "") });
    reveal(added.id);
  });
}

/** The new phone arrives through the stream like everything else; it is shown as soon as it is there. */
function reveal(id, tries = 40) {
  const phone = phones.get(id);
  if (!phone) return tries && setTimeout(() => reveal(id, tries - 1), 50);
  choose(id);
  phone.node.scrollIntoView({ inline: "end", block: "nearest", behavior: "smooth" });
  return phone.node.querySelector(".foot button, textarea")?.focus({ preventScroll: true });
}
