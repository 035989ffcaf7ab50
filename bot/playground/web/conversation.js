// The list of messages, each with its thread underneath, kept up to date in place.

import { post } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { composer } from "./composer.js";
import { add, avatar, h, icon, reconcile } from "./dom.js";
import { messageSurface } from "./surface.js";
import { markdown, mrkdwn, plain, prettyDay } from "./text.js";

const TOGETHER = 5 * 60; // Seconds within which one person's messages stand under one name.
const ROTATE_MS = 2600;

/** Draws the messages of one channel into `list`. */
export function drawConversation(list, app, channel, messages) {
  const { roots, repliesByRoot } = threads(messages);
  const items = [];
  let previous = null;
  for (const root of roots) {
    const day = dayOf(root.ts);
    const newDay = !previous || dayOf(previous.ts) !== day;
    if (newDay) items.push({ key: `day-${day}`, sign: day, build: () => h("div", { class: "day", role: "separator" }, h("span", {}, dayName(root.ts))) });
    const compact = !newDay && follows(previous, root) && !repliesByRoot.get(previous.ts)?.length;
    const replies = repliesByRoot.get(root.ts) || [];
    items.push({
      key: `root-${root.ts}`,
      build: () => h("div", { class: "exchange", "data-root": root.ts }),
      update: (element) => drawExchange(element, app, channel, root, replies, compact),
    });
    previous = root;
  }
  const loose = Object.entries(app.state.status || {}).filter(([place, status]) => status && place.startsWith(`${channel.id}:`) && !roots.some((r) => place === `${channel.id}:${r.ts}`));
  if (loose.length) items.push({ key: "status", sign: JSON.stringify(loose), build: () => statusLine(app, loose[0][1]) });
  reconcile(list, items);
}

/** Roots in order, and the replies under each; a reply whose root is out of sight stands as a root itself. */
export function threads(messages) {
  const all = messages.filter((m) => m.ts);
  const known = new Set(all.filter((m) => !m.thread_ts || m.thread_ts === m.ts).map((m) => m.ts));
  const isRoot = (m) => !m.thread_ts || m.thread_ts === m.ts || !known.has(m.thread_ts);
  const repliesByRoot = new Map();
  for (const m of all) {
    if (isRoot(m)) continue;
    if (!repliesByRoot.has(m.thread_ts)) repliesByRoot.set(m.thread_ts, []);
    repliesByRoot.get(m.thread_ts).push(m);
  }
  return { roots: all.filter(isRoot), repliesByRoot };
}

function drawExchange(element, app, channel, root, replies, compact) {
  const status = app.state.status?.[`${channel.id}:${root.ts}`];
  const folded = app.folded.has(root.ts);
  const threaded = replies.length > 0 || status || app.replying === root.ts;
  const items = [messageItem(app, channel, root, { compact, threaded })];
  if (threaded) {
    items.push({
      key: "thread",
      build: () => h("div", { class: "thread" }),
      update: (box) => {
        const parts = [];
        if (replies.length > 2) parts.push({ key: "fold", sign: `${replies.length}${folded}`, build: () => foldButton(app, root, replies.length, folded) });
        if (!folded) replies.forEach((reply, i) => parts.push(messageItem(app, channel, reply, { reply: true, compact: i > 0 && follows(replies[i - 1], reply) })));
        if (status) parts.push({ key: "status", sign: JSON.stringify(status), build: () => statusLine(app, status) });
        if (!folded) parts.push({ key: "reply", sign: "box", build: () => replyBox(app, channel, root) });
        reconcile(box, parts);
      },
    });
  }
  reconcile(element, items);
}

function foldButton(app, root, count, folded) {
  const flip = () => {
    if (folded) app.folded.delete(root.ts);
    else app.folded.add(root.ts);
    app.redraw();
  };
  return h("button", { type: "button", class: "ghost small fold", "aria-expanded": String(!folded), "data-focus-key": `fold-${root.ts}`, onclick: flip }, icon("chevron", 14), folded ? `Show ${count} replies` : "Hide replies");
}

