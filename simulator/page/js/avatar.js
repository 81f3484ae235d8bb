import { el } from "./dom.js";

/** Neighbours differ as much as they can: people of a trial have neighbouring ids. */
const COLOURS = [
  ["#72d5fd", "#2a9ef1"],
  ["#ffcd6a", "#f2994a"],
  ["#a0de7e", "#54b435"],
  ["#ff9a76", "#f4516c"],
  ["#82b1ff", "#665fff"],
  ["#53dcc8", "#1fa9b0"],
  ["#e0a2f3", "#c957e0"],
];

const letters = new Intl.Segmenter();

/** A round picture made of the name's first letters, in a colour that the id decides. */
export function avatar(id, name, size = "") {
  const [from, to] = COLOURS[Math.abs(Number(id) || 0) % COLOURS.length];
  const spec = size ? `span.avatar.${size}` : "span.avatar";
  return el(spec, { "aria-hidden": "true", vars: { "--from": from, "--to": to } }, initials(name));
}

function initials(name) {
  const words = (name ?? "").replace(/\(.*?\)/g, "").match(/[\p{L}\p{N}\p{M}]+|\p{RGI_Emoji}/gv) ?? ["?"];
  const starts = words.slice(0, 2).map((word) => [...letters.segment(word)][0].segment);
  return starts.join("").toUpperCase();
}
