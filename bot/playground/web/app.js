// The playground's page: one person, one place, and everything drawn from what the server says.

import { get, listen, post } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { composer, promptChips } from "./composer.js";
import { drawConversation, sayTo, welcome } from "./conversation.js";
import { avatar, coalesced, fill, h, icon } from "./dom.js";
import { inspector } from "./inspector.js";
import { drawModals } from "./modals.js";
import { notice } from "./popup.js";
import { choosePerson, drawSidebar, productTime } from "./sidebar.js";
import { plainSurface, viewSurface } from "./surface.js";
import { mrkdwn } from "./text.js";

const CLOCK_MS = 20_000;
const NEAR = 80; // Pixels from the foot within which a reader still follows the conversation.

const app = {
  me: null,
  state: null,
  clock: null,
  place: null,
  tab: "messages",
  messages: new Map(),
  folded: new Set(),
  replying: null,
  following: true,
  showPrompts: true,
  person: (id) => app.state.people.find((p) => p.id === id),
  personName: (id) => (id === app.state.bot.id ? app.state.bot.name : app.person(id)?.real_name),
  channelName: (id) => app.state.channels.find((c) => c.id === id)?.name,
  address: (change) => addressWith(change),
  actAs: (id) => go({ as: id, in: null, tab: null }),
  closeMenu: () => document.body.classList.remove("menu-open"),
  changed: () => (refreshState(), refreshMessages()),
  moveClock: (wanted) => moveClock(wanted),
  redraw: () => drawMessages(),
  say,
  reply,
  inspect: (message) => {
    drawer.look(message);
    remember();
  },
};

const page = {
  side: h("aside", { class: "sidebar", id: "sidebar", "aria-label": "Workspace" }),
  head: h("header", { class: "head" }),
  list: h("div", { class: "list" }),
  scroll: h("div", { class: "scroll", tabindex: "-1" }),
  foot: h("footer", { class: "foot" }),
  home: h("div", { class: "home", hidden: true }),
  lost: h("div", { class: "lost", role: "status", hidden: true }, "The playground is not answering. Waiting for it to come back…"),
};
const drawer = inspector(() => {
  drawer.hide();
  remember();
});
const refreshState = coalesced(loadState);
const refreshMessages = coalesced(loadMessages);

// --- where we are: kept in the address, so a reload or a second tab as somebody else just works -------------

function addressWith(change) {
  const now = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of Object.entries(change)) value === null ? now.delete(name) : now.set(name, value);
  return `#${now}`;
}

const go = (change) => {
  location.hash = addressWith(change);
};

async function arrive() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  const as = wanted.get("as") || (await firstPerson());
  if (!app.me || app.me.id !== as) await become(as);
  const channels = app.state.channels;
  const channel = channels.find((c) => c.id === wanted.get("in")) || channels.find((c) => c.kind === "dm") || channels[0];
  const tab = wanted.get("tab") === "home" && channel?.kind === "dm" ? "home" : "messages";
  await enter(channel, tab);
}

/** The person a newcomer starts as: a manager, whose questions are the product's main job. */
async function firstPerson() {
  const { people } = await get("/_control/people");
  return (people.find((p) => p.role === "manager") || people[0]).id;
}

let stopListening = () => {};

async function become(as) {
  stopListening();
  app.messages.clear();
  app.replying = null;
  app.state = await get("/_page/state", { as });
  app.me = app.state.me;
  app.place = null;
  attend();
  readClock();
}

/** Listens only while somebody looks: a browser allows few connections to one host, and each tab would hold one. */
function attend() {
  stopListening();
  stopListening = document.hidden ? () => {} : listen(app.me.id, heard, connected);
}

function onLook() {
  if (!app.me) return;
  attend();
  if (!document.hidden) readClock().then(app.changed);
}