function replyBox(app, channel, root) {
  return composer({
    app,
    key: `${app.me.id}/${channel.id}/${root.ts}`,
    placeholder: channel.kind === "dm" ? "Ask a follow-up…" : "Reply in thread…",
    small: true,
    send: (text) => app.say(channel.id, text, root.ts),
  });
}

const follows = (a, b) => a && authorId(a) === authorId(b) && Number(b.ts) - Number(a.ts) < TOGETHER && !a.ephemeral === !b.ephemeral;
const authorId = (m) => m.bot_id || m.user || m.username || "";

/** When a message was said; a made-up `ts` counts as the beginning of time rather than as a broken page. */
const momentOf = (ts) => new Date(Number(ts) * 1000 || 0);

const dayOf = (ts) => {
  const d = momentOf(ts);
  return `${d.getFullYear()}-${d.getMonth()}-${d.getDate()}`;
};

function dayName(ts) {
  const when = momentOf(ts);
  return prettyDay(when) || new Intl.DateTimeFormat("en-US", { weekday: "long", month: "long", day: "numeric" }).format(when);
}

const clock = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit" });
const shortClock = (when) => clock.format(when).replace(/\s?[AP]M$/, "");

// --- one message -------------------------------------------------------------------------------------------

function messageItem(app, channel, message, look) {
  const sign = JSON.stringify([message, look, app.me.id]);
  return { key: `${message.ephemeral ? "only" : "msg"}-${message.ts}`, sign, build: () => drawMessage(app, channel, { ...message, channel: message.channel || channel.id }, look) };
}

function author(app, message) {
  const bot = app.state.bot;
  if (message.bot_id || message.user === bot.id) return { ...bot, bot: true, real_name: message.username || bot.name };
  return app.person(message.user) || { id: message.user || "?", real_name: message.username || message.user || "Someone" };
}

function drawMessage(app, channel, message, { compact, reply, threaded }) {
  const who = author(app, message);
  const when = momentOf(message.ts);
  const time = h("time", { class: "when", datetime: when.toISOString(), title: when.toLocaleString() }, compact ? shortClock(when) : clock.format(when));
  const head = h("div", { class: "message-head" }, h("span", { class: "author" }, who.real_name), who.bot ? h("span", { class: "app-badge" }, "App") : null, time);
  const only = message.ephemeral ? h("div", { class: "only-you" }, icon("eye", 14), "Only visible to you") : null;
  return h(
    "article",
    { class: `message ${reply ? "reply" : ""} ${compact ? "compact" : ""} ${message.ephemeral ? "ephemeral" : ""} ${threaded ? "has-thread" : ""} ${who.bot ? "from-bot" : ""} ${message.streaming ? "streaming" : ""}`, "data-ts": message.ts, "aria-label": `${who.real_name}, ${clock.format(when)}` },
    h("div", { class: "gutter" }, compact ? time : avatar(who, reply ? "small" : "")),
    h("div", { class: "message-main" }, compact ? null : head, only, content(app, message), files(message), message.edited && !who.bot ? h("span", { class: "edited" }, "(edited)") : null),
    toolbar(app, message, reply),
  );
}

function content(app, message) {
  const ctx = messageSurface(app, message);
  const parts = [];
  if (message.blocks?.length) parts.push(h("div", { class: "blocks" }, drawBlocks(message.blocks, ctx)));
  else if (message.markdown_text) parts.push(h("div", { class: "blocks markdown" }, markdown(message.markdown_text, ctx)));
  else if (message.text) parts.push(h("div", { class: "blocks text" }, mrkdwn(message.text, ctx)));
  for (const [i, attachment] of (message.attachments || []).entries()) {
    parts.push(h("div", { class: "attachment" }, attachment.blocks?.length ? drawBlocks(attachment.blocks, ctx, `a${i}-`) : mrkdwn(attachment.text || attachment.fallback, ctx)));
  }
  return parts;
}

