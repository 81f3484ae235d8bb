import { Refused, api } from "./api.js";
import { confirm, form } from "./dialogs.js";
import { startPayload } from "./links.js";
import { choices, showMenu } from "./menus.js";
import { pressOld } from "./presses.js";
import { askTopic, topicDeeds } from "./tabs.js";
import { chooseFile, sorted } from "./tray.js";
import { fullName, world } from "./world.js";

const EDITED = new Set(["text", "photo", "video", "animation", "audio", "document", "voice"]);
const REPLACED = new Set(["photo", "video", "animation", "audio", "document"]);
const LONGEST_QUOTE = 1024;
const QUICK_REACTIONS = ["👍", "❤", "🔥", "😁", "🎉", "😢", "🙏"];
/** Stands for all the others. */
const OTHER = "…";

export function messageMenu(phone, message, point) {
  if (message.waiting) return showMenu(point, "Message", waitingDeeds(phone, message));
  const mine = message.from === "me";
  const chosen = message.reactions?.find((one) => one.from === "me")?.emoji;
  const selected = String(getSelection() ?? "").trim();
  const react = (emoji) =>
    emoji === OTHER ? askReaction(phone, message) : phone.acts().react(message, emoji === chosen ? null : emoji);
  const items = [
    { label: "Reply", icon: "reply", act: () => phone.composer.reply(message) },
    message.text && { label: "Quote…", icon: "quote", act: () => askQuote(phone, message, selected) },
    ...(phone.chat.earlier.get(message.message_id) ?? []).map((button) => pressOld(phone, message, button)),
    message.text &&
      !message.protected && { label: "Copy text", icon: "copy", act: () => copy(phone, message.text) },
    mine &&
      EDITED.has(message.kind) &&
      !message.forwarded && { label: "Edit", icon: "edit", act: () => phone.composer.edit(message) },
    mine &&
      REPLACED.has(message.kind) &&
      !message.forwarded && {
        label: "Replace the file…",
        icon: "folder",
        act: () => chooseFile((file) => phone.attempt(api.replaceFile(phone.id, message.message_id, sorted(file)))),
      },
    ...ownDeeds(phone, message),
    { label: "Pin", icon: "pin", act: () => phone.attempt(api.pin(phone.id, message.message_id)) },
    { label: "Delete for me", icon: "trash", danger: true, act: () => phone.unsend(message, "me") },
    { label: mine ? "Unsend" : "Delete", icon: "trash", danger: true, act: () => phone.unsend(message) },
  ];
  showMenu(point, "Message", items.filter(Boolean), choices("React with", [...QUICK_REACTIONS, OTHER], chosen, react));
}

/** What has not left the phone can only be read, or kept from leaving. */
function waitingDeeds(phone, message) {
  return [
    message.text && { label: "Copy text", icon: "copy", act: () => copy(phone, message.text) },
    {
      label: "Do not send",
      icon: "trash",
      danger: true,
      act: () => phone.attempt(api.takeBack(phone.id, message.waiting)),
    },
  ].filter(Boolean);
}

function askReaction(phone, message) {
  const field = { name: "emoji", label: "Emoji", hint: "🤝 👀 💯 🫡 …", required: true };
  form("React", [field], "React", ({ emoji }) => api.react(phone.id, message.message_id, emoji));
}

/** The words that were selected in the message, or all of them, to be cut down to what is meant. */
function askQuote(phone, message, selected) {
  const words = selected && message.text.includes(selected) ? selected : message.text;
  const field = {
    name: "quote",
    label: "Words of this message, exactly as they stand there",
    value: words.slice(0, LONGEST_QUOTE),
    required: true,
    area: true,
  };
  form("Reply with a quote", [field], "Quote", ({ quote }) => {
    if (!message.text.includes(quote)) throw new Refused("These words do not stand in the message like this.");
    setTimeout(() => phone.composer.reply(message, quote));
  });
}

