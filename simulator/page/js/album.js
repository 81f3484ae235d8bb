import { metaOf, replyTo, words } from "./bubble.js";
import { el, present } from "./dom.js";

const SIGHTS = new Set(["photo", "video"]);

/** Neighbours that were sent as one album, together; everything else alone. */
export function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.media_group && sameAlbum(last?.at(-1), message)) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

const sameAlbum = (one, other) =>
  one?.media_group === other.media_group && one.from === other.from && !one.buttons?.length;

/** An album's frame around its parts' own rows: pictures as a grid, files and songs one below the other. */
export class Album {
  constructor(from) {
    this.grid = el("div.parts");
    this.top = el("div");
    this.under = el("div.under");
    this.node = el(`div.album.${from === "me" ? "out" : "in"}`, {}, el("div.frame", {}, this.top, this.grid, this.under));
  }

  /** `rows`: the parts' rows, in order. A single caption belongs to the whole. */
  show(parts, rows, act) {
    const sights = SIGHTS.has(parts[0].kind);
    this.node.classList.toggle("sights", sights);
    rows.forEach((row, at) => {
      if (this.grid.children[at] !== row) this.grid.insertBefore(row, this.grid.children[at] ?? null);
      row.style.setProperty("--span", String(spanOf(at, parts.length)));
    });
    while (this.grid.children.length > rows.length) this.grid.lastChild.remove();
    const captions = parts.filter((part) => part.text);
    const caption = captions.length === 1 ? words(captions[0], act) : null;
    this.node.classList.toggle("captioned", Boolean(caption));
    this.top.replaceChildren(...present([replyTo(parts[0], act)]));
    this.under.replaceChildren(...present([caption, metaOf(parts.at(-1), act)]));
  }
}

/** Of six columns: rows of three, and what is left over stands larger on top. */
function spanOf(at, count) {
  if (count < 5) return count === 3 && at === 0 ? 6 : 3;
  const over = count % 3;
  if (at < over) return over === 1 ? 6 : 3;
  return 2;
}
