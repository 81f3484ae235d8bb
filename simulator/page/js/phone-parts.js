import { avatar } from "./avatar.js";
import { el, present } from "./dom.js";
import { inShort } from "./media.js";
import { fullName, world } from "./world.js";

const DOING = {
  upload_photo: "sending a photo",
  upload_document: "sending a file",
  record_voice: "recording",
  record_video: "recording a video",
  record_video_note: "recording a video message",
  upload_video_note: "sending a video message",
  upload_voice: "sending a voice message",
  upload_video: "sending a video",
  find_location: "finding a place",
  choose_sticker: "choosing a sticker",
};

export const botName = () => world.bot.first_name ?? "Bot";

/** Before the first message a bot's own description is what its chat shows. */
export function emptyWords(started) {
  const { description } = world.bot;
  if (description) {
    const words = [el("b", {}, "What can this bot do?"), el("p", { dir: "auto" }, description)];
    return [el("div.about-bot", {}, words)];
  }
  return [el("p", {}, started ? "No messages here yet." : "Press Start to open the chat with this bot.")];
}

/** Whose phone it is, above it. */
export function ownerPlate(person, unread) {
  const badge = person.note ? el("span.role", { dataset: { role: person.note } }, person.note) : null;
  const facts = [person.username && `@${person.username}`, person.language_code];
  const detail = [...facts, person.deactivated && "account deleted", person.offline && "offline"].filter(Boolean).join(" · ");
  const count = unread ? el("span.unread", { "aria-label": `${unread} unread` }, String(unread)) : null;
  return present([
    avatar(person.id, fullName(person)),
    el("div.title", {}, el("b", { dir: "auto" }, fullName(person)), el("small", {}, detail)),
    count,
    badge,
  ]);
}

export function pinnedWords(message) {
  return [el("span.words", {}, el("b", {}, "Pinned message"), el("span", { dir: "auto" }, inShort(message)))];
}

/** Says that a phone has no connection, and gives it one. */
export function offlineBar(reconnect) {
  const button = el("button.quiet", { type: "button", onclick: reconnect }, "Reconnect");
  return el("div.offline-bar", { hidden: true }, el("span", {}, "No connection. What is written waits here."), button);
}

/** What stands under the bot's name: "bot", or what it is busy with. */
export function statusWords(doing, offline) {
  if (offline) return ["waiting for network…"];
  if (!doing) return ["bot"];
  return [DOING[doing] ?? "typing", el("i.dots", { "aria-hidden": "true" }, el("i"), el("i"), el("i"))];
}

/** The bot has no id that the page needs; any colour will do, as long as it stays. */
export const botAvatar = () => avatar(0, botName());
