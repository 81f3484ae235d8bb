import { now } from "./world.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const clockTime = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayAndMonth = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
const withYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });
const trialTime = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const toTheSecond = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

const at = (seconds) => new Date(seconds * 1000);

export const hoursAndMinutes = (seconds) => clockTime.format(at(seconds));
export const withSeconds = (seconds) => toTheSecond.format(at(seconds));
export const exactly = (seconds) => exact.format(at(seconds));
export const shortDay = (seconds) => trialTime.format(at(seconds));
export const dayKey = (seconds) => at(seconds).toDateString();

/** A day as a messenger names it, seen from the trial's today. */
export function dayName(seconds) {
  if (dayKey(seconds) === dayKey(now())) return "Today";
  if (dayKey(seconds) === dayKey(now() - DAY)) return "Yesterday";
  const sameYear = at(seconds).getFullYear() === at(now()).getFullYear();
  return (sameYear ? dayAndMonth : withYear).format(at(seconds));
}

/** 95400 → "1 day 2 h 30 min"; at most three parts, never empty. */
export function span(seconds) {
  const whole = Math.round(Math.abs(seconds));
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  const parts = [
    days && `${days} day${days > 1 ? "s" : ""}`,
    hours && `${hours} h`,
    minutes && `${minutes} min`,
  ];
  return parts.filter(Boolean).join(" ") || `${whole} s`;
}

/** "90", "45m", "2h", "1d", "1h 30m" → seconds; a bare number is minutes; NaN when it is none of these. */
export function secondsOf(words) {
  const text = words.trim().toLowerCase();
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text) * MINUTE;
  if (!/^-?(\s*\d+(\.\d+)?\s*(s|m|h|d)[a-z]*)+$/.test(text)) return NaN;
  const units = { s: 1, m: MINUTE, h: HOUR, d: DAY };
  const total = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([smhd])/g)].reduce(
    (sum, [, n, unit]) => sum + n * units[unit],
    0,
  );
  return text.startsWith("-") ? -total : total;
}

/** A date_time entity in the reader's zone and language. Pattern: r, or any of w, d or D, t or T; empty shows the text. */
export function formatted(seconds, pattern, language) {
  if (pattern === "r") return relative(seconds, language);
  if (!/^(?=.)w?[dD]?[tT]?$/.test(pattern ?? "")) return null;
  const has = (letter) => pattern.includes(letter);
  const date = has("D")
    ? { day: "numeric", month: "long", year: "numeric" }
    : { day: "2-digit", month: "2-digit", year: "2-digit" };
  const options = {
    ...(has("w") && { weekday: has("d") ? "short" : "long" }),
    ...(/[dD]/.test(pattern) && date),
    ...(/[tT]/.test(pattern) && { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    ...(has("T") && { second: "2-digit" }),
  };
  return new Intl.DateTimeFormat(locale(language), options).format(at(seconds));
}

function relative(seconds, language) {
  const away = seconds - now();
  const [unit, size] = [
    ["day", DAY],
    ["hour", HOUR],
    ["minute", MINUTE],
    ["second", 1],
  ].find(([, size]) => Math.abs(away) >= size) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale(language), { numeric: "auto" }).format(
    Math.round(away / size),
    unit,
  );
}

/** A language code typed by hand may be no language at all. */
function locale(language) {
  try {
    return (
      Intl.DateTimeFormat.supportedLocalesOf(language === "en" ? "en-GB" : (language ?? "en-GB"))[0] ??
      "en-GB"
    );
  } catch {
    return "en-GB";
  }
}
