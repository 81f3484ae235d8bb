import { openPicture } from "./dialogs.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";

/** What a message carries besides words, by kind; null when it carries nothing. */
export function media(message) {
  const make = BY_KIND[message.kind];
  if (make) return make(message, message.file);
  return message.file ? documentCard(message, message.file) : null;
}

const BY_KIND = {
  text: () => null,
  photo: (_, file) => file && picture(file),
  sticker: (message, file) => sticker(message, file),
  animation: (_, file) => file && moving(file, { autoplay: true, loop: true, muted: true }),
  video: (_, file) => file && moving(file, { controls: true }),
  video_note: (_, file) => file && moving(file, { controls: true }, "round"),
  voice: (message, file) => file && voice(message, file),
  audio: (message, file) => file && voice(message, file),
  location: (message) => place("Location", coordinates(message.location)),
  venue: (message) =>
    place(message.venue?.title ?? "Place", message.venue?.address ?? coordinates(message.venue?.location)),
  contact: (message) =>
    card("person", nameOf(message.contact) || "Contact", message.contact?.phone_number ?? "contact card"),
  poll: (message) =>
    card(
      "poll",
      message.poll?.question ?? "Poll",
      (message.poll?.options ?? []).map((one) => one.text).join(" · ") || "poll",
    ),
  dice: (message) =>
    el(
      "div.jumbo",
      {},
      `${message.dice?.emoji ?? "🎲"}${message.dice?.value ? ` ${message.dice.value}` : ""}`,
    ),
};

const nameOf = (contact) => [contact?.first_name, contact?.last_name].filter(Boolean).join(" ");

function coordinates(location) {
  if (!location) return "shared position";
  return `${Number(location.latitude).toFixed(5)}, ${Number(location.longitude).toFixed(5)}`;
}

/** Width and height are known beforehand, so the chat does not jump when the picture arrives. */
function picture(file) {
  const image = el("img", {
    src: file.url,
    alt: file.name ? `Photo ${file.name}` : "Photo",
    width: file.width,
    height: file.height,
    draggable: "false",
  });
  const button = el(
    "button.picture",
    { type: "button", "aria-label": "Photo, press to enlarge", onclick: () => openPicture(file) },
    image,
  );
  if (file.width && file.height) button.style.setProperty("--ratio", String(file.width / file.height));
  image.addEventListener("error", () => button.classList.add("broken"));
  return button;
}

function sticker(message, file) {
  const emoji = message.sticker?.emoji ?? message.text ?? "🖼️";
  if (!file || !/^image\//.test(file.mime ?? "")) return el("div.jumbo", {}, emoji || "🖼️");
  return el("img.sticker", { src: file.url, alt: `Sticker ${emoji}`, width: "160", height: "160" });
}

function moving(file, attributes, shape = "plain") {
  const video = el(`video.clip.${shape}`, {
    ...attributes,
    src: file.url,
    playsinline: true,
    preload: "metadata",
  });
  // The attribute alone does not mute a video that a script makes.
  video.muted = Boolean(attributes.muted);
  return video;
}

function voice(message, file) {
  const sound = new Audio();
  sound.preload = "none";
  const play = el("button.play", { type: "button", "aria-label": "Play" }, icon("solid-play"));
  const bars = el("span.bars", { "aria-hidden": "true" }, waveform(message.message_id));
  const progress = () =>
    bars.style.setProperty("--played", String(sound.currentTime / (sound.duration || 1)));
  const show = () => {
    play.replaceChildren(icon(sound.paused ? "solid-play" : "solid-pause"));
    play.setAttribute("aria-label", sound.paused ? "Play" : "Pause");
  };
  play.addEventListener("click", () => {
    sound.src ||= file.url;
    if (sound.paused) sound.play().catch(show);
    else sound.pause();
  });
  for (const name of ["play", "pause", "ended"]) sound.addEventListener(name, show);
  sound.addEventListener("timeupdate", progress);
  const words = message.kind === "voice" ? "Voice message" : (file.name ?? "Audio");
  return el("div.voice", {}, play, el("div", {}, bars, el("small", {}, `${words} · ${size(file.size)}`)));
}

/** A drawing, not a measurement: the shape only has to stay the same for one message. */
function waveform(seed) {
  return Array.from({ length: 28 }, (_, i) => {
    const height = 20 + 80 * Math.abs(Math.sin((seed % 97) + i * 1.7) * Math.cos(i * 0.6 + seed));
    return el("i", { vars: { "--h": `${Math.round(height)}%`, "--at": String(i / 28) } });
  });
}

function place(title, detail) {
  const map = el("div.map", { "aria-hidden": "true" }, el("span.pin", {}, icon("pin")));
  return el("div.place", {}, map, el("b", { dir: "auto" }, title), el("small", { dir: "auto" }, detail));
}

const card = (name, title, detail) =>
  el(
    "div.card",
    {},
    el("span.disc", {}, icon(name)),
    el("div", {}, el("b", { dir: "auto" }, title), el("small", { dir: "auto" }, detail)),
  );

function documentCard(_, file) {
  const words = el(
    "div",
    {},
    el("b", { dir: "auto" }, file.name ?? "File"),
    el("small", {}, `${size(file.size)} · Open`),
  );
  const link = { href: file.url, target: "_blank", rel: "noopener", download: file.name ?? "" };
  return el("a.card.file", link, el("span.disc", {}, icon("file")), words);
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
  venue: "📍 Place",
  contact: "👤 Contact",
  poll: "📊 Poll",
  dice: "🎲 Dice",
};

/** A message in a few words, for reply bars and announcements. */
export function inShort(message) {
  if (!message) return "Deleted message";
  const text = (message.text || message.caption || "").replace(/\s+/g, " ").trim();
  return text || NAMES[message.kind] || "Message";
}
