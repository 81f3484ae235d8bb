import { api } from "./api.js";
import { calm, coalesce, el } from "./dom.js";
import { icon } from "./icons.js";
import { emit, world } from "./world.js";

const NEAR = 28;

/** Where a reader is in a chat: stays at the bottom unless they went up, counts what waits below, marks what was seen. */
export class Reading {
  constructor(chat, log) {
    this.chat = chat;
    this.log = log;
    this.stuck = true;
    this.lastTop = 0;
    this.visible = new Set();
    this.count = el("span.count");
    this.jump = el(
      "button.jump",
      {
        type: "button",
        hidden: true,
        "aria-label": "To the newest message",
        onclick: () => this.toBottom(true),
      },
      icon("down"),
      this.count,
    );
    log.node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.resizes = new ResizeObserver(() => this.settle());
    this.resizes.observe(log.node);
    this.resizes.observe(log.inner);
    // Without a root the clipping of every scroller counts: a phone beside the screen reads nothing.
    this.sights = new IntersectionObserver((entries) => this.seen(entries), { threshold: [0, 0.6] });
    this.onScreen = false;
    this.screen = new IntersectionObserver(([entry]) => (this.onScreen = entry.isIntersecting));
    this.screen.observe(log.node);
    this.report = coalesce(() => this.markRead(), 120);
    this.returned = () => this.report();
    document.addEventListener("visibilitychange", this.returned);
  }

  close() {
    this.resizes.disconnect();
    this.sights.disconnect();
    this.screen.disconnect();
    document.removeEventListener("visibilitychange", this.returned);
  }

  get below() {
    const { scrollHeight, scrollTop, clientHeight } = this.log.node;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** Only a move upwards means the reader left the bottom; growing content moves nothing. */
  scrolled() {
    const top = this.log.node.scrollTop;
    if (this.below < NEAR) this.follow(true);
    else if (top < this.lastTop - 1) this.follow(false);
    this.lastTop = top;
    this.show();
    clearTimeout(this.moving);
    // Following what arrives is no scrolling: no date should cross the messages for it.
    if (this.stuck) return this.rest();
    this.log.node.classList.add("scrolling");
    this.moving = setTimeout(() => this.rest(), 900);
  }

  rest() {
    const top = this.log.node.getBoundingClientRect().top;
    for (const day of this.log.inner.querySelectorAll(".day")) {
      day.classList.toggle("hanging", day.parentElement.getBoundingClientRect().top < top - 1);
    }
    this.log.node.classList.remove("scrolling");
  }

  /** The browser's own anchoring holds a reader's place further up; at the bottom it would look like a move upwards. */
  follow(stuck) {
    this.stuck = stuck;
    this.log.node.style.overflowAnchor = stuck ? "none" : "auto";
  }

  settle() {
    // What shrinks can bring its end up to a reader who has not moved: they are at the bottom then, too.
    if (this.below < NEAR) this.follow(true);
    if (this.stuck) this.toBottom(false);
    this.show();
  }

  toBottom(asked) {
    this.follow(true);
    this.log.node.scrollTo({
      top: this.log.node.scrollHeight,
      behavior: asked && !calm() ? "smooth" : "instant",
    });
  }

  show() {
    const waiting = this.chat.unreadIn(this.chat.thread);
    this.jump.hidden = this.stuck || this.below < 80;
    this.count.textContent = waiting ? String(waiting) : "";
    this.count.hidden = !waiting;
  }

  /** True when the newest message would be seen at once. */
  get present() {
    return this.stuck && this.onScreen && document.visibilityState === "visible";
  }

  /** After each drawing; a list that lost as much above as it gained below has no new size to observe. */
  watch() {
    if (this.stuck) this.toBottom(false);
    for (const [id, row] of this.log.rows) {
      if (this.chat.isUnread(this.chat.messages.get(id) ?? {})) this.sights.observe(row);
    }
    this.show();
  }

  seen(entries) {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
      const enough = isIntersecting && (intersectionRatio >= 0.6 || intersectionRect.height > 200);
      if (enough) this.visible.add(Number(target.dataset.messageId));
      else this.visible.delete(Number(target.dataset.messageId));
    }
    this.report();
  }

  markRead() {
    if (document.visibilityState !== "visible" || !this.visible.size) return;
    const newest = Math.max(...this.visible);
    if (!this.chat.isUnread(this.chat.messages.get(newest) ?? {})) return;
    const before = this.chat.readUpTo;
    const upTo = this.chat.markSeen(newest);
    for (const [id, row] of this.log.rows) if (id <= newest) this.sights.unobserve(row);
    if (upTo > before) api.read(this.chat.person, upTo).catch(() => {});
    const person = world.people.get(this.chat.person);
    if (person) person.unread = this.chat.unread;
    emit("person", this.chat.person);
    this.show();
  }
}
