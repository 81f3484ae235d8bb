import { el, present } from "./dom.js";
import { icon } from "./icons.js";

/** Options to press until one has voted or the poll is closed; then the shares. */
export function poll(message, act) {
  const { poll: asked } = message;
  const voted = asked.chosen.length > 0;
  const shown = voted || asked.is_closed;
  const ticked = new Set();
  const send = el(
    "button.cast",
    { type: "button", disabled: true, onclick: () => act.vote(message, [...ticked]) },
    "Vote",
  );
  const press = (at, node) => {
    if (!asked.allows_multiple_answers) return act.vote(message, [at]);
    if (!ticked.delete(at)) ticked.add(at);
    node.setAttribute("aria-checked", String(ticked.has(at)));
    send.disabled = ticked.size === 0;
    return null;
  };
  const options = asked.options.map((option, at) =>
    shown ? share(asked, option, at) : choice(asked, option, at, press),
  );
  return el(
    "div.poll",
    {},
    el("b", { dir: "auto" }, asked.question),
    el("small", {}, sort(asked)),
    el("div.options", { role: "group", "aria-label": "Options" }, options),
    present([!shown && asked.allows_multiple_answers && send]),
    el("small.votes", {}, count(asked.total_voter_count)),
  );
}

function sort(asked) {
  if (asked.is_closed) return "Final results";
  const kind = asked.type === "quiz" ? "quiz" : "poll";
  return asked.is_anonymous ? `Anonymous ${kind}` : kind === "quiz" ? "Quiz" : "Poll";
}

const count = (votes) => (votes === 0 ? "No votes yet" : votes === 1 ? "1 vote" : `${votes} votes`);

function choice(asked, option, at, press) {
  const role = asked.allows_multiple_answers ? "checkbox" : "radio";
  const node = el(
    `button.option.${role}`,
    { type: "button", role, "aria-checked": "false", onclick: () => press(at, node) },
    el("i"),
    el("span", { dir: "auto" }, option.text),
  );
  return node;
}

function share(asked, option, at) {
  const percent = asked.total_voter_count
    ? Math.round((100 * option.voter_count) / asked.total_voter_count)
    : 0;
  const right = asked.correct_option_ids?.includes(at);
  const chosen = asked.chosen.includes(at);
  const mark = chosen ? el("span.voted", { role: "img", "aria-label": "your vote" }, icon("check")) : null;
  const wrong = chosen && asked.correct_option_ids && !right;
  return el(
    `div.share${right ? ".right" : ""}${wrong ? ".wrong" : ""}`,
    { vars: { "--share": `${percent}%` } },
    el("b", {}, `${percent}%`),
    el("span", { dir: "auto" }, option.text, mark && " ", mark),
  );
}