async function enter(channel, tab) {
  const moved = app.place !== channel.id || app.tab !== tab;
  app.place = channel.id;
  app.tab = tab;
  if (!moved) return;
  app.following = true;
  drawAll();
  drawFoot();
  if (channel.kind === "dm") {
    // The bot offers its suggestions, or draws its Home, when somebody looks.
    post("/_page/home", { as: app.me.id, ...(tab === "home" ? {} : { tab: "messages" }) }).then(refreshState).catch((e) => notice(e.message, "error"));
  }
  await loadMessages();
  if (matchMedia("(min-width: 900px)").matches) page.foot.querySelector(".composer")?.focusBox();
}

// --- news -----------------------------------------------------------------------------------------------------

function heard(event) {
  if (event.type === "log") return drawer.heard();
  if (["message", "updated", "deleted", "ephemeral"].includes(event.type)) refreshMessages();
  return refreshState();
}

let wasLost = false;

function connected(up) {
  page.lost.hidden = up;
  if (up && wasLost) {
    app.changed();
    drawer.heard();
  }
  wasLost = !up;
}

/** Product time runs beside the computer's own; a local Slack that stands alone has no such clock. */
async function readClock(wanted = {}) {
  try {
    const { now } = await post("/_page/clock", wanted);
    app.clock = now ? { ahead: Date.parse(now) - Date.now() } : null;
  } catch (error) {
    app.clock = null;
    if (Object.keys(wanted).length) notice(error.message, "error");
  }
  if (app.place) keepFocus(page.side, () => drawSidebar(page.side, app));
}

async function moveClock(wanted) {
  await readClock(wanted);
  if (app.clock) notice(`For ${app.state.bot.name} it is now ${productTime(app)}. What fell due meanwhile runs now.`);
}

async function loadState() {
  const as = app.me.id;
  try {
    const state = await get("/_page/state", { as });
    if (app.me.id !== as) return;
    app.state = state;
    drawAll();
  } catch (error) {
    console.error(error);
  }
}

async function loadMessages() {
  // Fetched messages count as read, and on Home nobody sees them.
  if (app.tab === "home") return;
  const [as, channel] = [app.me.id, app.place];
  try {
    const { messages } = await get("/_page/messages", { as, channel });
    if (app.me.id !== as) return;
    app.messages.set(channel, messages);
    drawMessages();
  } catch (error) {
    notice(error.message, "error");
  }
}

async function say(channel, text, thread) {
  app.following = true;
  try {
    const answer = await sayTo(app, channel, text, thread);
    if (answer.ok === false) throw new Error(answer.error || "The message was not delivered.");
    if (channel === app.place) app.showPrompts = false;
    app.spoken = answer.ts;
    drawPrompts();
  } catch (error) {
    notice(error.message, "error");
    throw error;
  } finally {
    app.changed();
  }
}

function reply(root) {
  app.replying = root;
  app.folded.delete(root);
  drawMessages();
  const box = page.list.querySelector(`[data-root="${CSS.escape(root)}"] .composer`);
  box?.focusBox();
  box?.scrollIntoView({ block: "nearest" });
}

// --- drawing --------------------------------------------------------------------------------------------------

const here = () => app.state.channels.find((c) => c.id === app.place);

function drawAll() {
  if (!here()) return;
  keepFocus(page.side, () => drawSidebar(page.side, app));
  keepFocus(page.head, drawHead);
  drawModals(app, app.state.views);
  drawHome();
  drawPrompts();
  drawMessages();
}

/** Redrawing must not take the keyboard away from whoever is using it. */
function keepFocus(root, draw) {
  const key = root.contains(document.activeElement) ? document.activeElement.dataset.focusKey : null;
  draw();
  if (key) [...root.querySelectorAll("[data-focus-key]")].find((e) => e.dataset.focusKey === key)?.focus();
}

