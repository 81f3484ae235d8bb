import { form } from "./dialogs.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { showMenu } from "./menus.js";

const HERE = { latitude: "-8.67050", longitude: "115.21260" };

/** [kind, label, icon, tint, form]: what a sample needs to be told, where anything. */
const KINDS = [
  ["photo", "Photo", "photo", "#2d8fdd"],
  ["album", "Album", "album", "#2d8fdd"],
  ["video", "Video", "film", "#2d8fdd"],
  ["video_note", "Round video", "round", "#2d8fdd"],
  ["voice", "Voice", "voice", "#e0563f"],
  ["audio", "Music", "note", "#e0563f"],
  ["animation", "GIF", "gif", "#8b5cd6"],
  ["sticker", "Sticker", "smile", "#8b5cd6"],
  ["document", "File", "file", "#2679b8"],
  ["location", "Location", "pin", "#2f9e4f", askPlace],
  ["live_location", "Live location", "radar", "#2f9e4f", askLive],
  ["venue", "Place", "shop", "#2f9e4f", askVenue],
  ["contact", "Contact", "person", "#c9811a"],
  ["poll", "Poll", "poll", "#c9811a", askPoll],
  ["dice", "Dice", "dice", "#b8458b", askDice],
  ["text", "Forwarded", "forward", "#b8458b", askForwarded],
  ["story", "Story", "clock", "#6b7c8d"],
  ["paid_media", "Paid media", "lock", "#6b7c8d"],
  ["giveaway", "Giveaway", "gift", "#6b7c8d"],
];

/** The paper clip: one's own files, or anything else a messenger can send, made up on the spot. */
export class Attachments {
  constructor({ choose, send }) {
    this.choose = choose;
    this.send = send;
    this.button = el(
      "button.tool",
      {
        type: "button",
        "aria-label": "Attach",
        "aria-haspopup": "menu",
        title: "Attach a picture, a file or something else",
        dataset: { testid: "attach-menu" },
        onclick: () => this.open(),
      },
      icon("clip"),
    );
  }

  open() {
    const box = this.button.getBoundingClientRect();
    const items = [
      { label: "From this computer…", icon: "folder", act: this.choose },
      ...KINDS.map(([kind, label, picture, tint, ask]) => ({
        label,
        icon: picture,
        tint,
        act: () => (ask ? ask((more) => this.send(kind, more)) : this.send(kind).catch(() => {})),
      })),
    ];
    const words = el("p.hint", {}, "Samples, made up on the spot:");
    showMenu({ x: box.right - 300, y: box.top - 468 }, "Attach", items, words, "grid");
  }
}

const whereabouts = [
  { name: "latitude", label: "Latitude", value: HERE.latitude, required: true },
  { name: "longitude", label: "Longitude", value: HERE.longitude, required: true },
];

const figures = ({ latitude, longitude }) => ({ latitude: Number(latitude), longitude: Number(longitude) });

function askPlace(send) {
  form("Send a location", whereabouts, "Send", (told) => send(figures(told)));
}

function askLive(send) {
  const minutes = { name: "minutes", label: "For how many minutes?", value: "15", required: true };
  form("Share a live location", [minutes, ...whereabouts], "Share", (told) =>
    send({ ...figures(told), live_period: Math.round(Number(told.minutes) * 60) }),
  );
}

function askVenue(send) {
  const named = [
    { name: "title", label: "Name", value: "Sample Café", required: true },
    { name: "address", label: "Address", value: "Jalan Contoh 7", required: true },
  ];
  form("Send a place", [...named, ...whereabouts], "Send", ({ title, address, ...told }) =>
    send({ title, address, ...figures(told) }),
  );
}

function askPoll(send) {
  const fields = [
    { name: "question", label: "Question", value: "Which day suits you?", required: true },
    { name: "one", label: "Options", value: "Today", required: true },
    { name: "two", label: "", value: "Tomorrow" },
    { name: "three", label: "", value: "Neither" },
    { name: "four", label: "", value: "" },
    { name: "right", label: "Number of the right answer: then it is a quiz", hint: "may stay empty" },
  ];
  form("Ask with a poll", fields, "Send", ({ question, right, ...told }) => {
    const quiz = right ? { type: "quiz", correct_option_ids: [Number(right) - 1] } : {};
    return send({ question, options: Object.values(told).filter(Boolean), ...quiz });
  });
}

const DICE = ["🎲", "🎯", "🎳", "🏀", "⚽", "🎰"];

function askDice(send) {
  const fields = [
    { name: "emoji", label: "Which", value: DICE[0], options: DICE, required: true },
    { name: "value", label: "What it shows", hint: "may stay empty: left to chance" },
  ];
  form("Throw", fields, "Throw", ({ emoji, value }) => send({ emoji, ...(value && { value: Number(value) }) }));
}

function askForwarded(send) {
  const fields = [
    { name: "source", label: "From", value: "Island News", required: true },
    { name: "kind", label: "Which is a channel, or hidden: somebody who hides their account", value: "channel", options: ["channel", "hidden"], pattern: "channel|hidden" },
    { name: "text", label: "What it says", value: "The road to Ubud is open again.", required: true },
  ];
  form("Forward a post", fields, "Forward", ({ source, kind, text }) =>
    send({ text, forwarded_from: { [kind]: source } }),
  );
}
