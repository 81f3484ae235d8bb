const HOLD = 480;
const SLACK = 10;

/**
 * Calls `open(target, {x, y})` for whatever asks for a message's menu: right click, a long press, or the menu key. `find`
 * turns the touched element into the target, or null where the browser's own behaviour is wanted.
 */
export function onMenuRequest(node, find, open) {
  let hold = 0;
  let held = false;
  let start = null;

  const stop = () => clearTimeout(hold);

  node.addEventListener("contextmenu", (event) => {
    const target = find(event.target);
    if (!target) return;
    event.preventDefault();
    // A long press makes some browsers send this as well: one menu is enough.
    if (!held) open(target, pointOf(event, target));
  });
  node.addEventListener("pointerdown", (event) => {
    held = false;
    const target = event.pointerType === "mouse" ? null : find(event.target);
    if (!target) return;
    start = { x: event.clientX, y: event.clientY };
    hold = setTimeout(() => {
      held = true;
      swallowClick();
      open(target, start);
    }, HOLD);
  });
  node.addEventListener("pointermove", (event) => {
    if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLACK) stop();
  });
  // A finger that scrolls ends in pointercancel; the list scrolling by itself under a resting finger does not matter.
  for (const name of ["pointerup", "pointercancel"]) node.addEventListener(name, stop);
}

/** The press that opened a menu must not, on its release, also count as a tap on what is under the finger by then. */
function swallowClick() {
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  const done = () => setTimeout(() => document.removeEventListener("click", swallow, true), 80);
  document.addEventListener("click", swallow, true);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, done, { once: true });
}

/** From the keyboard there is no pointer: the menu opens at the message. */
function pointOf(event, target) {
  if (event.clientX || event.clientY) return { x: event.clientX, y: event.clientY };
  const box = target.getBoundingClientRect();
  return { x: box.left + 40, y: box.top + Math.min(box.height, 60) };
}

/** Arrow keys walk through the rows of a list; Enter on a row opens its menu. */
export function walkRows(list, rows, open) {
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-message-id]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && (event.target === list || event.target === row)) {
      const all = rows();
      const at = row ? all.indexOf(row) + step : step > 0 ? 0 : all.length - 1;
      event.preventDefault();
      all[Math.max(0, Math.min(at, all.length - 1))]?.focus();
    } else if (event.key === "Enter" && event.target === row) {
      event.preventDefault();
      open(row, pointOf({}, row));
    }
  });
}
