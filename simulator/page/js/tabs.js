import { api } from "./api.js";
import { confirm, form } from "./dialogs.js";
import { el, present } from "./dom.js";
import { onMenuRequest } from "./gestures.js";
import { icon } from "./icons.js";
import { showMenu } from "./menus.js";
import { world } from "./world.js";

/** The topics of a chat in a line under its head: the main chat, one tab for each, and a button that makes another. */
export class Tabs {
  /** `phone`: {id, chat, log, person, attempt(promise), turnTo(thread)}. */
  constructor(phone) {
    this.phone = phone;
    this.list = el("div.topic-tabs", { role: "tablist" });
    this.add = el(
      "button.tool",
      { type: "button", "aria-label": "New topic", title: "New topic", onclick: () => askTopic(phone) },
      icon("plus"),
    );
    this.node = el("div.topics", { hidden: true }, this.list, this.add);
    const find = (target) => target.closest("[data-thread]");
    onMenuRequest(this.list, find, (tab, point) => topicMenu(phone, Number(tab.dataset.thread), point));
  }

  refresh() {
    const { chat, person } = this.phone;
    this.node.hidden = !chat.topical;
    if (!chat.topical) return;
    this.list.setAttribute("aria-label", `Topics of ${person.first_name}`);
    this.add.hidden = !world.bot.people_make_topics;
    const focused = this.list.contains(document.activeElement);
    const tabs = [this.tab({ thread: null, name: "Main chat" }), ...chat.topics.map((topic) => this.tab(topic))];
    this.list.replaceChildren(...tabs);
    const chosen = this.list.querySelector("[aria-selected=true]");
    if (focused) chosen?.focus();
    chosen?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }

  tab({ thread, name, icon_color: colour, implicit }) {
    const { chat } = this.phone;
    const chosen = chat.thread === thread;
    const unread = chosen ? 0 : chat.unreadIn(thread);
    const attributes = {
      type: "button",
      role: "tab",
      "aria-selected": String(chosen),
      "aria-haspopup": thread === null ? null : "menu",
      tabindex: chosen ? "0" : "-1",
      dataset: thread === null ? {} : { thread },
      title: thread === null ? null : `${name} – right click or menu key: rename, delete`,
      onclick: () => this.phone.turnTo(thread),
      onkeydown: (event) => this.key(event),
    };
    const dot = thread === null ? null : el("i.topic-dot", { vars: { "--dot": hex(colour) }, "aria-hidden": "true" });
    const badge = unread ? el("span.unread", { "aria-label": `${unread} unread` }, String(unread)) : null;
    return el(
      "button.topic-tab",
      attributes,
      present([dot, el(implicit ? "i" : "span", { dir: "auto" }, name), badge]),
    );
  }

  key(event) {
    const to = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!to) return;
    event.preventDefault();
    const threads = [null, ...this.phone.chat.topics.map((topic) => topic.thread)];
    const at = threads.indexOf(this.phone.chat.thread) + to + threads.length;
    this.phone.turnTo(threads[at % threads.length]);
  }
}

const hex = (colour) => `#${Number(colour ?? 0).toString(16).padStart(6, "0")}`;

export function askTopic(phone) {
  const field = { name: "name", label: "Name (may stay empty)", hint: "New Chat", maxlength: 128 };
  form("New topic", [field], "Make it", async ({ name }) => {
    const made = await api.addTopic(phone.id, name || undefined);
    phone.chat.putTopic(made);
    phone.turnTo(made.thread);
  });
}

export function topicDeeds(phone, thread) {
  const topic = phone.chat.topic(thread);
  if (!topic) return [];
  return [
    { label: "Rename the topic…", icon: "edit", act: () => renameTopic(phone, topic) },
    world.bot.people_make_topics && {
      label: "Delete the topic…",
      icon: "trash",
      danger: true,
      act: () => deleteTopic(phone, topic),
    },
  ];
}

function topicMenu(phone, thread, point) {
  showMenu(point, "Topic", topicDeeds(phone, thread).filter(Boolean));
}

function renameTopic(phone, topic) {
  const field = { name: "name", label: "Name", value: topic.name, required: true, maxlength: 128 };
  form("Rename the topic", [field], "Rename", ({ name }) => api.renameTopic(phone.id, topic.thread, name));
}

async function deleteTopic(phone, topic) {
  const words = `“${topic.name}” goes with everything in it, on both sides. Bots are not told about it.`;
  const yes = await confirm("Delete this topic?", words, "Delete", true);
  if (yes) await phone.attempt(api.deleteTopic(phone.id, topic.thread));
}