function drawHead() {
  const channel = here();
  const dm = channel.kind === "dm";
  const tab = (name, title, news = null) => h("a", { class: "tab", href: addressWith({ tab: name === "messages" ? null : name, in: channel.id }), "aria-current": app.tab === name ? "page" : null, "data-focus-key": `tab-${name}` }, title, news);
  // A button on Home is answered among the messages, so that tab has to say that something came.
  const unread = app.tab === "home" ? Number(channel.unread) || 0 : 0;
  const news = unread ? h("span", { class: "badge", "aria-label": `${unread} unread` }, unread > 99 ? "99+" : unread) : null;
  page.head.classList.toggle("head-app", dm);
  fill(
    page.head,
    h("button", { type: "button", class: "ghost icon-button menu-button", "aria-label": "Open the menu", onclick: () => document.body.classList.toggle("menu-open") }, icon("menu", 20)),
    dm ? avatar({ bot: true }, "small") : h("span", { class: "head-hash" }, icon(channel.private ? "lock" : "hash", 18)),
    h("div", { class: "head-text" }, h("h1", {}, dm ? app.state.bot.name : channel.name), dm ? null : h("div", { class: "topic" }, mrkdwn(channel.topic || "", plainSurface(app)))),
    dm ? h("nav", { class: "tabs", "aria-label": "App tabs" }, tab("messages", "Messages", news), tab("home", "Home")) : members(channel),
    h("span", { class: "grow" }),
    h("button", { type: "button", class: "ghost acting-small", "aria-label": `Acting as ${app.me.real_name}. Change`, onclick: (event) => choosePerson(app, event.currentTarget) }, avatar(app.me, "small")),
    h("button", { type: "button", class: `ghost inspect ${drawer.shown() ? "on" : ""}`, "aria-pressed": String(drawer.shown()), "data-focus-key": "inspector", title: "Payloads between Slack and the bot", onclick: toggleInspector }, icon("braces", 17), h("span", {}, "Inspector")),
  );
}

function members(channel) {
  const known = (channel.members || []).map((id) => (id === app.state.bot.id ? { ...app.state.bot, bot: true } : app.person(id))).filter(Boolean);
  return h("span", { class: "members", title: known.map((p) => p.real_name || p.name).join(", ") }, known.slice(0, 3).map((p) => avatar(p, "tiny")), h("span", {}, `${known.length} members`));
}

function drawHome() {
  const showing = app.tab === "home";
  page.home.hidden = !showing;
  page.scroll.hidden = showing;
  page.foot.hidden = showing;
  if (!showing) return;
  const view = app.state.home;
  const sign = JSON.stringify([view?.blocks, view?.id, app.me.id]);
  if (page.home.sign === sign) return;
  page.home.sign = sign;
  keepFocus(page.home, () => fill(page.home, view ? h("div", { class: "home-view blocks" }, drawBlocks(view.blocks, viewSurface(app, view))) : h("div", { class: "waiting" }, h("span", { class: "spinner" }), "Home is being drawn…")));
}

function drawMessages() {
  const channel = here();
  const messages = app.messages.get(app.place);
  if (!channel || !messages || app.tab === "home") return;
  page.empty = messages.length === 0;
  page.scroll.classList.toggle("is-empty", page.empty);
  if (page.empty) {
    const sign = JSON.stringify([channel.id, app.state.prompts, app.me.id]);
    if (page.list.emptySign !== sign) {
      page.list.keyed = null;
      page.list.emptySign = sign;
      fill(page.list, welcome(app, channel, (text) => ask(text)));
    }
  } else {
    if (page.list.emptySign || page.list.channel !== `${channel.id}/${app.me.id}`) {
      page.list.keyed = null;
      page.list.replaceChildren();
    }
    page.list.emptySign = null;
    page.list.channel = `${channel.id}/${app.me.id}`;
    drawConversation(page.list, app, channel, messages);
  }
  drawPrompts();
  follow();
}

function ask(text) {
  return say(app.place, text).catch(() => page.foot.querySelector(".composer").write(text));
}

/**
 * Keeps the newest in view for somebody who reads at the end, without pushing their own question off the top:
 * an answer taller than the window is read from its beginning.
 */
