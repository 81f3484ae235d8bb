import { api } from "./api.js";
import { byId, el } from "./dom.js";
import { secondsOf, shortDay, span, withSeconds } from "./time.js";
import { announce } from "./frame.js";
import { now, on, world } from "./world.js";

const STEPS = [
  [300, "+5 min"],
  [1800, "+30 min"],
  [7200, "+2 h"],
  [86400, "+1 day"],
];

/** "Skip ahead": the trial's clock, and buttons that move it. */
export function openSkip() {
  byId("skips").append(
    ...STEPS.map(([seconds, label]) =>
      el(
        "button.step",
        { type: "button", dataset: { testid: `skip-${seconds}` }, onclick: () => skip(seconds) },
        label,
      ),
    ),
  );
  byId("skip-form").addEventListener("submit", custom);
  on("clock", (advanced) => {
    tick();
    if (advanced >= 1) announce(`${span(advanced)} later`);
  });
  setInterval(tick, 1000);
  tick();
}

function custom(event) {
  event.preventDefault();
  const field = byId("skip-custom");
  const seconds = secondsOf(field.value);
  if (!Number.isFinite(seconds) || seconds === 0) return announce("Write a time such as 45m, 3h or 1d 2h.");
  field.value = "";
  return skip(seconds);
}

async function skip(seconds) {
  try {
    await api.advance(seconds);
  } catch (error) {
    announce(error.message);
  }
}

function tick() {
  byId("trial-time").textContent = withSeconds(now());
  byId("trial-day").textContent = shortDay(now());
  const ahead =
    Math.abs(world.offset) < 1
      ? "same as your clock"
      : `${span(world.offset)} ${world.offset > 0 ? "ahead of" : "behind"} your clock`;
  byId("trial-ahead").textContent = ahead;
  byId("trial-ahead").classList.toggle("moved", Math.abs(world.offset) >= 1);
}
