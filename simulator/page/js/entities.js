import { el } from "./dom.js";
import { exactly, formatted } from "./time.js";

/**
 * Formatted text as nodes. Offsets count UTF-16 units, as JavaScript's strings do. Entities nest; one that runs over its
 * parent's end is cut there. `act` has the reader's language and what a tap does: {language, command(text), link(url)}.
 */
export function rich(text, entities, act) {
  const usable = (entities ?? []).filter(
    (one) => one.length > 0 && one.offset >= 0 && one.offset < text.length,
  );
  usable.sort((one, other) => one.offset - other.offset || other.length - one.length);
  return within(text, usable, 0, text.length, act);
}

function within(text, entities, start, end, act) {
  const nodes = [];
  let at = start;
  for (let i = 0; i < entities.length;) {
    const entity = entities[i];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    const inside = [];
    for (i += 1; i < entities.length && entities[i].offset < to; i += 1) inside.push(entities[i]);
    if (to <= from) continue;
    if (from > at) nodes.push(text.slice(at, from));
    nodes.push(wrap(entity, text.slice(from, to), within(text, inside, from, to, act), act));
    // A block ends its line by itself; the line break after it would show as an empty line.
    at = /quote|^pre$/.test(entity.type) && text[to] === "\n" && to < end ? to + 1 : to;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

const SIMPLE = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code" };

const KINDS = {
  spoiler: (_, __, children) => spoiler(children),
  pre: (entity, _, children) =>
    el("pre", { dataset: { language: entity.language ?? "" } }, el("code", {}, children)),
  blockquote: (_, __, children) => el("blockquote", {}, children),
  expandable_blockquote: (_, __, children) => expandable(children),
  text_link: (entity, _, children, act) => link(entity.url, children, act),
  url: (_, text, children, act) =>
    link(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`, children, act),
  email: (_, text, children, act) => link(`mailto:${text}`, children, act),
  bot_command: (_, text, children, act) => tap("command", children, () => act.command(text)),
  date_time: (entity, text, children, act) => dateTime(entity, children, act),
  custom_emoji: (_, __, children) => el("span.custom-emoji", { title: "Custom emoji" }, children),
};

function wrap(entity, text, children, act) {
  if (SIMPLE[entity.type]) return el(SIMPLE[entity.type], {}, children);
  const make = KINDS[entity.type];
  // Mentions, hashtags, phone numbers and whatever later versions add: marked, and harmless.
  return make ? make(entity, text, children, act) : el("span.mention", {}, children);
}

function tap(name, children, onclick) {
  return el(`button.inline.${name}`, { type: "button", onclick }, children);
}

/** Only addresses a browser may open; javascript: and the like stay plain words. */
function link(url, children, act) {
  if (!/^(https?|mailto|tel|tg):/i.test(url ?? "")) return el("span.mention", {}, children);
  const onclick = (event) => {
    event.preventDefault();
    act.link(url);
  };
  return el("a", { href: url, rel: "noopener noreferrer", target: "_blank", title: url, onclick }, children);
}

function spoiler(children) {
  const hidden = el(
    "span.spoiler",
    { role: "button", tabindex: "0", "aria-label": "Hidden text, press to show", "aria-pressed": "false" },
    el("span", {}, children),
  );
  const show = () => {
    hidden.classList.add("shown");
    hidden.removeAttribute("role");
    hidden.removeAttribute("tabindex");
    hidden.removeAttribute("aria-label");
    hidden.removeAttribute("aria-pressed");
  };
  hidden.addEventListener("click", show);
  hidden.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") show();
  });
  return hidden;
}

function expandable(children) {
  const quote = el("blockquote.expandable", {}, el("div.quoted", {}, children));
  const button = el("button.expand", { type: "button", "aria-expanded": "false" }, "Show all");
  button.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    button.textContent = open ? "Show less" : "Show all";
    button.setAttribute("aria-expanded", String(open));
  });
  quote.append(button);
  return quote;
}

function dateTime(entity, children, act) {
  // Beyond this no date exists and formatting throws; a bot may well send it.
  if (!(Math.abs(entity.unix_time) < 8e12)) return el("span.mention", {}, children);
  const shown = formatted(entity.unix_time, entity.date_time_format, act.language);
  return el("time.moment", { title: exactly(entity.unix_time) }, shown ?? children);
}

/** True when the first letter that has a direction runs right to left. */
export function rightToLeft(text) {
  const letter =
    /[A-Za-z\u00C0-\u02AF\u0370-\u058F\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]|[^\x00-\u2FFF]/u.exec(
      text ?? "",
    )?.[0];
  return letter !== undefined && /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/.test(letter);
}

/** One to three emoji and nothing else: shown large, without a bubble. */
export function fewEmoji(text) {
  if (!text || text.length > 40 || !/^[\p{RGI_Emoji}\s]+$/v.test(text)) return false;
  return [...new Intl.Segmenter().segment(text)].length <= 3;
}
