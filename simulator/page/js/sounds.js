import { el } from "./dom.js";
import { icon } from "./icons.js";
import { size } from "./media.js";

/** 3 → "0:03", 3725 → "1:02:05". */
export function length(seconds) {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((one, i) => (i ? String(one).padStart(2, "0") : one));
  const hours = Math.floor(whole / 3600);
  return hours ? `${hours}:${String(parts[0]).padStart(2, "0")}:${parts[1]}` : parts.join(":");
}

export function voice(message) {
  const bars = el("span.bars", { "aria-hidden": "true" }, waveform(message.message_id));
  const time = el("small", {}, message.duration ? length(message.duration) : size(message.file.size));
  const played = (share) => bars.style.setProperty("--played", String(share));
  return player(message, "Voice message", el("div", {}, bars, time), played);
}

export function song(message) {
  const detail = [message.performer, message.duration ? length(message.duration) : size(message.file.size)];
  const words = el(
    "div",
    {},
    el("b", { dir: "auto" }, message.title ?? message.file.name ?? "Audio"),
    el("small", { dir: "auto" }, detail.filter(Boolean).join(" · ")),
  );
  return player(message, "Audio", words, () => {});
}

function player(message, label, words, played) {
  const sound = new Audio();
  sound.preload = "none";
  const play = el("button.play", { type: "button", "aria-label": `Play: ${label}` }, icon("solid-play"));
  const show = () => {
    play.replaceChildren(icon(sound.paused ? "solid-play" : "solid-pause"));
    play.setAttribute("aria-label", `${sound.paused ? "Play" : "Pause"}: ${label}`);
  };
  play.addEventListener("click", () => {
    sound.src ||= message.file.url;
    if (sound.paused) sound.play().catch(show);
    else sound.pause();
  });
  for (const name of ["play", "pause", "ended"]) sound.addEventListener(name, show);
  sound.addEventListener("timeupdate", () => played(sound.currentTime / (sound.duration || 1)));
  return el("div.voice", {}, play, words);
}

/** A drawing, not a measurement: the shape only has to stay the same for one message. */
function waveform(seed) {
  return Array.from({ length: 30 }, (_, i) => {
    const height = 20 + 80 * Math.abs(Math.sin((seed % 97) + i * 1.7) * Math.cos(i * 0.6 + seed));
    return el("i", { vars: { "--h": `${Math.round(height)}%`, "--at": String(i / 30) } });
  });
}