/** What only a live location or a poll lets its sender, or its voter, do. */
function ownDeeds(phone, message) {
  const mine = message.from === "me";
  const { location, poll, message_id: id } = message;
  const walk = () =>
    phone.attempt(
      api.edit(phone.id, id, {
        latitude: location.latitude + (Math.random() - 0.5) / 100,
        longitude: location.longitude + (Math.random() - 0.5) / 100,
      }),
    );
  return [
    mine && message.live && { label: "Move a little", icon: "skip", act: walk },
    mine &&
      message.live && {
        label: "Stop sharing",
        icon: "block",
        act: () => phone.attempt(api.stop(phone.id, id)),
      },
    poll?.chosen.length > 0 &&
      !poll.is_closed &&
      poll.allows_revoting && {
        label: "Take the vote back",
        icon: "reset",
        act: () => phone.attempt(api.vote(phone.id, id, [])),
      },
    mine &&
      poll &&
      !poll.is_closed && {
        label: "Close the poll",
        icon: "check",
        act: () => phone.attempt(api.stop(phone.id, id)),
      },
  ];
}

/** The clipboard needs a secure page; localhost counts as one, another machine's address does not. */
function copy(phone, text) {
  const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
  done.then(
    () => phone.notices.toast("Copied"),
    () => phone.notices.toast("This browser does not allow copying here."),
  );
}

export function phoneMenu(phone, point) {
  const { blocked, deactivated, no_voices: noVoices, offline, started } = phone.person;
  const items = [
    { label: "Open a link to the bot…", icon: "link", act: () => askLink(phone) },
    started && !blocked && { label: "Send /start again", icon: "reset", act: () => phone.start() },
    phone.chat.topical && world.bot.people_make_topics && { label: "New topic…", icon: "plus", act: () => askTopic(phone) },
    ...topicDeeds(phone, phone.chat.thread),
    { label: "App language…", icon: "globe", act: () => askLanguage(phone) },
    offline
      ? { label: "Reconnect", icon: "signal", act: () => phone.turn("online") }
      : { label: "Go offline", icon: "signal", act: () => phone.turn("offline") },
    {
      label: noVoices ? "Take voice messages again" : "Take no voice messages",
      icon: "voice",
      act: () => phone.attempt(api.voices(phone.id, noVoices)),
    },
    blocked
      ? { label: "Unblock the bot", icon: "check", act: () => phone.block(false) }
      : { label: "Block the bot", icon: "block", danger: true, act: () => block(phone) },
    deactivated
      ? { label: "Restore the account", icon: "person", act: () => phone.turn("reactivate") }
      : { label: "Delete the account", icon: "person", danger: true, act: () => deactivate(phone) },
    { label: "Remove from the trial…", icon: "trash", danger: true, act: () => remove(phone) },
  ];
  showMenu(point, "Chat", items.filter(Boolean));
}

function askLanguage(phone) {
  const field = {
    name: "code",
    label: "Language of the app; empty, it tells none",
    hint: "en, id, pt-BR, …",
    value: phone.person.language_code,
    options: ["en", "id", "de", "fr", "es", "pt-BR", "ar", "ja"],
  };
  form("App language", [field], "Change", ({ code }) => api.language(phone.id, code));
}

async function deactivate(phone) {
  const words = `To the bot, ${fullName(phone.person)} is gone: what it sends is refused. It can be taken back here.`;
  if (await confirm("Delete the account?", words, "Delete", true)) phone.turn("deactivate");
}

async function remove(phone) {
  const words = `${fullName(phone.person)} leaves the trial with the whole chat, for good. The bot is not told.`;
  if (await confirm("Remove this person?", words, "Remove", true)) phone.attempt(api.removePerson(phone.id));
}

async function block(phone) {
  const words = `${fullName(phone.person)} will stop the bot: whatever it sends to this phone is refused until it is unblocked.`;
  if (await confirm("Block the bot?", words, "Block", true)) phone.block(true);
}

function askLink(phone) {
  const example = `https://t.me/${world.bot.username}?start=…`;
  const field = {
    name: "link",
    label: "Invite or deep link, or only what follows start=",
    hint: example,
    required: true,
  };
  form("Open a link to the bot", [field], "Open", async ({ link }) => {
    const payload = startPayload(link) ?? (/^[A-Za-z0-9_-]{1,64}$/.test(link) ? link : null);
    if (payload === null) throw new Refused(`This is no link to @${world.bot.username}.`);
    await phone.start(payload);
  });
}
