import { confirm } from "./dialogs.js";
import { world } from "./world.js";

/** Links a bot sends. One that opens this very bot starts it on the phone where it was pressed; others leave the trial. */
export async function openLink(url, phone) {
  const payload = startPayload(url);
  if (payload !== null) return phone.start(payload);
  const yes = await confirm("Open this link?", url, "Open");
  // Without an opener the other page cannot reach back into the trial.
  if (yes) window.open(url, "_blank", "noopener,noreferrer");
  return null;
}

/** "https://t.me/<bot>?start=abc" and "tg://resolve?domain=<bot>&start=abc" → "abc"; "" without payload; null for others. */
export function startPayload(url) {
  let link;
  try {
    link = new URL(url.includes(":") ? url : `https://${url}`);
  } catch {
    return null;
  }
  const domain = link.protocol === "tg:" ? link.searchParams.get("domain") : link.pathname.split("/")[1];
  const telegram = link.protocol === "tg:" || ["t.me", "telegram.me", "www.t.me"].includes(link.hostname);
  if (!telegram || domain?.toLowerCase() !== world.bot.username?.toLowerCase()) return null;
  return link.searchParams.get("start") ?? "";
}
