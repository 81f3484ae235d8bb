// Reads calendars with two libraries that are not ours: [calendar, second too] as JSON per line, one answer each.
import readline from "node:readline";
import ICAL from "ical.js";
import { convertIcsCalendar } from "ts-ics";

const seconds = (time) => (time === undefined || time === null ? null : Math.round(time / 1000));

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const value = (component, name) => component.getFirstPropertyValue(name);
  const time = (component, name) => seconds(value(component, name)?.toJSDate().getTime());
  return {
    name: value(calendar, "name"),
    method: value(calendar, "method"),
    refresh: value(calendar, "refresh-interval")?.toSeconds() ?? null,
    events: calendar.getAllSubcomponents("vevent").map((event) => ({
      uid: value(event, "uid"),
      sequence: value(event, "sequence"),
      status: value(event, "status"),
      summary: value(event, "summary"),
      location: value(event, "location"),
      description: value(event, "description"),
      transparency: value(event, "transp"),
      starts_at: time(event, "dtstart"),
      ends_at: time(event, "dtend"),
      stamp: time(event, "dtstamp"),
      changed_at: time(event, "last-modified"),
      geo: value(event, "geo"),
      alarms: event.getAllSubcomponents("valarm").map((alarm) => value(alarm, "trigger").toSeconds()),
    })),
  };
}

function byTsIcs(text) {
  const calendar = convertIcsCalendar(undefined, text);
  const time = (value) => seconds(value?.date.getTime());
  return {
    name: calendar.name ?? null,
    method: calendar.method ?? null,
    events: (calendar.events ?? []).map((event) => ({
      uid: event.uid,
      sequence: event.sequence,
      status: event.status,
      summary: event.summary ?? null,
      location: event.location ?? null,
      description: event.description ?? null,
      transparency: event.timeTransparent,
      starts_at: time(event.start),
      ends_at: time(event.end),
      stamp: time(event.stamp),
      changed_at: time(event.lastModified),
    })),
  };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let answer;
  try {
    const [text, second] = JSON.parse(line);
    answer = [byIcalJs(text), second ? byTsIcs(text) : {}];
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
