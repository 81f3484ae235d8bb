import { el } from "./dom.js";
import { fewEmoji, rich, rightToLeft } from "./entities.js";
import { icon, ticks } from "./icons.js";
import { inShort, media } from "./media.js";
import { exactly, hoursAndMinutes } from "./time.js";

/**
 * What stands in a message's row: the bubble, its inline keyboard, its reactions. `act` is the phone's side of it:
 * {language, command, link, press(message, row, column), jump(id), react(message, emoji), original(id)}.
 */
export function stack(message, act, pressed) {
  const spoken = said(message);
  const shown = media(message, act);
  const large = message.kind === "text" && !message.buttons?.length && !message.reply_to && fewEmoji(spoken);
  const bubble = el(
    "div.bubble",
    {},
    forwarded(message),
    replyTo(message, act),
    shown,
    words(message, act),
    metaOf(message, act),
  );
  bubble.classList.toggle("loose", large || ["sticker", "dice", "video_note", "pinned_message", "forum_topic_created", "forum_topic_edited"].includes(message.kind));
  bubble.classList.toggle("visual", ["photo", "video", "animation"].includes(message.kind) && Boolean(shown));
  bubble.classList.toggle("bare", !spoken);
  bubble.classList.toggle("rtl", rightToLeft(spoken));
  return el("div.stack", {}, bubble, reactions(message, act), inlineKeyboard(message, act, pressed));
}

/** What follows /start is between a link and its bot: a messenger does not show it. */
function said(message) {
  const words = message.text || message.caption || "";
  return message.from === "me" && /^\/start [\w-]{1,64}$/.test(words) ? "/start" : words;
}

export function words(message, act) {
  const spoken = said(message);
  return spoken ? el("div.text", { dir: "auto" }, rich(spoken, message.entities, act)) : null;
}

function forwarded(message) {
  if (!message.forwarded) return null;
  return el("div.forwarded", { dir: "auto" }, "Forwarded from ", el("b", {}, message.forwarded_from ?? "somebody"));
}

export function replyTo(message, act) {
  if (!message.reply_to) return null;
  const id = typeof message.reply_to === "object" ? message.reply_to.message_id : message.reply_to;
  const original = act.original(id);
  const quote = typeof message.quote === "object" ? message.quote?.text : message.quote;
  const who = original ? (original.from === "me" ? "You" : act.botName()) : "Reply";
  const thumb =
    original?.kind === "photo" && original.file ? el("img", { src: original.file.url, alt: "" }) : null;
  const shown = el(
    "span.words",
    {},
    el("span.visually-hidden", {}, "In reply to "),
    el("b", { dir: "auto" }, who),
    el("span", { dir: "auto" }, quote || inShort(original)),
  );
  return el(
    "button.reply",
    {
      type: "button",
      onclick: () => act.jump(id),
    },
    thumb,
    shown,
  );
}

export function metaOf(message, act) {
  const mine = message.from === "me";
  // A bot's cards change all the time; messengers mark only what people edit.
  const edited = mine && message.edited ? el("span", {}, "edited ") : null;
  const time = el("time", { title: exactly(message.date) }, hoursAndMinutes(message.date));
  if (message.waiting) return el("span.meta", {}, time, waitingMark());
  const mark = mine
    ? el(
        "span.mark",
        { role: "img", "aria-label": act.seen(message) ? "sent, and the bot has acted since" : "sent" },
        ticks(act.seen(message)),
      )
    : null;
  return el("span.meta", {}, edited, time, mark);
}

const waitingMark = () =>
  el("span.mark", { role: "img", "aria-label": "waits for a connection", title: "Waits for a connection" }, icon("clock"));

function reactions(message, act) {
  if (!message.reactions?.length) return null;
  const counts = new Map();
  for (const { emoji, from } of message.reactions) counts.set(emoji, [...(counts.get(emoji) ?? []), from]);
  const chips = [...counts].map(([emoji, from]) => {
    const own = from.includes("me");
    const who = from.map((one) => (one === "me" ? "you" : act.botName())).join(", ");
    const attributes = {
      type: "button",
      "aria-pressed": String(own),
      "aria-label": `${emoji} by ${who}`,
      title: who,
    };
    return el(
      own ? "button.chip.own" : "button.chip",
      { ...attributes, onclick: () => act.react(message, own ? null : emoji) },
      emoji,
      from.length > 1 && el("small", {}, from.length),
    );
  });
  return el("div.reactions", {}, chips);
}

function inlineKeyboard(message, act, pressed) {
  if (!message.buttons?.length) return null;
  const rows = message.buttons.map((row, r) =>
    el(
      "div.keys",
      {},
      row.map((button, c) => key(message, act, pressed, button, r, c)),
    ),
  );
  return el("div.inline-keyboard", { role: "group", "aria-label": "Buttons of this message" }, rows);
}

function key(message, act, pressed, button, row, column) {
  const waiting = pressed?.has(`${row}:${column}`);
  const attributes = {
    type: "button",
    "aria-busy": waiting ? "true" : null,
    dir: "auto",
    dataset: { at: `${row}:${column}` },
    onclick: () => act.press(message, row, column, button),
  };
  return el(
    button.url ? "button.key.opens" : "button.key",
    { ...attributes, title: button.url },
    button.text,
  );
}
