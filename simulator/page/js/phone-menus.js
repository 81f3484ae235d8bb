import { Refused, api } from "./api.js";
import { confirm, form } from "./dialogs.js";
import { startPayload } from "./links.js";
import { choices, showMenu } from "./menus.js";
import { fullName, world } from "./world.js";

const EDITED = new Set(["text", "photo", "video", "animation", "audio", "document", "voice"]);
const QUICK_REACTIONS = ["👍", "❤", "🔥", "😁", "🎉", "😢", "🙏"];

export function messageMenu(phone, message, point) {
  const mine = message.from === "me";
  const chosen = message.reactions?.find((one) => one.from === "me")?.emoji;
  const react = (emoji) => phone.acts().react(message, emoji === chosen ? null : emoji);
  const items = [
    { label: "Reply", icon: "reply", act: () => phone.composer.reply(message) },
    message.text &&
      !message.protected && { label: "Copy text", icon: "copy", act: () => copy(phone, message.text) },
    mine &&
      EDITED.has(message.kind) &&
      !message.forwarded && { label: "Edit", icon: "edit", act: () => phone.composer.edit(message) },
    ...ownDeeds(phone, message),
    { label: "Pin", icon: "pin", act: () => phone.attempt(api.pin(phone.id, message.message_id)) },
    { label: "Delete for me", icon: "trash", danger: true, act: () => phone.unsend(message, "me") },
    { label: mine ? "Unsend" : "Delete", icon: "trash", danger: true, act: () => phone.unsend(message) },
  ];
  showMenu(point, "Message", items.filter(Boolean), choices("React with", QUICK_REACTIONS, chosen, react));
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
  const { blocked, started } = phone.person;
  const items = [
    { label: "Open a link to the bot…", icon: "link", act: () => askLink(phone) },
    started && !blocked && { label: "Send /start again", icon: "reset", act: () => phone.start() },
    blocked
      ? { label: "Unblock the bot", icon: "check", act: () => phone.block(false) }
      : { label: "Block the bot", icon: "block", danger: true, act: () => block(phone) },
  ];
  showMenu(point, "Chat", items.filter(Boolean));
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
