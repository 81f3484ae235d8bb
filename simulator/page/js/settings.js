import { api } from "./api.js";
import { confirm } from "./dialogs.js";
import { byId, el } from "./dom.js";
import { announce } from "./frame.js";
import { makeSwitch } from "./switches.js";
import { on, world } from "./world.js";

/** What Telegram allows the bot, the trial as a file, and what was found wrong in the bot's calls. */
export function openSettings() {
  openRates();
  openTopics();
  openFiles();
  on("conformance", showFindings);
}

function openRates() {
  const limits = makeSwitch({
    says: "Telegram's limits on sending hold",
    turn: (wanted) => api.setRates(wanted),
    testid: "rates",
  });
  byId("settings").append(limits.node);
  on("rates", () => limits.show(world.rates.on, ratesInWords(world.rates)));
}

function ratesInWords({ on: holds, chat_per_second: chat, bot_per_second: bot, refused }) {
  if (!holds) return "the bot may send as fast as it can";
  const hits = refused ? ` · refused ${refused}×` : "";
  return `about ${chat} a second per chat, ${bot} in all${hits}`;
}

const TOPICS = [
  ["topics", "The bot has topics in its chats", false],
  ["people_make_topics", "People may make topics too", false],
  ["topics_lost", "Every topic is lost to the bot", true],
];

function openTopics() {
  const made = TOPICS.map(([name, says, harm]) => {
    const one = makeSwitch({ says, harm, testid: `bot-${name}`, turn: (wanted) => api.setBot({ [name]: wanted }) });
    byId("settings").append(one.node);
    return [name, one];
  });
  const dropped = makeSwitch({
    says: "What is sent to a lost topic lands in the main chat",
    harm: true,
    testid: "bot-lost_topics",
    turn: (wanted) => api.setBot({ lost_topics: wanted ? "dropped" : "refused" }),
  });
  byId("settings").append(dropped.node);
  on("bot", () => {
    for (const [name, one] of made) one.show(Boolean(world.bot[name]));
    for (const [name, one] of made) if (name !== "topics") one.node.hidden = !world.bot.topics;
    dropped.node.hidden = !world.bot.topics;
    dropped.show(world.bot.lost_topics === "dropped");
  });
}

function openFiles() {
  const input = byId("load-file");
  byId("load").addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (file) await load(file);
    byId("load").focus();
  });
}

async function load(file) {
  const complaint = byId("load-complaint");
  complaint.textContent = "";
  const words = `“${file.name}” takes the place of everything here: people, chats, files, faults and the clock. The bot keeps its token; it is not told, and may remember otherwise.`;
  if (!(await confirm("Load this trial?", words, "Load it", true))) return;
  try {
    const { people } = await api.load(file);
    announce(`Loaded: ${people} ${people === 1 ? "person" : "people"}`);
  } catch (error) {
    complaint.textContent = error.message;
  }
}

/** Shown only where there is something: a bot that keeps to the Bot API never sees this. */
async function showFindings() {
  const found = await api.conformance().catch(() => []);
  byId("findings").hidden = found.length === 0;
  byId("findings-count").textContent = found.length ? String(found.length) : "";
  byId("findings-list").replaceChildren(...found.map(finding));
}

const finding = ({ side, where, path, what, count }) =>
  el("li", {}, el("b", {}, where), ` ${side}: `, el("code", {}, path), ` ${what}`, count > 1 && el("small", {}, ` ${count}×`));
