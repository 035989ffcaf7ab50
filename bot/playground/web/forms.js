// Every element that holds a value: how it looks, what it is worth in `state.values`, and when it is wrong.

import { add, fill, h, icon } from "./dom.js";
import { agreed, popover } from "./popup.js";
import { textObject, textOf } from "./text.js";

/** What is filled in on one surface, by block id and action id; it outlives a redraw of that surface. */
export class Values {
  #held = new Map();

  get(blockId, element) {
    const key = `${blockId}\n${element.action_id}`;
    const held = this.#held.get(key);
    return held && held.type === element.type ? held : KINDS[element.type].initial(element);
  }

  set(blockId, element, value) {
    this.#held.set(`${blockId}\n${element.action_id}`, { type: element.type, ...value });
  }
}

/** Slack's `state.values` for these blocks: every element that can hold a value, null when empty. */
export function stateOf(blocks, values) {
  const state = {};
  for (const { block, id, elements } of holders(blocks)) {
    for (const element of elements) {
      state[block.block_id || id] ??= {};
      state[block.block_id || id][element.action_id] = values.get(block.block_id || id, element);
    }
  }
  return state;
}

/** The blocks that hold values, with their elements; containers are looked into. */
export function holders(blocks, prefix = "b") {
  return (Array.isArray(blocks) ? blocks : []).flatMap((block, index) => {
    const id = `${prefix}${index}`;
    if (block?.type === "container") return holders(block.child_blocks, `${id}-`);
    const elements = [block?.element, block?.accessory, ...(Array.isArray(block?.elements) ? block.elements : [])].filter(isField);
    return elements.length ? [{ block, id, elements }] : [];
  });
}

/** Errors a client finds by itself, by block id; an empty object when the form may be sent. */
export function mistakes(blocks, values) {
  const errors = {};
  for (const { block, id, elements } of holders(blocks)) {
    if (block.type !== "input") continue;
    const wrong = mistakeIn(block, elements[0], values.get(block.block_id || id, elements[0]));
    if (wrong) errors[block.block_id || id] = wrong;
  }
  return errors;
}

function mistakeIn(block, element, value) {
  if (isEmpty(value)) return block.optional ? "" : "Please fill in this field.";
  const text = value.value;
  switch (element.type) {
    case "plain_text_input":
      if (element.min_length && text.length < element.min_length) return `At least ${element.min_length} characters, please.`;
      if (element.max_length && text.length > element.max_length) return `At most ${element.max_length} characters; this is ${text.length}.`;
      return "";
    case "number_input":
      return numberMistake(element, text);
    case "email_text_input":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? "" : "This is not an e-mail address.";
    case "url_text_input":
      return /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text) ? "" : "This is not a web address; it starts with https://";
    default:
      return "";
  }
}

function numberMistake(element, text) {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return "This is not a number.";
  if (!element.is_decimal_allowed && text.includes(".")) return "A whole number, please.";
  if (element.min_value !== undefined && Number(text) < Number(element.min_value)) return `At least ${element.min_value}, please.`;
  if (element.max_value !== undefined && Number(text) > Number(element.max_value)) return `At most ${element.max_value}, please.`;
  return "";
}

function isEmpty(value) {
  return Object.entries(value).every(([name, held]) => name === "type" || held === null || held === "" || (Array.isArray(held) && !held.length));
}

// --- elements ----------------------------------------------------------------------------------------------

/**
 * Draws a value element. `at` says where: {blockId, label, acts, invalid}; one that `acts` tells the bot at once.
 */
export function field(element, at, ctx) {
  const change = async (value, tell = true) => {
    const before = ctx.values.get(at.blockId, element);
    if (at.acts && tell && element.confirm && !(await agreed(element.confirm))) return ctx.redraw?.();
    ctx.values.set(at.blockId, element, value);
    if (at.acts && tell && JSON.stringify(before) !== JSON.stringify({ type: element.type, ...value }))
      await ctx.press({ type: element.type, block_id: at.blockId, action_id: element.action_id, ...value });
    return undefined;
  };
  return KINDS[element.type].draw(element, ctx.values.get(at.blockId, element), change, at, ctx);
}

