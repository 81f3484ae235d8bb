import { el } from "./dom.js";
import { icon } from "./icons.js";

/** The browser's own dialog element: it keeps the focus inside, closes on Escape and gives the focus back. */
function dialog(spec, label, ...children) {
  const node = el(spec, { "aria-label": label }, children);
  node.addEventListener("click", (event) => {
    if (event.target === node) node.close();
  });
  node.addEventListener("close", () => node.remove());
  document.body.append(node);
  node.showModal();
  return node;
}

const button = (spec, label, onclick) => el(spec, { type: "button", onclick }, label);

/** Resolves to true only when the person pressed `yes`. */
export function confirm(title, words, yes, danger = false) {
  return new Promise((resolve) => {
    const box = dialog("dialog.box", title, el("h2", {}, title), el("p", { dir: "auto" }, words));
    const agree = () => {
      resolve(true);
      box.close();
    };
    box.append(
      el(
        "div.actions",
        {},
        button("button.quiet", "Cancel", () => box.close()),
        button(danger ? "button.danger" : "button.primary", yes, agree),
      ),
    );
    box.addEventListener("close", () => resolve(false));
    box.querySelector(".actions :last-child").focus();
  });
}

/**
 * A form of a few fields: {name, label, hint, required, pattern, options, value, maxlength, area}. `submit(values)` may throw; its message
 * is then shown and the form stays open with what was typed.
 */
export function form(title, fields, yes, submit) {
  const complaint = el("p.complaint", { role: "alert" });
  const body = el(
    fields.length > 5 ? "form.many" : "form",
    { method: "dialog", novalidate: false },
    el("h2", {}, title),
    fields.map(fieldRow),
    complaint,
  );
  const box = dialog("dialog.box", title, body);
  body.append(
    el(
      "div.actions",
      {},
      button("button.quiet", "Cancel", () => box.close()),
      el("button.primary", { type: "submit" }, yes),
    ),
  );
  body.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await submit(Object.fromEntries([...new FormData(body)].map(([name, value]) => [name, value.trim()])));
      box.close();
    } catch (error) {
      complaint.textContent = error.message;
    }
  });
  body.querySelector("input, textarea")?.focus();
}

function fieldRow({ name, label, hint, required, pattern, options, value, maxlength, area }) {
  const list = options && `list-${name}`;
  const input = el(area ? "textarea" : "input", {
    name,
    required,
    pattern,
    value,
    list,
    maxlength,
    rows: area ? 5 : null,
    placeholder: hint,
    autocomplete: "off",
    dir: "auto",
    title: hint,
  });
  if (area) input.value = value ?? "";
  const choice =
    options &&
    el(
      "datalist",
      { id: list },
      options.map((one) => el("option", { value: one })),
    );
  return el("label.field-row", {}, el("span", {}, label), input, choice);
}

export function openFilm(file) {
  const film = el("video", { src: file.url, controls: true, autoplay: true, playsinline: true });
  const box = dialog("dialog.picture-box", "Video", film);
  box.append(button("button.tool", icon("close"), () => box.close()));
  box.lastChild.setAttribute("aria-label", "Close");
}

export function openPicture(file) {
  const image = el("img", { src: file.url, alt: file.name || "Photo" });
  const box = dialog("dialog.picture-box", "Photo", image);
  box.append(button("button.tool", icon("close"), () => box.close()));
  box.lastChild.setAttribute("aria-label", "Close");
  image.addEventListener("click", () => box.close());
}
