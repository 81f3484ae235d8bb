import { el } from "./dom.js";
import { icon } from "./icons.js";
import { hoursAndMinutes } from "./time.js";
import { now } from "./world.js";

/** No map comes from outside: the ground is a drawing, and only the figures are true. */
export function place(title, location, detail = "") {
  return tile("pin", title, [detail, coordinates(location)].filter(Boolean).join(" · "));
}

/** A live one shows where it was last and until when it moves, or that it has ended. */
export function livePlace({ location, live: going, live_until: until }) {
  const live = going && until > now();
  const forever = location.live_period === 0x7fffffff;
  const title = live ? `Live${forever ? "" : ` until ${hoursAndMinutes(until)}`}` : "Live location ended";
  const node = tile("person", title, coordinates(location));
  node.classList.add(live ? "live" : "ended");
  return node;
}

function tile(name, title, detail) {
  const ground = el("div.ground", { "aria-hidden": "true" }, el("span.pin", {}, icon(name)));
  return el(
    "div.place",
    {},
    ground,
    el("b", { dir: "auto" }, title),
    el("small", { dir: "auto" }, detail),
  );
}

const coordinates = ({ latitude, longitude }) =>
  `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}`;