export function isField(element) {
  return Boolean(element) && Object.hasOwn(KINDS, element.type);
}

function common(element, at) {
  return {
    "aria-label": at.labelledBy ? null : at.label || textOf(element.placeholder) || element.action_id,
    "aria-labelledby": at.labelledBy || null,
    "aria-describedby": at.describedBy || null,
    "aria-invalid": at.invalid ? "true" : null,
    "data-focus-key": `${at.blockId}/${element.action_id}`,
    "data-action-id": element.action_id,
    autofocus: element.focus_on_load || null,
  };
}

/** Text-like inputs tell on Enter or when left, unless they ask for every character. */
function typed(extra = {}) {
  return {
    initial: (element) => ({ type: element.type, value: element.initial_value || null }),
    draw(element, value, change, at) {
      const eager = element.dispatch_action_config?.trigger_actions_on?.includes("on_character_entered");
      const onEnter = !eager;
      return h(element.multiline ? "textarea" : "input", {
        ...common(element, at), class: "input", rows: element.multiline ? 4 : null, value: value.value ?? "", placeholder: textOf(element.placeholder), ...extra,
        maxlength: element.max_length || null,
        oninput: (event) => change({ value: event.target.value || null }, Boolean(eager)),
        onkeydown: (event) => {
          if (!at.acts || !onEnter || event.key !== "Enter" || (element.multiline && !(event.ctrlKey || event.metaKey))) return;
          event.preventDefault();
          at.tell?.({ value: event.target.value || null });
        },
      });
    },
  };
}

function dated(type, key, toValue = (text) => text || null, toText = (value) => value ?? "") {
  return {
    initial: (element) => ({ type: element.type, [key]: element[key.replace("selected", "initial")] ?? null }),
    draw: (element, value, change, at) => h("input", { ...common(element, at), class: "input narrow", type, value: toText(value[key]), onchange: (event) => change({ [key]: toValue(event.target.value) }) }),
  };
}

const pad = (n) => String(n).padStart(2, "0");
const localMinute = (seconds) => {
  const d = new Date(seconds * 1000);
  return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}T${pad(d.getHours())}:${pad(d.getMinutes())}`;
};

// What the different selects choose among, as Slack options.
const optionsOf = (element) => element.options || (element.option_groups || []).flatMap((g) => g.options || []);
const asOption = (value, text) => ({ text: { type: "plain_text", text }, value });
const people = (ctx) => ctx.people().map((p) => asOption(p.id, p.real_name || p.name));
const channels = (ctx) => ctx.channels().filter((c) => c.kind === "channel").map((c) => asOption(c.id, `#${c.name}`));
const conversations = (ctx) => ctx.channels().map((c) => asOption(c.id, c.kind === "channel" ? `#${c.name}` : c.name));

function selectOf(key, choices, { whole = false } = {}) {
  const initialKey = key.replace("selected", "initial");
  return {
    initial: (element) => ({ type: element.type, [key]: element[initialKey] ?? null }),
    draw(element, value, change, at, ctx) {
      const options = choices(element, ctx);
      const current = whole ? value[key]?.value : value[key];
      const pick = (chosen) => change({ [key]: chosen === "" ? null : whole ? options.find((o) => o.value === chosen) : chosen });
      const choice = (option) => h("option", { value: option.value, selected: option.value === current }, textOf(option.text) + (option.description ? ` (${textOf(option.description)})` : ""));
      const groups = element.option_groups?.map((g) => h("optgroup", { label: textOf(g.label) }, (g.options || []).map(choice)));
      return h("span", { class: "select" }, h("select", { ...common(element, at), class: "input", onchange: (event) => pick(event.target.value) }, h("option", { value: "", selected: !current }, textOf(element.placeholder) || "Choose…"), groups || options.map(choice)), icon("chevron", 15));
    },
  };
}

function multiOf(key, choices, { whole = false } = {}) {
  const initialKey = key.replace("selected", "initial");
  return {
    initial: (element) => ({ type: element.type, [key]: element[initialKey] || [] }),
    draw: (element, value, change, at, ctx) =>
      chooser(element, at, {
        many: true,
        held: value[key].map((v) => (whole ? v : choices(element, ctx).find((o) => o.value === v) || asOption(v, v))),
        search: async (needle) => matching(choices(element, ctx), needle),
        keep: (options) => change({ [key]: whole ? options : options.map((o) => o.value) }),
        most: element.max_selected_items,
      }),
  };
}

