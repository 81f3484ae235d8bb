import { el } from "./dom.js";
import { icon } from "./icons.js";

let openMenu = null;

/**
 * A menu at a point of the screen. Items: {label, icon, act, danger}; `above` goes on top (a row of reactions).
 * Arrow keys move, Escape closes and gives the focus back to where it was.
 */
export function showMenu({ x, y }, label, items, above = null, shape = "") {
  closeMenu();
  const back = document.activeElement;
  const menu = el(
    `div.popup${shape && `.${shape}`}`,
    { role: "menu", "aria-label": label },
    above,
    items.map((item) => entry(item)),
  );
  menu.addEventListener("keydown", (event) => move(event, menu));
  document.body.append(menu);
  keepInside(menu, x, y);
  openMenu = { menu, back };
  menu.querySelector("[role=menuitem]")?.focus({ preventScroll: true });
}

function entry({ label, icon: picture, act, danger, tint }) {
  const run = () => {
    closeMenu();
    act();
  };
  return el(
    danger ? "button.entry.risky" : "button.entry",
    { type: "button", role: "menuitem", tabindex: "-1", onclick: run, vars: tint ? { "--tint": tint } : {} },
    icon(picture),
    el("span", {}, label),
  );
}

/** A row of small round choices for the top of a menu. */
export function choices(label, options, chosen, act) {
  const run = (option) => () => {
    closeMenu();
    act(option);
  };
  const one = (option) =>
    el(
      "button.choice",
      {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        "aria-label": `${label} ${option}`,
        "aria-current": chosen === option ? "true" : null,
        onclick: run(option),
      },
      option,
    );
  return el("div.choices", {}, options.map(one));
}

function keepInside(menu, x, y) {
  // Not the rectangle on the screen: while it grows into place that is smaller than it will be.
  const { offsetWidth: width, offsetHeight: height } = menu;
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
}

function move(event, menu) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 }[
    event.key
  ];
  if (to !== undefined) {
    event.preventDefault();
    items.at(to % items.length).focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    closeMenu();
  }
}

export function closeMenu() {
  if (!openMenu) return;
  const { menu, back } = openMenu;
  const inside = menu.contains(document.activeElement);
  openMenu = null;
  menu.remove();
  if (inside) back?.focus?.({ preventScroll: true });
}

document.addEventListener("pointerdown", (event) => {
  if (openMenu && !openMenu.menu.contains(event.target)) closeMenu();
});
addEventListener("blur", closeMenu);
addEventListener("resize", closeMenu);