function files(message) {
  return (message.files || []).map((file) => {
    // Only our own uploads are offered, and only to be saved, never to be opened inside the page.
    const url = String(file.url || "");
    const own = url.startsWith("/files/") || url.startsWith(`${location.origin}/files/`);
    return h(
      "a",
      { class: "file", href: own ? url : null, download: own ? file.name || "" : null },
      h("span", { class: "file-icon" }, icon("file", 20)),
      h("span", { class: "file-name" }, h("b", {}, plain(file.name || "file")), h("span", { class: "hint" }, fileSize(file.size))),
      h("span", { class: "file-get" }, icon("download", 18), h("span", { class: "for-readers" }, "Download")),
    );
  });
}

function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const units = ["B", "kB", "MB", "GB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** step).toFixed(step ? 1 : 0)} ${units[step]}`;
}

function toolbar(app, message, reply) {
  const root = message.thread_ts || message.ts;
  return h(
    "div",
    { class: "toolbar", role: "group", "aria-label": "Message actions" },
    reply || message.ephemeral ? null : h("button", { type: "button", class: "ghost icon-button", title: "Reply in thread", "aria-label": "Reply in thread", onclick: () => app.reply(root) }, icon("reply", 16)),
    h("button", { type: "button", class: "ghost icon-button", title: "Show the JSON of this message", "aria-label": "Show the JSON of this message", onclick: () => app.inspect(message) }, icon("braces", 16)),
  );
}

// --- the line that says the bot is at work -----------------------------------------------------------------

/** "Quartermaster is thinking…", turning through the bot's own words when it gave several. */
function statusLine(app, status) {
  const given = typeof status === "string" ? { status } : status;
  const lines = [given.status, ...(given.loading_messages || [])].filter(Boolean).map((l) => l.replace(/(\.{3}|…)$/, ""));
  const name = app.state.bot.name;
  const worded = (line) => (/^(is|has|was|will)\b/.test(line) ? `${name} ${line}…` : `${line}…`);
  const words = h("span", { class: "status-words" }, worded(lines[0] || "is working"));
  const node = h("div", { class: "status-line", role: "status" }, h("span", { class: "working", "aria-hidden": "true" }, h("i"), h("i"), h("i")), words);
  if (lines.length > 1) rotate(node, words, lines.map(worded));
  return node;
}

function rotate(node, words, lines) {
  let turn = 0;
  const timer = setInterval(() => {
    if (!node.isConnected && turn) return clearInterval(timer);
    turn += 1;
    words.textContent = lines[turn % lines.length];
    return undefined;
  }, ROTATE_MS);
}

/** What a person sees before the first word. */
export function welcome(app, channel, ask) {
  const dm = channel.kind === "dm";
  return h(
    "div",
    { class: "welcome" },
    dm ? avatar({ bot: true }, "huge") : h("span", { class: "welcome-hash" }, icon("hash", 30)),
    h("h2", {}, dm ? `Ask ${app.state.bot.name} about your pipeline` : `This is #${channel.name}`),
    h("p", {}, dm ? "In plain words, as you would ask a colleague. Every number comes back checked twice, with its source." : `Mention @${app.state.bot.name} and everyone here sees the answer, as far as their rights go.`),
    dm && app.state.prompts?.length
      ? add(h("div", { class: "prompt-cards" }), app.state.prompts.slice(0, 6).map((p) => h("button", { type: "button", class: "prompt-card", onclick: () => ask(p.message) }, h("b", {}, p.title), p.message !== p.title ? h("span", {}, p.message) : null, icon("arrow", 16))))
      : null,
  );
}

export async function sayTo(app, channel, text, thread) {
  return post("/_page/say", { as: app.me.id, channel, text, ...(thread ? { thread_ts: thread } : {}) });
}
