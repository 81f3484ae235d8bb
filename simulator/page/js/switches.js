import { announce } from "./frame.js";
import { el } from "./dom.js";

/**
 * A switch with a sentence: `says`, below it what it does now. `turn(on)` may throw; what it says is then shown to everybody.
 * `harm`: switched on, something goes wrong. Answers {node, show(on, words)}.
 */
export function makeSwitch({ says, turn, testid, harm = false, beside = null }) {
  const words = el("small");
  const button = el(
    harm ? "button.switch.harm" : "button.switch",
    {
      type: "button",
      role: "switch",
      "aria-checked": "false",
      dataset: { testid },
      onclick: () => attempt(() => turn(button.getAttribute("aria-checked") !== "true")),
    },
    el("span.words", {}, says, words),
    el("span.knob", { "aria-hidden": "true" }),
  );
  const show = (on, more = "") => {
    button.setAttribute("aria-checked", String(on));
    words.textContent = more;
  };
  return { node: beside ? el("div.switch-row", {}, button, beside) : button, show };
}

export async function attempt(work) {
  try {
    await work();
  } catch (error) {
    announce(error.message);
  }
}
