import { die } from "./dice.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { clip, moving, picture, round, sticker } from "./pictures.js";
import { livePlace, place } from "./places.js";
import { poll } from "./polls.js";
import { song, voice } from "./sounds.js";

/** What a message carries besides words, by kind; null when it carries nothing. `act`: the phone's side, as for `stack`. */
export function media(message, act) {
  const make = BY_KIND[message.kind];
  if (make) return make(message, act);
  return message.file ? documentCard(message.file) : card("file", "Message", message.kind);
}

const BY_KIND = {
  text: () => null,
  photo: picture,
  sticker,
  animation: moving,
  video: clip,
  video_note: round,
  voice,
  audio: song,
  document: ({ file }) => documentCard(file),
  location: ({ location }) => place("Location", location),
  live_location: livePlace,
  venue: ({ venue }) => place(venue.title, venue.location, venue.address),
  contact: ({ contact }) =>
    card(
      "person",
      [contact.first_name, contact.last_name].filter(Boolean).join(" "),
      contact.phone_number,
      "contact",
    ),
  poll,
  dice: ({ dice, message_id: id }) => die(dice, id),
  story: () => card("clock", "Story", "from a channel"),
  paid_media: ({ paid_media: paid }) => card("lock", "Paid media", `${paid.star_count} ⭐ to see it`),
  giveaway: ({ giveaway }) => card("gift", "Giveaway", `${giveaway.winner_count} winner`),
  pinned_message: () => el("span.service", {}, "pinned a message"),
  forum_topic_created: ({ forum_topic_created: made }) =>
    el("span.service", { dir: "auto" }, `began the topic “${made.name}”`),
  forum_topic_edited: ({ forum_topic_edited: now }) =>
    el("span.service", { dir: "auto" }, now.name ? `named the topic “${now.name}”` : "changed the topic's icon"),
};

function card(name, title, detail, more) {
  const words = el("div", {}, el("b", { dir: "auto" }, title), el("small", { dir: "auto" }, detail));
  return el(more ? `div.card.${more}` : "div.card", {}, el("span.disc", {}, icon(name)), words);
}

function documentCard(file) {
  const words = el(
    "div",
    {},
    el("b", { dir: "auto" }, file.name ?? "File"),
    el("small", {}, `${size(file.size)} · Open`),
  );
  const link = { href: file.url, target: "_blank", rel: "noopener", download: file.name ?? "" };
  const ending = /\.([a-z0-9]{2,4})$/i.exec(file.name ?? "")?.[1];
  const disc = el("span.disc", {}, ending ? el("b", {}, ending.toUpperCase()) : icon("file"));
  return el("a.card.file", link, disc, words);
}

export function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

const NAMES = {
  photo: "🖼 Photo",
  document: "📄 File",
  sticker: "Sticker",
  animation: "GIF",
  video: "🎬 Video",
  video_note: "🎬 Video message",
  voice: "🎤 Voice message",
  audio: "🎵 Audio",
  location: "📍 Location",
  live_location: "📍 Live location",
  venue: "📍 Place",
  contact: "👤 Contact",
  dice: "🎲 Dice",
  story: "Story",
  paid_media: "Paid media",
  giveaway: "🎁 Giveaway",
  pinned_message: "Pinned message",
  forum_topic_created: "New topic",
  forum_topic_edited: "Topic changed",
};

/** A message in a few words, for reply bars and announcements. */
export function inShort(message) {
  if (!message) return "Deleted message";
  const text = (message.text || "").replace(/\s+/g, " ").trim();
  if (message.kind === "poll") return `📊 ${message.poll.question}`;
  if (message.kind === "sticker") return `${message.emoji ?? ""} Sticker`.trim();
  return text || NAMES[message.kind] || "Message";
}
