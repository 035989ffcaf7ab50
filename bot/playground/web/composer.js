// Where people write: the box at the foot of a conversation and the small one at the foot of each thread.

import { add, avatar, fill, h, icon } from "./dom.js";

const drafts = new Map();
const MOST_SUGGESTED = 6;

/**
 * A message box. `send(text)` resolves when the message is on its way; `opening` is text put in to begin with,
 * such as the mention that makes the bot listen in a channel.
 */
export function composer({ app, key, placeholder, send, opening = "", small = false, tools = [] }) {
  const box = h("textarea", { rows: 1, placeholder, "aria-label": placeholder, "data-focus-key": `write-${key}`, "aria-autocomplete": "list", spellcheck: true });
  const menu = h("div", { class: "autocomplete", role: "listbox", "aria-label": "Suggestions", hidden: true });
  const sender = h("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send (Enter)" }, icon("send", 18));
  const form = h("form", { class: `composer ${small ? "small" : ""}` }, menu, h("div", { class: "write" }, box), h("div", { class: "composer-tools" }, small ? null : toolButtons(), sender));
  box.value = drafts.get(key) ?? opening;

  let offers = [];
  let chosen = 0;

  box.addEventListener("input", () => {
    drafts.set(key, box.value);
    fit();
    offer();
  });
  box.addEventListener("blur", () => setTimeout(hideOffers, 120));
  box.addEventListener("keydown", onKey);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  fit();
  form.refresh = fit;
  form.write = (text) => {
    box.value = text;
    drafts.set(key, text);
    fit();
    box.focus();
    box.setSelectionRange(text.length, text.length);
    offer();
  };
  form.focusBox = () => {
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  };
  return form;

  function toolButtons() {
    const insert = (text) => () => form.write(/^\s*$/.test(box.value) || text === "/qm " ? text : box.value.replace(/\s*$/, " ") + text);
    return [
      h("button", { type: "button", class: "ghost small", title: "Ask privately with the /qm command", onclick: insert("/qm ") }, icon("slash", 16), h("span", {}, "qm")),
      h("button", { type: "button", class: "ghost small", title: "Mention someone", "aria-label": "Mention someone", onclick: insert("@") }, icon("at", 16)),
      tools,
      h("span", { class: "keys" }, h("kbd", {}, "Enter"), " sends, ", h("kbd", {}, "Shift"), " + ", h("kbd", {}, "Enter"), " new line"),
    ];
  }

  function fit() {
    box.style.setProperty("height", "auto");
    if (box.scrollHeight) box.style.setProperty("height", `${Math.min(box.scrollHeight, 220)}px`);
    sender.disabled = !worthSending(box.value, app);
  }

  async function submit() {
    const text = box.value.trim();
    if (!worthSending(text, app)) return;
    box.value = opening;
    drafts.delete(key);
    fit();
    hideOffers();
    try {
      await send(text);
    } catch {
      // Nothing a person wrote is lost because the server was away.
      form.write(text);
    }
  }

  function onKey(event) {
    if (event.isComposing) return;
    if (!menu.hidden && offers.length && menuKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      submit();
    }
  }

  function menuKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) chosen = (chosen + step + offers.length) % offers.length;
    else if (event.key === "Enter" || event.key === "Tab") take(offers[chosen]);
    else if (event.key === "Escape") hideOffers();
    else return false;
    event.preventDefault();
    if (step) drawOffers();
    return true;
  }

  function offer() {
    const before = box.value.slice(0, box.selectionStart);
    offers = offersFor(before, app);
    chosen = 0;
    drawOffers();
  }

  function drawOffers() {
    menu.hidden = offers.length === 0;
    box.setAttribute("aria-expanded", String(!menu.hidden));
    fill(menu, offers.map((o, i) => h("button", { type: "button", role: "option", class: "choice", "aria-selected": String(i === chosen), onmousedown: (event) => event.preventDefault(), onclick: () => take(o) }, o.face, h("span", {}, h("b", {}, o.title), " ", h("span", { class: "hint" }, o.hint)))));
  }

  function hideOffers() {
    offers = [];
    drawOffers();
  }

  function take(o) {
    const caret = box.selectionStart;
    const head = box.value.slice(0, caret).replace(o.replaces, o.text);
    const text = head + box.value.slice(caret).replace(/^ /, "");
    form.write(text);
    box.setSelectionRange(head.length, head.length);
    hideOffers();
  }
}

/** A mention alone asks nothing. */
function worthSending(text, app) {
  return text.replace(`@${app.state.bot.name}`, "").trim().length > 0 && text.trim() !== "/qm";
}

function offersFor(before, app) {
  const slash = /^\/(\w*)$/.exec(before);
  if (slash && "qm".startsWith(slash[1])) return [{ title: "/qm", hint: "your question: only you see the answer", text: "/qm ", replaces: /^\/\w*$/, face: h("span", { class: "avatar tiny slash" }, icon("slash", 14)) }];
  const at = /(^|\s)@([\p{L}\p{N} .'-]{0,30})$/u.exec(before);
  if (!at) return [];
  const needle = at[2].toLowerCase();
  const everyone = [{ ...app.state.bot, bot: true, real_name: app.state.bot.name, title: "app" }, ...app.state.people];
  return everyone
    .filter((p) => p.real_name.toLowerCase().split(/\s+/).some((_, i, words) => words.slice(i).join(" ").startsWith(needle)))
    // A name already written in full needs no suggestion, and Enter has to send.
    .filter((p) => p.real_name.toLowerCase() !== needle.trim())
    .slice(0, MOST_SUGGESTED)
    .map((p) => ({ title: p.real_name, hint: p.title || p.role || "", text: `@${p.real_name} `, replaces: /@[\p{L}\p{N} .'-]{0,30}$/u, face: avatar(p, "tiny") }));
}

/** A row of things worth asking first. */
export function promptChips(prompts, ask, onhide) {
  return add(h("div", { class: "chips", role: "group", "aria-label": "Suggested questions" }), [
    prompts.map((p) => h("button", { type: "button", class: "chip", title: p.message, onclick: () => ask(p.message) }, p.title)),
    onhide ? h("button", { type: "button", class: "ghost small", "aria-label": "Hide suggestions", onclick: onhide }, icon("close", 14)) : null,
  ]);
}
