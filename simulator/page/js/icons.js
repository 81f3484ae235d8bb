const SVG = "http://www.w3.org/2000/svg";

/** Drawn on a 24 × 24 grid with a stroke, except those whose name starts with "solid-". */
const PATHS = {
  plane:
    "M21.5 3.2 2.8 10.6c-.7.3-.7 1.2 0 1.5l4.9 1.8 2 6.1c.2.6 1 .8 1.4.3l2.8-2.8 4.7 3.4c.5.4 1.2.1 1.4-.5L22.6 4.2c.1-.7-.5-1.2-1.1-1ZM7.9 13.8l9.4-6.2-7.2 7.6",
  "solid-send": "M3.4 20.4 21.9 12 3.4 3.6c-.5-.2-1 .3-.9.8L4.6 11l9.4 1-9.4 1-2.1 6.6c-.1.5.4 1 .9.8Z",
  clip: "m20 11.2-8.3 8.3a5.2 5.2 0 0 1-7.4-7.4l8.6-8.6a3.5 3.5 0 0 1 5 5l-8.5 8.5a1.8 1.8 0 0 1-2.5-2.5l7.7-7.8",
  slash: "M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM14 8l-4 8",
  keyboard:
    "M4 6h16a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V8c0-1.1.9-2 2-2ZM6 10h.01M10 10h.01M14 10h.01M18 10h.01M8 14h8",
  dots: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  down: "m6 9 6 6 6-6",
  right: "m9 6 6 6-6 6",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  reply: "M10 6 4 12l6 6M4.5 12H14a6 6 0 0 1 6 6",
  quote: "M9 7H5v5h4v-1c0 2.5-1 4-3.500 5M19 7h-4v5h4v-1c0 2.500-1 4-3.500 5",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3.500 9h17M3.500 15h17M12 3c-5 5.500-5 12.500 0 18 5-5.500 5-12.500 0-18Z",
  signal: "M3 9.500a13 13 0 0 1 18 0M6.500 13a8 8 0 0 1 11 0M10 16.500a3 3 0 0 1 4 0M12 20v.01",
  save: "M12 4v11M7 10.500l5 5 5-5M5 20h14",
  open: "M12 15.500V4M7 9l5-5 5 5M5 20h14",
  edit: "M4 20h4L19 9a2.8 2.8 0 0 0-4-4L4 16v4ZM13.5 6.5l4 4",
  copy: "M9 9h9a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2v-8c0-1.1.9-2 2-2ZM4 15V5a2 2 0 0 1 2-2h9",
  trash:
    "M4 7h16M9 7V5a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v2M6.5 7l.8 12a2 2 0 0 0 2 2h5.4a2 2 0 0 0 2-2l.8-12M10 11v6M14 11v6",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM5.7 5.7l12.6 12.6",
  check: "m4 12.5 5 5L20 6.5",
  link: "M10 14a4 4 0 0 0 6 .4l3.5-3.5a4.2 4.2 0 0 0-6-6L12 6.5M14 10a4 4 0 0 0-6-.4l-3.5 3.5a4.2 4.2 0 0 0 6 6L12 17.5",
  file: "M6 3h8l5 5v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V5c0-1.1.9-2 2-2ZM14 3v5h5",
  pin: "M12 21.5s7-6.2 7-11.7a7 7 0 1 0-14 0c0 5.5 7 11.7 7 11.7ZM12 12.3a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  person: "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6",
  poll: "M5 20V10M12 20V4M19 20v-7",
  dice: "M6 3h12a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3ZM8 8h.01M16 8h.01M12 12h.01M8 16h.01M16 16h.01",
  lock: "M6 10.5h12a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 19v-7A1.5 1.5 0 0 1 6 10.5ZM8 10.5V7.8a4 4 0 0 1 8 0v2.7",
  gift: "M4 11h16v9H4zM3 7.5h18V11H3zM12 7.5V20M12 7.5C9 7.5 7 6.4 7 4.8 7 3 10.5 2.6 12 7.5c1.5-4.9 5-4.5 5-2.7 0 1.6-2 2.7-5 2.7Z",
  photo: "M4 5h16a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 20 19H4a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 4 5ZM3 16l5-5 5 5 3-3 5 5M15.5 9.5h.01",
  album: "M8 4h11a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V6c0-1.1.900-2 2-2ZM3 8v10a3 3 0 0 0 3 3h12M7 14l4-4 4 4 2-2 3 3",
  film: "M4 6h10a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V8c0-1.1.900-2 2-2ZM16 10.5l6-3.5v10l-6-3.5",
  round: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM10 8.5l5.5 3.5-5.5 3.5v-7Z",
  voice: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21",
  note: "M9 18V5l11-2v13M9 18a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM20 16a3 3 0 1 1-6 0 3 3 0 0 1 6 0Z",
  gif: "M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7c0-1.1.900-2 2-2ZM9.5 10H7a1 1 0 0 0-1 1v2a1 1 0 0 0 1 1h2.5v-2H8M12.5 10v4M18 10h-2.5v4M15.5 12h2",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8.5 10h.01M15.5 10h.01M8 14.5c1 1.4 2.4 2 4 2s3-.6 4-2",
  radar: "M12 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM8 8a5.7 5.7 0 0 0 0 8M16 8a5.7 5.7 0 0 1 0 8M5 5a9.9 9.9 0 0 0 0 14M19 5a9.9 9.9 0 0 1 0 14",
  shop: "M4 10v10h16V10M3 10l2-6h14l2 6c0 1.5-1 2.5-2.3 2.5S14.5 11.5 14.5 10c0 1.5-1.1 2.5-2.5 2.5S9.5 11.5 9.5 10c0 1.5-1 2.5-2.3 2.5S3 11.5 3 10ZM10 20v-5h4v5",
  forward: "M14 5l7 6.5-7 6.5v-4c-5 0-8.5 1.5-11 5 .5-6 4.5-9.5 11-10V5Z",
  folder: "M3 6.5A1.5 1.5 0 0 1 4.5 5H9l2 2.5h8.5A1.5 1.5 0 0 1 21 9v9.5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18.5v-12Z",
  "solid-play": "M7 4.2c0-.8.9-1.3 1.6-.9l11.2 7.8c.6.4.6 1.3 0 1.7L8.6 20.7c-.7.4-1.6 0-1.6-.9V4.2Z",
  "solid-pause": "M7 4h3.5v16H7zM13.5 4H17v16h-3.5z",
  sun: "M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2.5v2M12 19.5v2M4.5 12h-2M21.5 12h-2M6.7 6.7 5.3 5.3M18.7 18.7l-1.4-1.4M6.7 17.3l-1.4 1.4M18.7 5.3l-1.4 1.4",
  moon: "M20 14.2A8.5 8.5 0 0 1 9.8 4a8.5 8.5 0 1 0 10.2 10.2Z",
  sliders:
    "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5.2l3.3 2",
  bolt: "M13 2.5 4.5 13.5H11l-1 8 8.5-11H12l1-8Z",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  skip: "m5 5 8 7-8 7V5ZM13 5l8 7-8 7V5Z",
  reset: "M4 4.5v5h5M4.5 9.5A8.2 8.2 0 1 1 4 14",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", name.startsWith("solid-") ? "icon solid" : `icon icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Icons named in the page's own markup. */
export function fillIcons(root = document) {
  for (const slot of root.querySelectorAll("[data-icon]")) slot.replaceChildren(icon(slot.dataset.icon));
}

/** One tick: Telegram has it. Two: the bot has been seen to act since. */
export function ticks(double) {
  const svg = icon("check");
  svg.setAttribute("viewBox", "0 0 28 24");
  svg.setAttribute("class", "icon ticks");
  svg.firstChild.setAttribute(
    "d",
    double ? "m2 13 5 5L17.5 6.5M12.5 17l1.2 1L24.5 6.5" : "m6 13 5 5L21.5 6.5",
  );
  return svg;
}
