// Draws every block of Block Kit. A block nobody has heard of is shown as a labelled box, never dropped.

import { chart } from "./chart.js";
import { h, icon } from "./dom.js";
import { field, inputBlock, isField } from "./forms.js";
import { agreed, popover } from "./popup.js";
import { dataTable, table } from "./table.js";
import { link, markdown, mrkdwn, plain, richText, safeUrl, textObject, textOf } from "./text.js";

/**
 * A list of blocks as nodes. `ctx` is the surface they stand on: who reads, names of ids, what is filled in,
 * and `press`, which tells the bot.
 */
export function drawBlocks(blocks, ctx, prefix = "b") {
  return (Array.isArray(blocks) ? blocks : []).map((block, index) => {
    const id = block?.block_id || `${prefix}${index}`;
    const node = drawBlock(block, id, ctx, `${prefix}${index}`);
    return h("div", { class: `block block-${String(block?.type).replace(/[^\w-]/g, "")}`, "data-block-id": id }, node);
  });
}

function drawBlock(block, id, ctx, place) {
  const draw = Object.hasOwn(BLOCKS, block?.type) ? BLOCKS[block.type] : null;
  if (!draw) return unknown("Block", block);
  try {
    return draw(block, id, ctx, place);
  } catch (error) {
    // One malformed block must not take the conversation down with it.
    console.error("A block could not be drawn", block, error);
    return unknown("Malformed block", block);
  }
}

function unknown(what, thing) {
  return h("div", { class: "unknown-block" }, h("strong", {}, `${what} “${thing?.type ?? typeof thing}”`), h("span", {}, " is not drawn by the playground."), h("details", {}, h("summary", {}, "Show its JSON"), h("pre", { class: "code-block" }, JSON.stringify(thing, null, 2))));
}

const BLOCKS = {
  section: (block, id, ctx) => [
    h(
      "div",
      { class: "section-text" },
      block.text ? h("div", { class: "section-main" }, textObject(block.text, ctx)) : null,
      block.fields?.length ? h("div", { class: "fields" }, block.fields.map((f) => h("div", { class: "field-cell" }, textObject(f, ctx)))) : null,
    ),
    block.accessory ? h("div", { class: "accessory" }, drawElement(block.accessory, id, ctx)) : null,
  ],
  header: (block) => h("h3", { class: `header level-${block.level || 0}` }, textObject(block.text)),
  divider: () => h("hr"),
  image: (block) => [block.title ? h("div", { class: "hint" }, textObject(block.title)) : null, picture(block)],
  context: (block, id, ctx) => (block.elements || []).map((e) => h("span", { class: "context-item" }, e.type === "image" ? picture(e) : textObject(e, ctx))),
  actions: (block, id, ctx) => (block.elements || []).map((e) => drawElement(e, id, ctx)),
  context_actions: (block, id, ctx) => (block.elements || []).map((e) => drawElement(e, id, ctx)),
  input: (block, id, ctx) => inputBlock(block, id, ctx),
  rich_text: (block, id, ctx) => richText(block, ctx),
  markdown: (block, id, ctx) => h("div", { class: "markdown" }, markdown(block.text, ctx)),
  table: (block, id, ctx) => table(block, ctx),
  data_table: (block, id, ctx, place) => dataTable(block, ctx, ctx.memory(`${place}/table`)),
  data_visualization: (block) => chart(block),
  card: (block, id, ctx) => card(block, id, ctx),
  carousel: (block, id, ctx, place) =>
    h("div", { class: "carousel", tabindex: "0", role: "group", "aria-label": "Cards" }, (block.elements || []).map((c, i) => drawBlock(c, c.block_id || `${id}-${i}`, ctx, `${place}-${i}`))),
  container: (block, id, ctx, place) => container(block, id, ctx, place),
  alert: (block, id, ctx) => h("div", { class: `alert alert-${ALERTS[block.level] ? block.level : "default"}`, role: "note" }, icon(ALERTS[block.level] || "info", 18), h("div", {}, textObject(block.text, ctx))),
  plan: (block, id, ctx, place) => plan(block, ctx, place),
  task_card: (block, id, ctx) => task(block, ctx),
  video: (block) => h("div", { class: "video" }, icon("play", 20), h("div", {}, h("div", {}, block.title_url || block.video_url ? link(block.title_url || block.video_url, textOf(block.title) || "Video") : textOf(block.title)), h("div", { class: "hint" }, [block.author_name, block.provider_name].filter(Boolean).join(" · ")), h("div", {}, textObject(block.description)))),
};

const ALERTS = { default: "info", info: "info", warning: "warning", error: "error", success: "check" };

