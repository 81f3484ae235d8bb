// The script's bot in grammY: one JSON line asks, one answers; updates are told as they come.
import { createServer } from "node:http";
import { createInterface } from "node:readline";

import { API_CONSTANTS, Bot, InputFile, webhookCallback } from "grammy";

const [address, token] = process.argv.slice(2);
const canUseWebhookReply = (method) => method === "sendMessage";
const made = (token) => new Bot(token, { client: { apiRoot: address, canUseWebhookReply } });
const bot = made(token);
let polling = null;
let server = null;

bot.use(async (context) => {
  say({ update: context.update });
  if (context.message?.text === "Answer in your response") await context.reply("Here you are");
});

const ask = {
  async start() {
    await bot.init();
    return bot.botInfo;
  },
  call({ method, params, token }) {
    const call = (token ? made(token) : bot).api.raw[method];
    return Object.keys(params).length ? call(withUploads(params)) : call();
  },
  async download({ file_id }) {
    const { file_path } = await bot.api.getFile(file_id);
    const answer = await fetch(`${address}/file/bot${token}/${file_path}`);
    return Buffer.from(await answer.arrayBuffer()).toString("base64");
  },
  poll() {
    polling = bot.start({ allowed_updates: API_CONSTANTS.ALL_UPDATE_TYPES });
  },
  hook({ secret }) {
    server = createServer(webhookCallback(bot, "http", { secretToken: secret }));
    return new Promise((listening) => {
      server.listen(0, "127.0.0.1", () => listening(`http://127.0.0.1:${server.address().port}/hook`));
    });
  },
  async rest() {
    if (polling) await bot.stop();
    await polling;
    if (server) server.close();
    polling = server = null;
  },
};

function withUploads(value) {
  if (Array.isArray(value)) return value.map(withUploads);
  if (value === null || typeof value !== "object") return value;
  if ("upload" in value) return new InputFile(Buffer.from(value.upload, "base64"), value.name);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withUploads(inner)]));
}

function told(error) {
  return {
    type: error.constructor.name,
    words: error.description ?? error.message,
    retry_after: error.parameters?.retry_after ?? null,
  };
}

function say(what) {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

say({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  try {
    say({ id: asked.id, result: (await ask[asked.do](asked)) ?? null });
  } catch (error) {
    say({ id: asked.id, error: told(error) });
  }
}
await ask.rest();
