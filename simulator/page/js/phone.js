import { Refused, api } from "./api.js";
import { Composer } from "./composer.js";
import { confirm } from "./dialogs.js";
import { coalesce, el } from "./dom.js";
import { onMenuRequest, walkRows } from "./gestures.js";
import { icon } from "./icons.js";
import { openLink } from "./links.js";
import { Log, flash } from "./log.js";
import { Notices } from "./notices.js";
import { messageMenu, phoneMenu } from "./phone-menus.js";
import { botAvatar, botName, emptyWords, offlineBar, ownerPlate, pinnedWords, statusWords } from "./phone-parts.js";
import { keyMenu, press } from "./presses.js";
import { Reading } from "./reading.js";
import { Tabs } from "./tabs.js";
import { chatOf, fullName, world } from "./world.js";

/** One person's phone, showing the chat with the bot. */
export class Phone {
  constructor(id) {
    this.id = id;
    this.chat = chatOf(id);
    this.notices = new Notices();
    this.composer = new Composer(this.chat, { fail: (words) => this.notices.toast(words), botName });
    this.log = new Log(this.chat, this.acts(), {
      following: () => this.reading.stuck,
      changed: () => this.reading.watch(),
    });
    this.reading = new Reading(this.chat, this.log);
    this.tabs = new Tabs(this);
    this.refreshSoon = coalesce(() => this.refresh());
    this.build();
    onMenuRequest(
      this.log.node,
      (target) => this.rowAt(target),
      (row, point) => this.openMenu(row, point),
    );
    walkRows(
      this.log.node,
      () => [...this.log.inner.querySelectorAll("[data-message-id]")],
      (row, point) => this.openMenu(row, point),
    );
    this.redraw();
  }

  get person() {
    return world.people.get(this.id);
  }

  /** What a bubble may ask of its phone. */
  acts() {
    const phone = this;
    return {
      get language() {
        return phone.person?.language_code;
      },
      botName,
      original: (id) => this.chat.messages.get(id),
      seen: (message) => message.message_id <= this.chat.seenUpTo(),
      command: (text) => this.composer.say(text),
      link: (url) => this.link(url),
      press: (message, row, column, button) => press(this, message, row, column, button),
      jump: (id) => this.jumpTo(id),
      vote: (message, options) => this.attempt(api.vote(this.id, message.message_id, options)),
      react: (message, emoji) => this.attempt(api.react(this.id, message.message_id, emoji)),
    };
  }

  build() {
    this.owner = el("div.owner");
    this.status = el("span.status", { "aria-live": "polite" });
    this.name = el("b", { dir: "auto" });
    this.face = el("span");
    this.more = el(
      "button.tool",
      { type: "button", "aria-label": "More", "aria-haspopup": "menu", onclick: () => this.openPhoneMenu() },
      icon("dots"),
    );
    const head = el(
      "header.chat-head",
      {},
      this.face,
      el("div.title", {}, this.name, this.status),
      this.more,
    );
    this.empty = el("div.empty");
    this.wall = el("div.wall", {}, this.log.node, this.empty, this.reading.jump, this.notices.node);
    this.foot = el("footer.foot");
    this.pinned = el("button.pinned", { type: "button", hidden: true, onclick: () => this.toPinned() });
    this.offline = offlineBar(() => this.turn("online"));
    const above = [head, this.tabs.node, this.offline, this.pinned];
    this.device = el("div.device", {}, above, this.wall, this.foot, this.notices.alertPlace);
    this.node = el("section.phone", { dataset: { person: this.id } }, this.owner, this.device);
    this.acceptDrops();
  }

  /** Everything from what is known: at the start and after the trial was read anew. */
  redraw() {
    this.log.redraw();
    const first = this.chat.firstUnread();
    this.chat.dividerAt = first;
    this.log.draw();
    this.refresh();
    this.reading.toBottom(false);
    // Somebody with more unread than fits begins reading where they stopped.
    this.log.node.querySelector(".divider")?.scrollIntoView({ block: "nearest" });
  }

  /** The person, the bot or the state of the chat changed; the messages did not. */
  refresh() {
    const { person } = this;
    if (!person) return;
    // Dates inside messages are written in the app's language.
    if (this.language !== undefined && this.language !== person.language_code) this.log.redraw();
    this.language = person.language_code;
    this.node.dataset.note = person.note ?? "";
    this.node.setAttribute(
      "aria-label",
      `Phone of ${fullName(person)}${person.note ? `, ${person.note}` : ""}`,
    );
    this.log.node.setAttribute("aria-label", `Chat of ${fullName(person)} with ${botName()}`);
    this.owner.replaceChildren(...ownerPlate(person, this.reading.present ? 0 : this.chat.unread));
    this.face.replaceChildren(botAvatar());
    this.name.textContent = botName();
    this.device.classList.toggle("offline", person.offline);
    this.offline.hidden = !person.offline;
    this.tabs.refresh();
    this.showTyping();
    this.showPinned();
    this.showFoot();
    this.composer.refresh();
    this.reading.show();
  }

