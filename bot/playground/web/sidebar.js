// The left side: who is acting, and where they can go.

import { avatar, fill, h, icon, mark } from "./dom.js";
import { popover } from "./popup.js";

const ROLES = [
  ["manager", "Managers", "steer a team"],
  ["rep", "Reps", "sell"],
  ["executive", "Executives", "see everything"],
  ["operator", "Operators", "run Quartermaster"],
  ["guest", "Guests", "are unknown to the CRM"],
];

export function drawSidebar(side, app) {
  const dms = app.state.channels.filter((c) => c.kind === "dm");
  const rooms = app.state.channels.filter((c) => c.kind !== "dm");
  fill(
    side,
    h("div", { class: "brand" }, mark(30), h("div", {}, h("div", { class: "brand-name" }, `${app.state.bot.name} playground`), h("div", { class: "brand-note" }, "A local Slack on this computer"))),
    actingAs(app),
    h("nav", { "aria-label": "Conversations" }, h("h2", {}, "App"), dms.map((c) => place(app, c, avatar({ bot: true }, "tiny"), app.state.bot.name)), h("h2", {}, "Channels"), rooms.map((c) => place(app, c, icon(c.private ? "lock" : "hash", 16), c.name))),
    productClock(app),
    h("p", { class: "side-foot" }, "The real bot, pointed at a Slack of its own. Nothing leaves this computer."),
  );
}

function place(app, channel, face, name) {
  const here = app.place === channel.id;
  const unread = here ? 0 : Number(channel.unread) || 0;
  return h(
    "a",
    { class: `place ${unread ? "unread" : ""}`, href: app.address({ in: channel.id, tab: null }), "aria-current": here ? "page" : null, "data-focus-key": `place-${channel.id}`, onclick: () => app.closeMenu() },
    face,
    h("span", { class: "place-name" }, name),
    unread ? h("span", { class: "badge", "aria-label": `${unread} unread` }, unread > 99 ? "99+" : unread) : null,
  );
}

/** What the clock of whoever is acting shows, as in "Mon, Nov 23, 9:00 AM EST". */
export function productTime({ clock, me }) {
  const form = { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZone: me.tz, timeZoneName: "short" };
  return new Intl.DateTimeFormat("en-US", form).format(Date.now() + clock.ahead);
}

const SPANS = [
  ["The next working morning", { until: "morning" }],
  ["An hour later", { advance: "1h" }],
  ["A day later", { advance: "1d" }],
  ["A week later", { advance: "7d" }],
];

/** Watching a CRM takes days; here a press makes them pass. */
function productClock(app) {
  if (!app.clock) return h("div", { class: "side-clock-none" });
  const time = productTime(app);
  const button = h("button", { type: "button", class: "side-clock", "aria-haspopup": "menu", "aria-label": `Product time ${time}. Move it`, "data-focus-key": "clock", onclick: () => choose() }, icon("clock", 16), h("span", {}, h("span", { class: "acting-label" }, "Product time"), h("span", { class: "side-clock-time" }, time)));
  return button;

  function choose() {
    const close = popover(button, h("div", { class: "choices", role: "menu" }, SPANS.map(([said, wanted]) => h("button", { type: "button", role: "menuitem", class: "choice", onclick: () => (close(), app.moveClock({ ...wanted, zone: app.me.tz })) }, said))), { label: "Move product time" });
  }
}

function actingAs(app) {
  const { me } = app;
  const button = h(
    "button",
    { type: "button", class: "acting", "aria-haspopup": "listbox", "aria-label": `Acting as ${me.real_name}, ${me.role}. Change`, "data-focus-key": "acting", onclick: () => choosePerson(app, button) },
    avatar(me),
    h("span", { class: "acting-text" }, h("span", { class: "acting-label" }, "Acting as"), h("span", { class: "acting-name" }, me.real_name), h("span", { class: "acting-role" }, me.title || me.role)),
    icon("chevron", 16),
  );
  return button;
}

/** The list of people, by role, because trying a question with other rights is half the fun. */
export function choosePerson(app, anchor) {
  const list = h("div", { class: "choices people", role: "listbox", "aria-label": "People" });
  const search = h("input", { type: "search", class: "input", placeholder: "Find a person", "aria-label": "Find a person", oninput: () => draw() });
  const close = popover(anchor, h("div", { class: "people-panel" }, search, list), { label: "Act as" });
  draw();
  list.querySelector("[aria-selected=true]")?.focus();

  function draw() {
    const needle = search.value.trim().toLowerCase();
    const found = app.state.people.filter((p) => `${p.real_name} ${p.title} ${p.role}`.toLowerCase().includes(needle));
    const known = new Set(ROLES.map(([role]) => role));
    const groups = [...ROLES.map(([role, title, note]) => [title, note, found.filter((p) => p.role === role)]), ["Others", "", found.filter((p) => !known.has(p.role))]];
    fill(list, groups.filter(([, , people]) => people.length).map(([title, note, people]) => h("div", { role: "group", "aria-label": title }, h("div", { class: "group-title" }, h("b", {}, title), " ", note), people.map(choice))), found.length ? null : h("p", { class: "hint" }, "Nobody by that name."));
  }

  function choice(person) {
    const mine = person.id === app.me.id;
    const pick = () => {
      close();
      app.actAs(person.id);
    };
    return h("button", { type: "button", role: "option", class: "choice", "aria-selected": String(mine), "data-person": person.id, onclick: pick }, avatar(person, "small"), h("span", {}, h("span", {}, person.real_name), h("span", { class: "hint" }, person.title || person.role)), mine ? icon("check", 16) : null);
  }
}
