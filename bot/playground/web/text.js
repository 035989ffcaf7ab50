// Text of all three kinds Slack knows: mrkdwn, standard markdown (the `markdown` block) and rich_text.
// Record text comes from strangers' CRMs, so every path ends in text nodes and every link passes `safeUrl`.

import { h } from "./dom.js";
import { EMOJI } from "./emoji.js";

const LONGEST_SPAN = 3000; // A closing mark is not looked for further away.
const DEEPEST = 4;

/** The address when it may be followed, otherwise null: web, mail and this page's own files only. */
export function safeUrl(raw) {
  const text = String(raw || "").trim();
  if (/^\/files\/[\w.-]+\/[^\\]*$/.test(text)) return text;
  try {
    const url = new URL(text);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function link(url, ...label) {
  const href = safeUrl(url);
  if (!href) return h("span", { class: "dead-link", title: "This link was switched off: only web and mail links open." }, label);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", title: href }, label);
}

/** Undoes Slack's escaping exactly once, in one pass: `&amp;lt;` becomes `&lt;`, never `<`. */
export function unescaped(text) {
  return String(text).replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

/** Plain text with its :shortcodes: turned into pictures; nothing else means anything in it. */
export function plain(text) {
  return String(text ?? "").replace(/:([a-z0-9_+-]{1,40}):/g, (whole, name) => EMOJI[name] || whole);
}

/** A Slack text object (or a bare string, which counts as plain) as nodes. */
export function textObject(object, ctx) {
  if (object === null || object === undefined) return [];
  if (typeof object === "string") return [plain(object)];
  if (object.type === "mrkdwn") return mrkdwn(object.text, ctx, { verbatim: object.verbatim });
  return [object.emoji === false ? String(object.text ?? "") : plain(object.text)];
}

/** What a text object says, as one string for titles and labels read aloud. */
export function textOf(object) {
  if (!object) return "";
  return plain(typeof object === "string" ? object : object.text);
}

// --- mrkdwn ----------------------------------------------------------------------------------------------

/** Slack mrkdwn as nodes. */
export function mrkdwn(text, ctx, options = {}) {
  const parts = String(text ?? "").split("```");
  // An opening fence without its closing one is ordinary text, as in Slack.
  if (parts.length % 2 === 0) parts.splice(-2, 2, parts.slice(-2).join("```"));
  return parts.flatMap((part, index) =>
    index % 2 ? [h("pre", { class: "code-block" }, unescaped(part.replace(/^\n|\n$/g, "")))] : paragraphs(part, ctx, options, index > 0),
  );
}

function paragraphs(text, ctx, options, afterCode) {
  const out = [];
  const lines = (afterCode ? text.replace(/^\n/, "") : text).split("\n");
  let quote = [];
  const endQuote = () => {
    if (quote.length) out.push(h("blockquote", {}, quote));
    quote = [];
  };
  lines.forEach((line, index) => {
    const quoted = /^(?:&gt;|>) ?/.exec(line);
    if (quoted) {
      if (quote.length) quote.push(h("br"));
      quote.push(...inline(line.slice(quoted[0].length), ctx, options));
      return;
    }
    const hadQuote = quote.length > 0;
    endQuote();
    if (index > 0 && !hadQuote) out.push(h("br"));
    out.push(...inline(line, ctx, options));
  });
  endQuote();
  while (out.length && out[out.length - 1].tagName === "BR") out.pop();
  return out;
}

const STYLE = { "*": "b", _: "i", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

function inline(text, ctx, options, depth = 0) {
  const out = [];
  const searched = {};
  let kept = "";
  const keep = () => {
    if (kept) out.push(plain(unescaped(kept)));
    kept = "";
  };
  for (let i = 0; i < text.length; ) {
    const found = spanAt(text, i, ctx, options, depth, searched);
    if (found) {
      keep();
      out.push(found.node);
      i = found.end;
    } else kept += text[i++];
  }
  keep();
  return out;
}

function spanAt(text, i, ctx, options, depth, searched) {
  const c = text[i];
  if (c === "<") return angleAt(text, i, ctx);
  if (c === "`") return codeAt(text, i);
  if (STYLE[c] && depth < DEEPEST) return styledAt(text, i, c, ctx, options, depth, searched);
  if (c === "h" && !options.verbatim) return bareUrlAt(text, i);
  return null;
}

function codeAt(text, i) {
  const end = text.indexOf("`", i + 1);
  if (end <= i + 1 || end - i > LONGEST_SPAN) return null;
  return { node: h("code", {}, unescaped(text.slice(i + 1, end))), end: end + 1 };
}

function styledAt(text, i, sign, ctx, options, depth, searched) {
  const [before, after] = [text[i - 1] || " ", text[i + 1] || " "];
  if (WORD.test(before) || before === sign || after === sign || /\s/.test(after)) return null;
  const closes = (j) => text[j] === sign && !/\s/.test(text[j - 1]) && !WORD.test(text[j + 1] || " ") && text[j + 1] !== sign;
  const end = firstClosing(text, i + 2, sign, closes, searched);
  return end < 0 ? null : { node: h(STYLE[sign], {}, inline(text.slice(i + 1, end), ctx, options, depth + 1)), end: end + 1 };
}

/**
 * Where the first mark that `closes` stands from `start` on, or -1. What was searched in vain is noted, so that
 * hostile text with thousands of openings is still read in one go.
 */
function firstClosing(text, start, sign, closes, searched) {
  const limit = Math.min(text.length, start + LONGEST_SPAN);
  for (let j = Math.max(start, searched[sign] || 0); j < limit; j++) if (closes(j)) return j;
  searched[sign] = Math.max(searched[sign] || 0, limit);
  return -1;
}

function bareUrlAt(text, i) {
  if (WORD.test(text[i - 1] || " ")) return null;
  const found = /^https?:\/\/[^\s<>|*`]+/.exec(text.slice(i, i + 2000));
  if (!found) return null;
  const url = found[0].replace(/[.,;:!?)\]}'"]+$/, "");
  return url.length > 8 ? { node: link(unescaped(url), unescaped(url)), end: i + url.length } : null;
}

function angleAt(text, i, ctx) {
  const end = text.indexOf(">", i);
  if (end < 0 || end === i + 1) return null;
  const inside = text.slice(i + 1, end);
  if (inside.includes("<") || inside.includes("\n")) return null;
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  // "a < b and c > d" is a comparison somebody forgot to escape, not a link.
  if (!/^[@#!]|^\s*[a-z][a-z0-9+.-]*:/i.test(target)) return null;
  const label = bar < 0 ? "" : unescaped(inside.slice(bar + 1));
  return { node: angled(target, label, ctx), end: end + 1 };
}

function angled(target, label, ctx) {
  if (target[0] === "@") return mention(target.slice(1), ctx, label);
  if (target[0] === "#") return chip("#" + (ctx.channelName?.(target.slice(1)) || label || target.slice(1)));
  if (target[0] === "!") return command(target.slice(1), label);
  return link(unescaped(target), label ? plain(label) : unescaped(target).replace(/^mailto:/, ""));
}

function command(name, label) {
  if (/^(here|channel|everyone)$/.test(name)) return chip("@" + name, "mention-loud");
  if (name.startsWith("date^")) return dateOf(name.split("^"), label);
  if (name.startsWith("subteam^")) return chip(label || "@team");
  return document.createTextNode(label || `<!${name}>`);
}

export function mention(id, ctx, label = "") {
  const name = ctx.personName?.(id) || label || id;
  return chip("@" + name.replace(/^@/, ""), id === ctx.me?.id ? "mention-me" : "");
}

const chip = (text, kind = "") => h("span", { class: `mention ${kind}` }, text);

const DATE_FORMS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  day_divider_pretty: { weekday: "long", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

/** A moment in the reader's own zone, by Slack's {tokens}; what cannot be read shows its fallback. */
export function dateText(seconds, format, fallback) {
  const when = new Date(Number(seconds) * 1000);
  if (!Number.isFinite(when.getTime())) return fallback || "";
  return String(format).replace(/\{(\w+)\}/g, (whole, token) => {
    const pretty = token.endsWith("_pretty") && prettyDay(when);
    const form = DATE_FORMS[token] || DATE_FORMS[token.replace(/_pretty$/, "")];
    if (token === "ago") return ago(when);
    return pretty || (form ? new Intl.DateTimeFormat("en-US", form).format(when) : whole);
  });
}

function dateOf([, seconds, format, url], label) {
  const text = dateText(seconds, format ?? "{date}", label);
  const time = h("time", { title: new Date(Number(seconds) * 1000 || 0).toUTCString() }, text);
  return url ? link(unescaped(url), time) : time;
}

/** "Today", "Yesterday", "Tomorrow" or an empty string. */
export function prettyDay(when, today = new Date()) {
  const midnight = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  const days = Math.round((midnight(when) - midnight(today)) / 86400000);
  return { 0: "Today", "-1": "Yesterday", 1: "Tomorrow" }[days] || "";
}

function ago(when) {
  const seconds = (when.getTime() - Date.now()) / 1000;
  const [unit, size] = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]].find(([, s]) => Math.abs(seconds) >= s) || ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

// --- standard markdown -----------------------------------------------------------------------------------

/** The safe part of standard markdown; raw HTML in it is shown as the text it is. */
export function markdown(text, ctx) {
  return mdBlocks(String(text ?? "").replace(/\r\n?/g, "\n").split("\n"), ctx, 0);
}

const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;

function mdBlocks(lines, ctx, depth) {
  const out = [];
  for (let i = 0; i < lines.length; ) {
    const [node, used] = mdBlock(lines, i, ctx, depth);
    if (node) out.push(node);
    i += used;
  }
  return out;
}

function mdBlock(lines, i, ctx, depth) {
  const line = lines[i];
  if (!line.trim()) return [null, 1];
  const fence = /^\s*(```+|~~~+)/.exec(line);
  if (fence) return mdFence(lines, i, fence[1]);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) return [h("h" + Math.min(6, heading[1].length + 2), { class: `md-heading md-h${heading[1].length}` }, mdInline(heading[2], ctx)), 1];
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [h("hr"), 1];
  if (/^\s*>/.test(line) && depth < DEEPEST) return mdQuote(lines, i, ctx, depth);
  if (ITEM.test(line) && depth < DEEPEST) return mdList(lines, i, ctx, depth);
  if (line.includes("|") && /^\s*\|?\s*:?-{1,}:?\s*(\|\s*:?-{1,}:?\s*)*\|?\s*$/.test(lines[i + 1] || "") && (lines[i + 1] || "").includes("-")) return mdTable(lines, i, ctx);
  return mdParagraph(lines, i, ctx);
}

function mdFence(lines, i, fence) {
  let end = i + 1;
  while (end < lines.length && !lines[end].trim().startsWith(fence)) end++;
  return [h("pre", { class: "code-block" }, lines.slice(i + 1, end).join("\n")), end - i + 1];
}

function mdQuote(lines, i, ctx, depth) {
  let end = i;
  while (end < lines.length && /^\s*>/.test(lines[end])) end++;
  const inner = lines.slice(i, end).map((l) => l.replace(/^\s*> ?/, ""));
  return [h("blockquote", {}, mdBlocks(inner, ctx, depth + 1)), end - i];
}

function mdList(lines, i, ctx, depth) {
  const [, indent, sign] = ITEM.exec(lines[i]);
  const ordered = /\d/.test(sign);
  const items = [];
  let end = i;
  while (end < lines.length) {
    const found = ITEM.exec(lines[end]);
    if (found && found[1].length <= indent.length + 1) {
      if (/\d/.test(found[2]) !== ordered || found[1].length < indent.length) break;
      items.push([found[3]]);
    } else if (lines[end].trim() && (found || /^\s{2,}/.test(lines[end]))) items[items.length - 1].push(lines[end].replace(/^\s{1,4}/, ""));
    else break;
    end++;
  }
  const start = ordered ? Number.parseInt(sign, 10) : null;
  return [h(ordered ? "ol" : "ul", { start: start > 1 ? start : null }, items.map((item) => h("li", {}, mdItem(item, ctx, depth)))), end - i];
}

function mdItem([first, ...rest], ctx, depth) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(first);
  const head = task ? [h("input", { type: "checkbox", disabled: true, checked: task[1] !== " " }), " ", mdInline(task[2], ctx)] : mdInline(first, ctx);
  return [head, rest.length ? mdBlocks(rest, ctx, depth + 1) : null];
}

function mdTable(lines, i, ctx) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((c) => c.trim().replace(/\\\|/g, "|"));
  const aligns = cells(lines[i + 1]).map((c) => (c.endsWith(":") ? (c.startsWith(":") ? "center" : "right") : "left"));
  let end = i + 2;
  while (end < lines.length && lines[end].includes("|") && lines[end].trim()) end++;
  const row = (line, tag) => h("tr", {}, cells(line).map((c, n) => h(tag, { class: `align-${aligns[n] || "left"}` }, mdInline(c, ctx))));
  const table = h("table", { class: "grid" }, h("thead", {}, row(lines[i], "th")), h("tbody", {}, lines.slice(i + 2, end).map((l) => row(l, "td"))));
  return [h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, table), end - i];
}