  showTyping() {
    const doing = this.chat.typingIn === this.chat.thread || !this.chat.topical ? this.chat.typing : null;
    this.status.replaceChildren(...statusWords(doing, this.person.offline));
    this.status.classList.toggle("typing", Boolean(doing));
  }

  /** The message pinned last that is still there, in a line under the head. */
  showPinned() {
    const message = this.pinnedHere();
    this.pinned.hidden = !message;
    if (message) this.pinned.replaceChildren(...pinnedWords(message));
  }

  pinnedHere() {
    const there = (this.person.pinned ?? []).map((id) => this.chat.messages.get(id)).filter(Boolean);
    return there.findLast((message) => this.chat.threadOf(message) === this.chat.thread);
  }

  toPinned() {
    this.jumpTo(this.pinnedHere()?.message_id);
  }

  /** To another topic. */
  turnTo(thread) {
    this.chat.turnTo(thread);
    this.composer.leave();
    this.redraw();
  }

  /** One of: Start, Unblock, the composer. Swapped only when it is another, so that what is being typed stays. */
  showFoot() {
    const { started, blocked } = this.person;
    const wanted = blocked ? "unblock" : started || this.chat.waiting.length ? "composer" : "start";
    this.empty.hidden = this.chat.shown().length > 0;
    this.empty.replaceChildren(...emptyWords(started));
    if (this.shown === wanted) return;
    this.shown = wanted;
    const large = (label, act) => el("button.large", { type: "button", onclick: act }, label);
    const foot = {
      unblock: () => large("Unblock", () => this.block(false)),
      start: () => large("Start", () => this.start()),
      composer: () => this.composer.node,
    };
    this.foot.replaceChildren(foot[wanted]());
  }

  change({ what, id, ids, message }) {
    if (what === "all") return this.redraw();
    if (what === "waiting") return this.showWaiting(ids);
    if (id !== undefined) {
      if (what === "new" && message?.from === "bot" && !this.reading.present && !this.chat.dividerAt)
        this.chat.dividerAt = id;
      this.log.touch(id, what === "changed" && message?.edited);
      if (what === "new" && message?.from === "me") this.wrote();
    }
    this.refreshSoon();
  }

  showWaiting(ids) {
    for (const id of ids) this.log.touch(id);
    this.refreshSoon();
    if (this.chat.waiting.length) this.wrote();
  }

  /** The person writes: they have seen what there was, and want to see what they wrote. */
  wrote() {
    this.chat.dividerAt = 0;
    this.log.layOut();
    this.reading.toBottom(false);
  }

  async attempt(promise) {
    try {
      return await promise;
    } catch (error) {
      this.notices.toast(error instanceof Refused ? error.message : "That did not work.");
      return null;
    }
  }

  start(payload) {
    return this.attempt(api.start(this.id, payload));
  }

  /** offline, online, deactivate, reactivate. */
  turn(how) {
    return this.attempt(api.turn(this.id, how));
  }

  block(blocked) {
    return this.attempt(blocked ? api.block(this.id) : api.unblock(this.id));
  }

  link(url) {
    return openLink(url, this);
  }

  jumpTo(id) {
    const message = this.chat.messages.get(id);
    if (message && this.chat.threadOf(message) !== this.chat.thread) this.turnTo(this.chat.threadOf(message));
    const row = this.log.rows.get(id);
    if (!row?.isConnected) return this.notices.toast("That message is no longer here.");
    row.scrollIntoView({ block: "center", behavior: "smooth" });
    flash(row, "found");
  }

  rowAt(target) {
    if (target.closest("a, video, input")) return null;
    return target.closest(".inline-keyboard .key") ?? target.closest("[data-message-id]");
  }

  openMenu(target, point) {
    const row = target.closest("[data-message-id]");
    const message = this.chat.messages.get(Number(row.dataset.messageId));
    if (message && target !== row) keyMenu(this, message, target, point);
    else if (message) messageMenu(this, message, point);
  }

  openPhoneMenu() {
    const box = this.more.getBoundingClientRect();
    phoneMenu(this, { x: box.right - 210, y: box.bottom + 4 });
  }

  async unsend(message, whom = "all") {
    const words = whom === "me" ? "It disappears from this phone only." : "It disappears for both sides.";
    const yes = await confirm("Delete this message?", `${words} Bots are not told about it.`, "Delete", true);
    if (yes) await this.attempt(api.unsend(this.id, message.message_id, whom));
  }

  acceptDrops() {
    const over = (event) => {
      if (!event.dataTransfer?.types.includes("Files") || this.shown !== "composer") return;
      event.preventDefault();
      this.device.classList.toggle("dropping", event.type === "dragover");
      if (event.type === "drop") this.composer.tray.add([...event.dataTransfer.files]);
    };
    for (const name of ["dragover", "dragleave", "drop"]) this.device.addEventListener(name, over);
  }

  close() {
    this.reading.close();
    this.node.remove();
  }
}
