import { el } from "./dom.js";
import { icon } from "./icons.js";
import { size } from "./media.js";

/** Pictures and files chosen but not yet sent, with the choice to send pictures as files. */
export class Tray {
  constructor(changed) {
    this.changed = changed;
    this.files = [];
    this.input = el("input.visually-hidden", {
      type: "file",
      tabindex: "-1",
      multiple: true,
      dataset: { testid: "attach" },
      "aria-label": "Attach a picture or a file",
    });
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      // Emptied, so that choosing the same file again counts as a change.
      this.input.value = "";
    });
    this.list = el("div.chosen");
    this.asFile = el("input", { type: "checkbox" });
    this.choice = el("label.as-file", {}, this.asFile, "Send as file, uncompressed");
    this.node = el(
      "div.tray",
      { hidden: true, role: "group", "aria-label": "Chosen files" },
      this.list,
      this.choice,
    );
  }

  add(files) {
    this.files.push(...files);
    this.draw();
  }

  /** The chosen files as {file, kind}; the tray is empty afterwards. */
  take() {
    const taken = this.files.map((file) => ({ file, kind: this.asFile.checked ? "document" : kindOf(file) }));
    this.files = [];
    this.draw();
    return taken;
  }

  restore(taken) {
    this.add(taken.map((one) => one.file));
  }

  draw() {
    for (const image of this.list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.list.replaceChildren(...this.files.map((file) => this.item(file)));
    this.node.hidden = this.files.length === 0;
    this.choice.hidden = !this.files.some((file) => kindOf(file) !== "document");
    this.changed();
  }

  item(file) {
    const remove = () => {
      this.files = this.files.filter((one) => one !== file);
      this.draw();
    };
    const shown = isPicture(file)
      ? el("img", { src: URL.createObjectURL(file), alt: "" })
      : el("span.disc", {}, icon("file"));
    const words = el("span.words", {}, el("b", { dir: "auto" }, file.name), el("span", {}, size(file.size)));
    return el(
      "div.item",
      {},
      shown,
      words,
      el(
        "button.tool",
        { type: "button", "aria-label": `Remove ${file.name}`, onclick: remove },
        icon("close"),
      ),
    );
  }
}

export const sorted = (file) => ({ file, kind: kindOf(file) });

/** One file from this computer. */
export function chooseFile(take) {
  const input = el("input", { type: "file" });
  input.addEventListener("change", () => input.files[0] && take(input.files[0]));
  input.click();
}

/** What Telegram takes as a photo; other pictures go as files. */
const isPicture = (file) => ["image/jpeg", "image/png", "image/webp", "image/bmp"].includes(file.type);

function kindOf(file) {
  if (isPicture(file)) return "photo";
  if (file.type === "image/gif") return "animation";
  const [sort] = file.type.split("/");
  return { video: "video", audio: "audio" }[sort] ?? "document";
}

/** Chosen files as they travel: pictures and films as one album, files and songs each among themselves, at most ten. */
export function parcels(taken) {
  const lots = [];
  for (const one of taken) {
    const sort = { photo: "sight", video: "sight" }[one.kind] ?? one.kind;
    const lot = lots.at(-1);
    if (lot?.sort === sort && lot.parts.length < 10 && sort !== "animation") lot.parts.push(one);
    else lots.push({ sort, parts: [one] });
  }
  return lots.map((lot) => lot.parts);
}
