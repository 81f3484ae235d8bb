import { api } from "./api.js";
import { confirm } from "./dialogs.js";
import { byId, el, memory } from "./dom.js";
import { icon } from "./icons.js";
import { on, world } from "./world.js";

/** What stands around the phones: the bar on top, the introduction, the panel's coming and going, the colours. */
export function openFrame() {
  openTheme();
  openIntroduction();
  openPanel();
  on("connection", showConnection);
  byId("reset").addEventListener("click", reset);
}

const dark = matchMedia("(prefers-color-scheme: dark)");

function openTheme() {
  const show = () => {
    const chosen = memory.get("theme", null);
    // The stylesheet follows the system by itself; only a choice against it needs a word.
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
    byId("theme").replaceChildren(icon(isDark() ? "sun" : "moon"));
    byId("theme").setAttribute("aria-label", isDark() ? "Light colours" : "Dark colours");
  };
  byId("theme").addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    memory.set("theme", wanted === (dark.matches ? "dark" : "light") ? null : wanted);
    show();
  });
  dark.addEventListener("change", show);
  show();
}

const isDark = () => (memory.get("theme", null) ?? (dark.matches ? "dark" : "light")) === "dark";

function openIntroduction() {
  const box = byId("intro");
  box.hidden = memory.get("introduced", false);
  byId("intro-close").addEventListener("click", () => {
    memory.set("introduced", true);
    box.hidden = true;
  });
  on("bot", () => {
    byId("intro-hint").textContent = world.bot.hint || "Press Start on a phone, and see how the bot answers.";
    byId("bot-name").textContent = world.bot.first_name ?? "Bot";
    byId("bot-username").textContent = world.bot.username ? `@${world.bot.username}` : "";
  });
}

/** Where it would cover the phones the panel begins closed; elsewhere it stays as it was left. */
const roomy = matchMedia("(min-width: 1340px)");

function openPanel() {
  const set = (open, remember) => {
    document.body.classList.toggle("panel-open", open);
    byId("panel").inert = !open;
    byId("panel-toggle").setAttribute("aria-expanded", String(open));
    if (remember) memory.set("panel", open);
  };
  const toggle = () => set(!document.body.classList.contains("panel-open"), roomy.matches);
  byId("panel-toggle").addEventListener("click", toggle);
  byId("panel-close").addEventListener("click", () => {
    toggle();
    byId("panel-toggle").focus();
  });
  byId("panel").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !roomy.matches) byId("panel-close").click();
  });
  roomy.addEventListener("change", () => set(roomy.matches && memory.get("panel", true), false));
  set(roomy.matches && memory.get("panel", true), false);
}

function showConnection(state) {
  const mark = byId("connection");
  mark.dataset.state = state;
  mark.lastElementChild.textContent = state === "live" ? "live" : "reconnecting…";
}

async function reset() {
  const words =
    "All chats, files, faults and the log are erased, and the trial's clock returns to yours. The bot is not told and may remember.";
  if (!(await confirm("Begin the trial anew?", words, "Erase and begin anew", true))) return;
  api.reset().catch((error) => announce(error.message));
}

let fading = 0;

/** A sentence for everybody at the page, over all phones. */
export function announce(words) {
  byId("announcements").replaceChildren(el("div.toast", {}, words));
  clearTimeout(fading);
  fading = setTimeout(() => byId("announcements").replaceChildren(), 3500);
}
