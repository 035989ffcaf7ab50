// The inspector: what Slack sends the bot, what the bot asks of Slack, and the raw JSON of a message.

import { get } from "./api.js";
import { add, coalesced, fill, h, icon } from "./dom.js";
import { notice } from "./popup.js";

const MOST_KEPT = 500;

/** The drawer. It has `show()`, `hide()`, `heard()` for a new log entry and `look(message)` for one message. */
export function inspector(onhide) {
  let entries = [];
  let last = 0;
  let tab = "log";
  let message = null;
  const list = h("div", { class: "log", role: "log", "aria-label": "Traffic between Slack and the bot" });
  const raw = h("div", { class: "raw", hidden: true });
  const logTab = h("button", { type: "button", class: "tab", role: "tab", onclick: () => turn("log") }, "Traffic");
  const rawTab = h("button", { type: "button", class: "tab", role: "tab", onclick: () => turn("raw") }, "Message JSON");
  const drawer = h(
    "aside",
    { class: "inspector", hidden: true, "aria-label": "Inspector" },
    h(
      "div",
      { class: "inspector-head" },
      h("h2", {}, "Inspector"),
      h("div", { class: "tabs", role: "tablist" }, logTab, rawTab),
      h("button", { type: "button", class: "ghost icon-button", title: "Clear", "aria-label": "Clear the log", onclick: clear }, icon("trash", 16)),
      h("button", { type: "button", class: "ghost icon-button", title: "Close", "aria-label": "Close the inspector", onclick: onhide }, icon("close", 16)),
    ),
    list,
    raw,
  );
  const refresh = coalesced(fetchMore, 80);

  function turn(name) {
    tab = name;
    list.hidden = tab !== "log";
    raw.hidden = tab !== "raw";
    logTab.setAttribute("aria-selected", String(tab === "log"));
    rawTab.setAttribute("aria-selected", String(tab === "raw"));
    if (tab === "raw") drawRaw();
  }

  async function fetchMore() {
    if (drawer.hidden) return;
    try {
      const found = (await get("/_page/log", { after: last })).entries || [];
      take(found);
    } catch (error) {
      console.error(error);
    }
  }

  function take(found) {
    if (!found.length && entries.length) return;
    const low = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    entries = [...entries, ...found.filter((e) => e.n > last)].slice(-MOST_KEPT);
    last = Math.max(last, ...found.map((e) => e.n));
    if (!entries.length) fill(list, h("p", { class: "nothing" }, "Nothing yet. Ask something, and every payload shows up here."));
    else {
      list.querySelector(".nothing")?.remove();
      add(list, found.map(row));
      while (list.childElementCount > MOST_KEPT) list.firstChild.remove();
    }
    if (low) list.scrollTop = list.scrollHeight;
  }

  function clear() {
    entries = [];
    fill(list, h("p", { class: "nothing" }, "Cleared. New payloads show up here."));
  }

  function drawRaw() {
    fill(raw, message ? [h("p", { class: "hint" }, "Exactly what the bot sent."), block("Message", message, true)] : h("p", { class: "nothing" }, "Point at a message and press its { } button."));
  }

  turn("log");
  return {
    node: drawer,
    shown: () => !drawer.hidden,
    show() {
      drawer.hidden = false;
      refresh();
    },
    hide() {
      drawer.hidden = true;
    },
    heard: refresh,
    look(chosen) {
      message = chosen;
      drawer.hidden = false;
      turn("raw");
      refresh();
    },
  };
}

function row(entry) {
  const inward = entry.dir === "to_bot";
  const status = String(entry.status ?? "");
  const failed = /^[45]\d\d$/.test(status) || /error|fail|false/i.test(status) || entry.reply?.ok === false;
  const body = h("div", { class: "log-body" });
  const details = h(
    "details",
    { class: `log-entry ${inward ? "inward" : "outward"} ${failed ? "failed" : ""}` },
    h(
      "summary",
      {},
      h("span", { class: "log-way", title: inward ? "Slack to bot" : "Bot to Slack" }, icon("arrow", 14), h("span", { class: "for-readers" }, inward ? "Slack to bot" : "Bot to Slack")),
      h("span", { class: "log-what" }, entry.what),
      h("span", { class: "log-status" }, status),
      h("span", { class: "log-ms" }, Number.isFinite(entry.ms) ? `${Math.round(entry.ms)} ms` : ""),
      h("time", { class: "log-at" }, clockOf(entry.at)),
    ),
    body,
  );
  details.addEventListener("toggle", () => {
    // Large payloads are only drawn when somebody wants to see them.
    if (details.open && !body.childElementCount) add(body, [block(inward ? "Payload" : "Call", entry.body), entry.reply === undefined || entry.reply === null || entry.reply === "" ? null : block("Reply", entry.reply)]);
  });
  return details;
}

function clockOf(at) {
  const when = typeof at === "number" ? new Date(at * 1000) : new Date(at);
  return Number.isNaN(when.getTime()) ? String(at ?? "") : when.toLocaleTimeString("en-GB");
}

function block(title, value, open = false) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(JSON.stringify(value, null, 2));
      notice("Copied.");
    } catch {
      notice("The browser did not allow copying.", "error");
    }
  };
  return h("div", { class: "json-block" }, h("div", { class: "json-title" }, h("span", {}, title), h("button", { type: "button", class: "ghost small", onclick: copy }, icon("copy", 13), "Copy")), h("div", { class: "json" }, tree(value, open ? 6 : 2)));
}

/** A value as a tree that folds below `depth`, built only when somebody unfolds it. */
function tree(value, depth, key = null) {
  const name = key === null ? null : [h("span", { class: "json-key" }, key), h("span", { class: "json-mark" }, ": ")];
  if (value === null || typeof value !== "object") return h("div", { class: "json-row" }, name, leaf(value));
  const list = Array.isArray(value);
  const parts = Object.entries(value);
  if (!parts.length) return h("div", { class: "json-row" }, name, h("span", { class: "json-mark" }, list ? "[]" : "{}"));
  const details = h("details", { open: depth > 0 }, h("summary", {}, name, h("span", { class: "json-mark" }, list ? `[ ${parts.length} ]` : `{ ${summaryOf(value)} }`)));
  const build = () => details.childElementCount > 1 || add(details, h("div", { class: "json-inside" }, parts.map(([k, held]) => tree(held, depth - 1, list ? null : k))));
  if (depth > 0) build();
  else details.addEventListener("toggle", build, { once: true });
  return details;
}

const summaryOf = (value) => [value.type, value.action_id, value.name].filter((v) => typeof v === "string").join(" ") || Object.keys(value).slice(0, 3).join(", ");

function leaf(value) {
  if (typeof value === "string") return h("span", { class: "json-string" }, JSON.stringify(value));
  return h("span", { class: `json-${value === null ? "null" : typeof value}` }, String(value));
}