function externalOf(key, many) {
  const initialKey = key.replace("selected", "initial");
  return {
    initial: (element) => ({ type: element.type, [key]: element[initialKey] ?? (many ? [] : null) }),
    draw: (element, value, change, at, ctx) =>
      chooser(element, at, {
        many,
        held: many ? value[key] : value[key] ? [value[key]] : [],
        shortest: element.min_query_length ?? 3,
        search: (needle) => ctx.suggest(at.blockId, element, needle),
        keep: (options) => change({ [key]: many ? options : options[0] || null }),
        most: element.max_selected_items,
      }),
  };
}

const matching = (options, needle) => options.filter((o) => textOf(o.text).toLowerCase().includes(needle.toLowerCase()));

/** A button that shows what is chosen and opens a searchable list of choices. */
function chooser(element, at, { many, held, search, keep, most, shortest = 0 }) {
  let chosen = [...held];
  const button = h("button", { ...common(element, at), type: "button", class: "input chooser", "aria-haspopup": "listbox", onclick: open });
  show();
  return button;

  function show() {
    const label = chosen.length ? chosen.map((o) => h("span", { class: many ? "chosen" : "" }, textOf(o.text))) : h("span", { class: "placeholder" }, textOf(element.placeholder) || "Choose…");
    fill(button, h("span", { class: "chooser-values" }, label), icon("chevron", 15));
  }

  function open() {
    const list = h("div", { class: "choices", role: "listbox", "aria-multiselectable": many ? "true" : null });
    const input = h("input", { type: "search", class: "input", placeholder: "Type to search", "aria-label": "Search choices", "data-first": true, oninput: () => look(input.value) });
    const before = JSON.stringify(chosen);
    const close = popover(button, h("div", { class: "chooser-panel" }, input, list), {
      onclose: () => {
        if (JSON.stringify(chosen) !== before) keep(chosen);
        button.focus();
      },
    });
    look("");

    async function look(needle) {
      if (needle.length < shortest) return fill(list, h("p", { class: "hint" }, `Type ${shortest} or more letters.`));
      let found;
      try {
        found = await search(needle);
      } catch (error) {
        return fill(list, h("p", { class: "field-error" }, String(error.message || error)));
      }
      if (needle !== input.value) return undefined; // A later search has overtaken this one.
      return fill(list, found.length ? found.map(choice) : h("p", { class: "hint" }, "Nothing matches."));
    }

    function choice(option) {
      const on = chosen.some((o) => o.value === option.value);
      const full = many && most && chosen.length >= most && !on;
      return h("button", { type: "button", role: "option", class: "choice", "aria-selected": String(on), disabled: full, onclick: (event) => toggle(option, event.currentTarget) }, many ? h("span", { class: "tick-box" }, on ? icon("check", 13) : null) : null, h("span", {}, textObject(option.text)), !many && on ? icon("check", 16) : null);
    }

    function toggle(option, node) {
      const on = chosen.some((o) => o.value === option.value);
      if (!many) {
        chosen = [option];
        show();
        return close();
      }
      chosen = on ? chosen.filter((o) => o.value !== option.value) : [...chosen, option];
      show();
      const next = choice(option);
      node.replaceWith(next);
      return next.focus();
    }
  }
}

/** Radio buttons and checkboxes. */
function marked(type, key, many) {
  const initialKey = key.replace("selected", "initial");
  return {
    initial: (element) => ({ type: element.type, [key]: element[initialKey] ?? (many ? [] : null) }),
    draw(element, value, change, at, ctx) {
      const name = `f${(marked.count = (marked.count || 0) + 1)}`;
      const { autofocus, ...named } = common(element, at);
      let held = many ? [...value[key]] : value[key];
      const isOn = (option) => (many ? held.some((o) => o.value === option.value) : held?.value === option.value);
      const pick = (option, on) => {
        held = many ? (on ? [...held, option] : held.filter((o) => o.value !== option.value)) : option;
        change({ [key]: held });
      };
      const row = (option) =>
        h("label", { class: "mark-row" }, h("input", { type, name, value: option.value, checked: isOn(option), onchange: (event) => pick(option, event.target.checked) }), h("span", {}, h("span", {}, textObject(option.text, ctx)), option.description ? h("span", { class: "hint" }, textObject(option.description, ctx)) : null));
      return h("div", { ...named, class: "marks", role: many ? "group" : "radiogroup" }, optionsOf(element).map(row));
    },
  };
}