/** Pictures from elsewhere are never fetched: their alternative text stands in for them. */
function picture(image, kind = "") {
  const source = image?.image_url || image?.url;
  const url = safeUrl(source);
  const local = url && (url.startsWith("/files/") || new URL(url, location.href).origin === location.origin);
  if (local) return h("img", { src: url, alt: image.alt_text || "", class: `picture ${kind}` });
  return h("span", { class: `image-alt ${kind}`, title: "The playground does not load pictures from other hosts." }, image?.alt_text || "image");
}

// --- elements that act --------------------------------------------------------------------------------------

/** One element of an actions, section or context_actions block. */
function drawElement(element, blockId, ctx) {
  const seenBy = element?.visible_to_user_ids;
  if (Array.isArray(seenBy) && seenBy.length && !seenBy.includes(ctx.me.id)) return null;
  if (isField(element)) return h("span", { class: "action-field" }, field(element, { blockId, acts: true, label: textOf(element.placeholder) }, ctx));
  const draw = Object.hasOwn(ELEMENTS, element?.type) ? ELEMENTS[element.type] : null;
  return draw ? draw(element, blockId, ctx) : unknown("Element", element);
}

const ELEMENTS = {
  button,
  workflow_button: (element) => h("button", { type: "button", class: "button", disabled: true, title: "Workflow buttons need a real Slack workspace." }, textObject(element.text)),
  image: (element) => picture(element, "thumb"),
  overflow,
  feedback_buttons: feedback,
  icon_button: (element, blockId, ctx) =>
    presser({ class: "ghost icon-button", title: textOf(element.text), "aria-label": element.accessibility_label || textOf(element.text) }, element, blockId, ctx, [icon(element.icon === "trash" ? "trash" : "dots", 16)]),
};

function button(element, blockId, ctx) {
  const style = ["primary", "danger"].includes(element.style) ? element.style : "";
  const label = textObject(element.text);
  if (!element.url) return presser({ class: `button ${style}`, "aria-label": element.accessibility_label }, element, blockId, ctx, label);
  const anchor = link(element.url, label);
  anchor.className = `button link-button ${style}`;
  // Slack follows the link and tells the bot as well; nobody waits for the answer.
  anchor.addEventListener("click", () => ctx.press(pressOf(element, blockId)));
  return anchor;
}

const pressOf = (element, blockId, extra = {}) => ({ type: element.type, block_id: blockId, action_id: element.action_id, ...(element.value === undefined ? {} : { value: element.value }), ...extra });

/** A button that stays busy until the bot has acknowledged the press. */
function presser(attributes, element, blockId, ctx, children, extra = {}) {
  const node = h("button", { type: "button", "data-action-id": element.action_id, "data-focus-key": `${blockId}/${element.action_id}/${extra.value ?? ""}`, ...attributes }, children);
  node.addEventListener("click", async () => {
    if (node.classList.contains("busy") || !(await agreed(element.confirm))) return;
    node.classList.add("busy");
    node.setAttribute("aria-busy", "true");
    await ctx.press(pressOf(element, blockId, extra));
    node.classList.remove("busy");
    node.removeAttribute("aria-busy");
  });
  return node;
}

function overflow(element, blockId, ctx) {
  const open = (event) => {
    const anchor = event.currentTarget;
    const close = popover(anchor, h("div", { class: "menu", role: "menu" }, (element.options || []).map((option) => h("button", { type: "button", role: "menuitem", class: "choice", onclick: () => choose(option) }, h("span", {}, textObject(option.text, ctx), option.description ? h("span", { class: "hint" }, textObject(option.description)) : null)))), { onclose: () => anchor.focus() });
    const choose = async (option) => {
      close();
      if (option.url && safeUrl(option.url)) window.open(safeUrl(option.url), "_blank", "noopener,noreferrer");
      if (await agreed(element.confirm)) await ctx.press({ type: "overflow", block_id: blockId, action_id: element.action_id, selected_option: option });
    };
  };
  return h("button", { type: "button", class: "button overflow", "aria-haspopup": "menu", "aria-label": "More actions", "data-action-id": element.action_id, "data-focus-key": `${blockId}/${element.action_id}`, onclick: open }, icon("dots", 18));
}

function feedback(element, blockId, ctx) {
  const kept = ctx.memory(`${blockId}/${element.action_id}`);
  const group = h("span", { class: "feedback", role: "group", "aria-label": "Was this helpful?" });
  const thumb = (side, name) => {
    const one = element[`${side}_button`] || {};
    const node = presser({ class: "ghost icon-button", title: textOf(one.text), "aria-label": one.accessibility_label || textOf(one.text), "aria-pressed": String(kept.side === side) }, element, blockId, ctx, [icon(name, 16)], { value: one.value });
    node.addEventListener("click", () => {
      kept.side = side;
      for (const other of group.children) other.setAttribute("aria-pressed", String(other === node));
    });
    return node;
  };
  group.append(thumb("positive", "thumbup"), thumb("negative", "thumbdown"));
  return group;
}