function mdParagraph(lines, i, ctx) {
  let end = i + 1;
  while (end < lines.length && lines[end].trim() && !/^\s*(#{1,6}\s|>|```|~~~)/.test(lines[end]) && !ITEM.test(lines[end])) end++;
  const nodes = lines.slice(i, end).flatMap((l, n) => [n ? h("br") : null, ...mdInline(l.trim(), ctx)]);
  return [h("p", {}, nodes), end - i];
}

const MD_STYLES = [["***", "strong"], ["**", "strong"], ["__", "strong"], ["~~", "s"], ["*", "em"], ["_", "em"]];

function mdInline(text, ctx, depth = 0) {
  const out = [];
  const searched = {};
  let kept = "";
  const keep = () => {
    if (kept) out.push(plain(unescaped(kept)));
    kept = "";
  };
  for (let i = 0; i < text.length; ) {
    if (text[i] === "\\" && /[!-/:-@[-`{-~]/.test(text[i + 1] || "")) {
      kept += text[i + 1];
      i += 2;
      continue;
    }
    const found = mdSpanAt(text, i, ctx, depth, searched);
    if (found) {
      keep();
      out.push(found.node);
      i = found.end;
    } else kept += text[i++];
  }
  keep();
  return out;
}

function mdSpanAt(text, i, ctx, depth, searched) {
  const c = text[i];
  if (c === "`") return codeAt(text, i);
  if (c === "h") return bareUrlAt(text, i);
  if (c === "<") {
    const found = /^<(https?:\/\/[^\s<>]+|mailto:[^\s<>]+)>/.exec(text.slice(i, i + 2000));
    return found && { node: link(found[1], found[1]), end: i + found[0].length };
  }
  if (c === "[" || (c === "!" && text[i + 1] === "[")) return mdLinkAt(text, i, ctx, depth);
  if ("*_~".includes(c) && depth < DEEPEST) return mdStyledAt(text, i, ctx, depth, searched);
  return null;
}

function mdLinkAt(text, i, ctx, depth) {
  const found = /^!?\[((?:[^[\]\\]|\\.)*)\]\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*)>?(?:\s+"[^"]*")?\s*\)/.exec(text.slice(i, i + LONGEST_SPAN));
  if (!found) return null;
  // A picture from elsewhere is never fetched; its description stands in for it.
  const node = found[0][0] === "!" ? h("span", { class: "image-alt" }, found[1] || "image") : link(unescaped(found[2]), mdInline(found[1], ctx, depth + 1));
  return { node, end: i + found[0].length };
}

function mdStyledAt(text, i, ctx, depth, searched) {
  for (const [sign, tag] of MD_STYLES) {
    if (!text.startsWith(sign, i)) continue;
    if (/\s/.test(text[i + sign.length] || " ") || (sign[0] === "_" && WORD.test(text[i - 1] || " "))) return null;
    const end = firstClosing(text, i + sign.length + 1, sign, (j) => mdCloses(text, j, sign), searched);
    if (end < 0) continue;
    const inner = mdInline(text.slice(i + sign.length, end), ctx, depth + 1);
    return { node: h(tag, {}, sign === "***" ? h("em", {}, inner) : inner), end: end + sign.length };
  }
  return null;
}

function mdCloses(text, j, sign) {
  if (!text.startsWith(sign, j) || /\s/.test(text[j - 1]) || text[j - 1] === "\\") return false;
  if (sign.length === 1 && (text[j + 1] === sign || text[j - 1] === sign)) return false;
  return sign[0] !== "_" || !WORD.test(text[j + sign.length] || " ");
}

// --- rich_text -------------------------------------------------------------------------------------------

/** A rich_text block as nodes; its text is literal and needs no unescaping. */
export function richText(block, ctx) {
  return (block?.elements || []).map((part) => richPart(part, ctx));
}

function richPart(part, ctx) {
  const spans = (elements) => (elements || []).map((e) => richSpan(e, ctx));
  switch (part.type) {
    case "rich_text_list":
      return h(
        part.style === "ordered" ? "ol" : "ul",
        { class: `rich-list indent-${Math.min(Number(part.indent) || 0, 8)}`, start: part.offset ? part.offset + 1 : null },
        (part.elements || []).map((item) => h("li", {}, spans(item.elements))),
      );
    case "rich_text_preformatted":
      return h("pre", { class: "code-block" }, spans(part.elements));
    case "rich_text_quote":
      return h("blockquote", {}, spans(part.elements));
    case "rich_text_section":
      return h("div", { class: "rich-section" }, spans(part.elements));
    default:
      return h("span", { class: "unknown-inline" }, `[${part.type}]`);
  }
}

function richSpan(span, ctx) {
  switch (span.type) {
    case "text":
      return styled(span.style, span.text);
    case "link":
      return styled(span.style, link(span.url, span.text || span.url));
    case "user":
      return mention(span.user_id, ctx);
    case "channel":
      return chip("#" + (ctx.channelName?.(span.channel_id) || span.channel_id));
    case "usergroup":
      return chip("@team");
    case "broadcast":
      return chip("@" + span.range, "mention-loud");
    case "emoji":
      return document.createTextNode(EMOJI[span.name] || fromCodes(span.unicode) || `:${span.name}:`);
    case "date":
      return h("time", {}, dateText(span.timestamp, span.format ?? "{date}", span.fallback));
    case "color":
      return h("code", {}, span.value);
    default:
      return h("span", { class: "unknown-inline" }, `[${span.type}]`);
  }
}

function styled(style, content) {
  let node = content;
  for (const [name, tag] of [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"], ["underline", "u"]]) {
    if (style?.[name]) node = h(tag, {}, node);
  }
  return node instanceof Node ? node : document.createTextNode(node ?? "");
}

function fromCodes(codes) {
  if (!/^[0-9a-f]+(-[0-9a-f]+)*$/i.test(codes || "")) return "";
  try {
    return String.fromCodePoint(...codes.split("-").map((c) => Number.parseInt(c, 16)));
  } catch {
    return "";
  }
}