const toRich = (text) => (text ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] } : null);
const fromRich = (rich) => (rich?.elements || []).map((part) => (part.elements || []).map((e) => e.text || e.url || (e.elements || []).map((x) => x.text || "").join("")).join("")).join("\n");

const richInput = {
  initial: (element) => ({ type: element.type, rich_text_value: element.initial_value || null }),
  draw: (element, value, change, at) =>
    h("textarea", { ...common(element, at), class: "input", rows: 4, placeholder: textOf(element.placeholder), value: fromRich(value.rich_text_value), oninput: (event) => change({ rich_text_value: toRich(event.target.value) }, false) }),
};

const noFiles = {
  initial: (element) => ({ type: element.type, files: [] }),
  draw: () => h("p", { class: "hint" }, "Files cannot be uploaded in the playground."),
};

const KINDS = {
  plain_text_input: typed(),
  number_input: typed({ inputmode: "decimal", class: "input narrow" }),
  email_text_input: typed({ type: "email", autocomplete: "off" }),
  url_text_input: typed({ type: "url", autocomplete: "off" }),
  rich_text_input: richInput,
  file_input: noFiles,
  datepicker: dated("date", "selected_date"),
  timepicker: dated("time", "selected_time"),
  datetimepicker: dated("datetime-local", "selected_date_time", (text) => (text ? Math.floor(new Date(text).getTime() / 1000) : null), (value) => (value ? localMinute(value) : "")),
  static_select: selectOf("selected_option", optionsOf, { whole: true }),
  users_select: selectOf("selected_user", (_, ctx) => people(ctx)),
  channels_select: selectOf("selected_channel", (_, ctx) => channels(ctx)),
  conversations_select: selectOf("selected_conversation", (_, ctx) => conversations(ctx)),
  external_select: externalOf("selected_option", false),
  multi_static_select: multiOf("selected_options", optionsOf, { whole: true }),
  multi_users_select: multiOf("selected_users", (_, ctx) => people(ctx)),
  multi_channels_select: multiOf("selected_channels", (_, ctx) => channels(ctx)),
  multi_conversations_select: multiOf("selected_conversations", (_, ctx) => conversations(ctx)),
  multi_external_select: externalOf("selected_options", true),
  radio_buttons: marked("radio", "selected_option", false),
  checkboxes: marked("checkbox", "selected_options", true),
};

/** An `input` block: label, element, hint, and the error under it when there is one. */
export function inputBlock(block, blockId, ctx) {
  const error = ctx.errors?.[blockId];
  const stem = `${ctx.key}-${blockId}`.replace(/[^\w-]/g, "-");
  const element = block.element || {};
  const at = { blockId, acts: Boolean(block.dispatch_action), invalid: Boolean(error), labelledBy: `${stem}-label`, describedBy: block.hint || error ? `${stem}-hint` : null };
  at.tell = (value) => ctx.press({ type: element.type, block_id: blockId, action_id: element.action_id, ...value });
  const body = isField(element) ? field(element, at, ctx) : h("div", { class: "unknown-block" }, `Unknown input element: ${element.type}`);
  const box = h("div", { class: `field ${error ? "invalid" : ""}`, "data-block-id": blockId });
  return add(box, [
    h("div", { class: "field-label", id: `${stem}-label`, onclick: () => box.querySelector("input, textarea, select, button")?.focus() }, textObject(block.label, ctx), block.optional ? h("span", { class: "optional" }, " (optional)") : null),
    body,
    h("div", { id: `${stem}-hint` }, error ? h("p", { class: "field-error", role: "alert" }, icon("warning", 14), String(error)) : null, block.hint ? h("p", { class: "hint" }, textObject(block.hint, ctx)) : null),
  ]);
}