function follow() {
  if (!app.following) return;
  const foot = page.scroll.scrollHeight - page.scroll.clientHeight;
  const mine = app.spoken && page.list.querySelector(`[data-ts="${CSS.escape(app.spoken)}"]`);
  const top = mine ? mine.getBoundingClientRect().top - page.scroll.getBoundingClientRect().top + page.scroll.scrollTop - 4 : foot;
  page.scroll.scrollTop = Math.min(foot, top);
  app.placedAt = page.scroll.scrollTop;
}

/** Whoever scrolls away is left alone until they are back at the end. */
function onRead() {
  if (page.scroll.scrollTop === app.placedAt) return;
  app.following = page.scroll.scrollHeight - page.scroll.scrollTop - page.scroll.clientHeight < NEAR;
  if (app.following) app.spoken = null;
}

function drawFoot() {
  const channel = here();
  const dm = channel.kind === "dm";
  page.chips = h("div", { class: "chip-row" });
  const suggest = h("button", { type: "button", class: "ghost small", title: "What can I ask?", "aria-label": "What can I ask?", onclick: () => drawPrompts((app.showPrompts = !app.showPrompts)) }, icon("bulb", 16));
  fill(
    page.foot,
    page.chips,
    composer({
      app,
      key: `${app.me.id}/${channel.id}`,
      placeholder: dm ? `Ask ${app.state.bot.name} anything about your pipeline` : `Message #${channel.name}`,
      opening: dm ? "" : `@${app.state.bot.name} `,
      send: (text) => say(channel.id, text),
      tools: dm ? [suggest] : [],
    }),
  );
}

function drawPrompts() {
  if (!page.chips) return;
  const prompts = here()?.kind === "dm" && app.showPrompts && page.empty === false ? app.state.prompts || [] : [];
  const sign = JSON.stringify(prompts);
  if (page.chips.sign === sign) return;
  page.chips.sign = sign;
  fill(page.chips, prompts.length ? promptChips(prompts, ask, () => drawPrompts((app.showPrompts = false))) : null);
}

function toggleInspector() {
  if (drawer.shown()) drawer.hide();
  else drawer.show();
  remember();
}

function remember() {
  localStorage.setItem("inspector", drawer.shown() ? "on" : "off");
  document.body.classList.toggle("inspecting", drawer.shown());
  if (app.state) keepFocus(page.head, drawHead);
}

// --- begin ----------------------------------------------------------------------------------------------------

function lay() {
  page.scroll.append(page.list);
  const main = h("main", { class: "main" }, page.head, page.lost, page.scroll, page.home, page.foot);
  fill(document.getElementById("app"), page.side, h("div", { class: "veil", onclick: app.closeMenu }), main, drawer.node);
  for (const sign of ["wheel", "touchmove", "keydown", "pointerup"]) page.scroll.addEventListener(sign, () => setTimeout(onRead, 60), { passive: true });
  new ResizeObserver(follow).observe(page.list);
  if (localStorage.getItem("inspector") === "on") drawer.show();
  document.body.classList.toggle("inspecting", drawer.shown());
  document.addEventListener("keydown", (event) => event.key === "Escape" && app.closeMenu());
  document.addEventListener("visibilitychange", onLook);
  setInterval(() => app.clock && keepFocus(page.side, () => drawSidebar(page.side, app)), CLOCK_MS);
}

async function begin() {
  lay();
  const arriving = () => arrive().catch(lostAtStart);
  addEventListener("hashchange", arriving);
  await arriving();
  document.body.classList.add("ready");
}

function lostAtStart(error) {
  console.error(error);
  if (app.state && app.place) return notice(error.message, "error");
  return fill(page.list, h("div", { class: "welcome" }, icon("warning", 34), h("h2", {}, "The playground could not be reached"), h("p", {}, error.message), h("button", { type: "button", class: "button primary", onclick: () => location.reload() }, "Try again")));
}

begin();
