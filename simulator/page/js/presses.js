import { api } from "./api.js";
import { showMenu } from "./menus.js";
import { botName } from "./phone-parts.js";

/** What a phone does with the buttons under messages. `phone`: {id, log, notices, attempt(promise), link(url)}. */
export async function press(phone, message, row, column, button) {
  if (button.url) return phone.link(button.url);
  const place = `${row}:${column}`;
  if (phone.log.pressed.get(message.message_id)?.has(place)) return;
  await waiting(phone, message, place, () => api.click(phone.id, message.message_id, row, column));
}

/** As two devices of one person may do, or a finger faster than the app: two presses, neither waiting for the other. */
async function pressTwice(phone, message, row, column) {
  const once = () => api.click(phone.id, message.message_id, row, column);
  await waiting(phone, message, `${row}:${column}`, () => Promise.all([once(), once()]).then(([first]) => first));
}

async function waiting(phone, message, place, work) {
  phone.log.setPressed(message.message_id, place, true);
  const result = await phone.attempt(work());
  phone.log.setPressed(message.message_id, place, false);
  answered(phone, result);
}

function answered(phone, result) {
  if (result?.url) phone.link(result.url);
  const { text, show_alert: alert } = result?.answer ?? {};
  if (text && alert) phone.notices.alert(text, botName());
  else if (text) phone.notices.toast(text);
}

/** A button that stood under the message before, for the message's menu. */
export const pressOld = (phone, message, button) => ({
  label: `Press “${short(button.text)}” as it was before`,
  icon: "clock",
  act: async () => answered(phone, await phone.attempt(api.pressOld(phone.id, message.message_id, button.data))),
});

const short = (text) => (text.length > 24 ? `${text.slice(0, 23)}…` : text);

/** Right click, long press or the menu key on a button. */
export function keyMenu(phone, message, key, point) {
  const [row, column] = key.dataset.at.split(":").map(Number);
  const button = message.buttons?.[row]?.[column];
  if (!button) return;
  const items = [
    { label: "Press", icon: "check", act: () => press(phone, message, row, column, button) },
    !button.url && { label: "Press twice at once", icon: "copy", act: () => pressTwice(phone, message, row, column) },
    ...(phone.chat.earlier.get(message.message_id) ?? []).map((old) => pressOld(phone, message, old)),
  ];
  showMenu(point, "Button", items.filter(Boolean));
}