// --- blocks with parts -------------------------------------------------------------------------------------

function card(block, id, ctx) {
  return h(
    "div",
    { class: "card" },
    block.hero_image ? picture(block.hero_image, "hero") : null,
    h("div", { class: "card-head" }, block.icon ? picture(block.icon, "thumb") : null, h("div", {}, block.title ? h("div", { class: "card-title" }, markedText(block.title, ctx)) : null, block.subtitle ? h("div", { class: "card-subtitle" }, markedText(block.subtitle, ctx)) : null)),
    block.body ? h("div", { class: "card-body" }, markedText(block.body, ctx)) : null,
    block.actions?.length ? h("div", { class: "card-actions" }, block.actions.map((e) => drawElement(e, id, ctx))) : null,
  );
}

/** Cards and tasks also take bare strings, which Slack reads as mrkdwn. */
const markedText = (text, ctx) => (typeof text === "string" ? mrkdwn(text, ctx) : textObject(text, ctx));

function container(block, id, ctx, place) {
  const kept = ctx.memory(`${place}/open`);
  kept.open ??= !(block.is_collapsible && block.default_collapsed);
  const body = h("div", { class: "container-body" }, drawBlocks(block.child_blocks, ctx, `${place}-`));
  const heading = [
    block.icon ? picture(block.icon, "thumb") : null,
    h("span", { class: "container-titles" }, h("span", { class: "container-title" }, block.rich_text_title ? richText(block.rich_text_title, ctx) : textObject(block.title, ctx)), block.subtitle ? h("span", { class: "hint" }, textObject(block.subtitle, ctx)) : null),
  ];
  const shape = `container width-${["narrow", "wide", "full"].includes(block.width) ? block.width : "standard"} ${block.has_header_divider ? "divided" : ""}`;
  if (!block.is_collapsible) return h("section", { class: shape }, h("div", { class: "container-head" }, heading), body);
  const fold = (open) => {
    kept.open = open;
    body.hidden = !open;
    head.setAttribute("aria-expanded", String(open));
  };
  const head = h("button", { type: "button", class: "container-head", "data-focus-key": `${place}/fold`, onclick: () => fold(!kept.open) }, icon("chevron", 16), heading);
  fold(kept.open);
  return h("section", { class: shape }, head, body);
}

/** Steps that tick off live. While something runs the list is open; done and clean, it folds to one line. */
function plan(block, ctx, place) {
  const tasks = block.tasks || [];
  const done = tasks.filter((t) => t.status === "complete").length;
  const failed = tasks.filter((t) => t.status === "error").length;
  const running = tasks.some((t) => t.status === "in_progress");
  const kept = ctx.memory(`${place}/plan`);
  const finished = tasks.length > 0 && done === tasks.length;
  const list = h("div", { class: "tasks", role: "list" }, tasks.map((t) => task(t, ctx)));
  const state = failed ? "error" : finished ? "complete" : running ? "in_progress" : "pending";
  const count = failed ? `${failed} failed` : `${done} of ${tasks.length}`;
  const fold = (open) => {
    list.hidden = !open;
    head.setAttribute("aria-expanded", String(open));
  };
  const head = h(
    "button",
    { type: "button", class: "plan-head", "data-focus-key": `${place}/plan`, onclick: () => fold((kept.open = list.hidden)) },
    statusMark(state),
    h("span", { class: "plan-title" }, textOf(block.title) || "Plan"),
    h("span", { class: "plan-count" }, count),
    icon("chevron", 15),
  );
  fold(kept.open ?? !finished);
  return h("div", { class: `plan plan-${state}` }, head, list);
}

const STATUS = { pending: "Waiting", in_progress: "Working", complete: "Done", error: "Failed" };

function statusMark(status) {
  const known = STATUS[status] ? status : "pending";
  return h("span", { class: `status status-${known}`, role: "img", "aria-label": STATUS[known] }, known === "complete" ? icon("check", 12) : known === "error" ? icon("close", 12) : null);
}

function task(block, ctx) {
  const rich = (part) => (part ? h("div", { class: "task-detail" }, typeof part === "string" ? mrkdwn(part, ctx) : richText(part, ctx)) : null);
  const sources = (block.sources || []).map((s) => h("li", {}, link(s.url, plain(s.text || s.url))));
  return h(
    "div",
    { class: `task task-${block.status}`, role: "listitem" },
    statusMark(block.status),
    h("div", { class: "task-text" }, h("div", { class: "task-title" }, textOf(block.title)), rich(block.details), rich(block.output), sources.length ? h("ul", { class: "task-sources" }, sources) : null),
  );
}
