import { el } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const PIPS = {
  1: [5],
  2: [1, 9],
  3: [1, 5, 9],
  4: [1, 3, 7, 9],
  5: [1, 3, 5, 7, 9],
  6: [1, 3, 4, 6, 7, 9],
};

/** A die is drawn with its pips; the other games show their sign and what came of it. */
export function die({ emoji, value }, seed) {
  if (emoji !== "🎲") return el("div.jumbo.game", {}, emoji, el("span.badge", {}, String(value)));
  const face = document.createElementNS(SVG, "svg");
  face.setAttribute("viewBox", "0 0 100 100");
  face.setAttribute("class", "die");
  face.setAttribute("role", "img");
  face.setAttribute("aria-label", `Die, ${value}`);
  face.style.setProperty("--turn", `${((seed * 37) % 25) - 12}deg`);
  face.append(shape("rect", { x: 6, y: 6, width: 88, height: 88, rx: 20 }));
  for (const at of PIPS[value] ?? [])
    face.append(shape("circle", { cx: 26 + 24 * ((at - 1) % 3), cy: 26 + 24 * Math.floor((at - 1) / 3), r: 9 }));
  return face;
}

function shape(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
