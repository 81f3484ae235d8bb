import { openFilm, openPicture } from "./dialogs.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { length } from "./sounds.js";

/** Width and height are known beforehand, so the chat does not jump when the picture arrives. */
export function picture(message) {
  const { file } = message;
  const image = el("img", {
    src: file.url,
    alt: file.name ? `Photo ${file.name}` : "Photo",
    width: file.width,
    height: file.height,
    draggable: "false",
  });
  const button = framed(message, "Photo, press to enlarge", () => openPicture(file), image);
  image.addEventListener("error", () => button.classList.add("broken"));
  return button;
}

/** A film shows its first picture, its length and a button; pressed, it plays by itself in the middle of the page. */
export function clip(message) {
  const film = silent(message.file, { preload: "metadata" });
  const badge = message.duration ? el("span.badge", {}, length(message.duration)) : null;
  const play = el("span.over", {}, icon("solid-play"));
  return framed(message, "Video, press to play", () => openFilm(message.file), film, play, badge);
}

/** GIFs move by themselves, without a sound. */
export function moving(message) {
  const { file } = message;
  const image = /^image\//.test(file.mime ?? "");
  const shown = image
    ? el("img", { src: file.url, alt: "GIF", width: file.width, height: file.height })
    : silent(file, { autoplay: true, loop: true });
  return framed(message, "GIF, press to enlarge", () => (image ? openPicture(file) : openFilm(file)), [
    shown,
    el("span.badge", {}, "GIF"),
  ]);
}

/** What somebody has put under a veil is shown at the first press, opened at the next. */
function framed(message, label, open, ...shown) {
  const { width, height } = message.file;
  const button = el(
    message.spoiler ? "button.picture.veiled" : "button.picture",
    { type: "button", "aria-label": label, onclick: () => (unveil(button) ? null : open()) },
    shown,
  );
  const ratio = width && height ? width / height : message.kind === "photo" ? 0 : 1.5;
  if (ratio) button.style.setProperty("--ratio", String(ratio));
  return button;
}

function unveil(button) {
  const veiled = button.classList.contains("veiled");
  button.classList.remove("veiled");
  return veiled;
}

export function round(message) {
  const film = silent(message.file, { preload: "metadata", loop: true });
  const play = el("span.over", {}, icon("solid-play"));
  const button = el(
    "button.roundel",
    { type: "button", "aria-label": "Video message, press to play" },
    film,
    play,
    message.duration ? el("span.badge", {}, length(message.duration)) : null,
  );
  const show = () => button.classList.toggle("playing", !film.paused);
  for (const name of ["play", "pause"]) film.addEventListener(name, show);
  button.addEventListener("click", () => {
    film.muted = false;
    if (film.paused) film.play().catch(show);
    else film.pause();
  });
  return button;
}

export function sticker({ file, emoji }) {
  if (!/^image\//.test(file.mime ?? "")) return el("div.jumbo", {}, emoji || "🖼️");
  return el("img.sticker", { src: file.url, alt: `Sticker ${emoji ?? ""}`, width: "160", height: "160" });
}

function silent(file, attributes) {
  const film = el("video", { ...attributes, src: file.url, playsinline: true, tabindex: "-1" });
  // The attribute alone does not mute a film that a script makes.
  film.muted = true;
  return film;
}
