/**
 * The one way nodes are made here. Strings become text nodes, so nothing a person or a bot wrote is ever read as markup.
 * `el("button.chip.on", {onclick, "aria-label": "…"}, "label")`; attributes that are null or false are left out.
 */
export function el(spec, attributes = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) assign(node, name, value);
  node.append(...present(children));
  return node;
}

export const present = (children) =>
  children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

function assign(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(node.dataset, value);
  else if (name === "vars") for (const [key, one] of Object.entries(value)) node.style.setProperty(key, one);
  else node.setAttribute(name, value === true ? "" : value);
}

export const byId = (id) => document.getElementById(id);

/** Runs `work` once, shortly after the last of a burst of calls; a timer, because frames stop in a hidden tab. */
export function coalesce(work, milliseconds = 8) {
  let timer = 0;
  return () => {
    timer ||= setTimeout(() => {
      timer = 0;
      work();
    }, milliseconds);
  };
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const narrow = matchMedia("(max-width: 719px)");

/** What the page remembers between visits; a browser that forbids storage only forgets. */
export const memory = {
  get(key, fallback) {
    try {
      return JSON.parse(localStorage.getItem(`trial.${key}`)) ?? fallback;
    } catch {
      return fallback;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`trial.${key}`, JSON.stringify(value));
    } catch {
      // Private windows may refuse; nothing depends on it.
    }
  },
};
