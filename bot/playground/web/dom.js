// Builds DOM nodes. Text only ever becomes text nodes: nothing in this page parses a string as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element. `on…` attributes are listeners, `null` and `false` attributes are left out. */
export function h(tag, attributes, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function svg(tag, attributes, ...children) {
  return dress(document.createElementNS(SVG, tag), attributes, children);
}

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "indeterminate"]);

function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name) && name in element) element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

/** Appends nodes, strings and nested lists of them; empty values are skipped. */
export function add(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    parent.append(child instanceof Node ? child : String(child));
  }
  return parent;
}

export function fill(parent, ...children) {
  parent.replaceChildren();
  return add(parent, children);
}

/**
 * Makes the children of `parent` those of `items`, touching only what changed, so that focus, a half-typed
 * reply and the sort order of a table survive a message arriving elsewhere.
 * An item is {key, sign, build()} or, for a container that looks after itself, {key, build(), update(element)}.
 */
export function reconcile(parent, items) {
  const old = parent.keyed || new Map();
  const now = new Map();
  let cursor = parent.firstChild;
  for (const item of items) {
    const known = old.get(item.key);
    let element = known?.element;
    if (!known || (!item.update && known.sign !== item.sign)) {
      element = item.build();
      if (known) {
        if (cursor === known.element) cursor = element;
        replaceKeepingFocus(known.element, element);
      }
    }
    if (item.update) item.update(element);
    now.set(item.key, { element, sign: item.sign });
    if (element === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(element, cursor);
  }
  for (const [key, { element }] of old) if (!now.has(key)) element.remove();
  parent.keyed = now;
}

function replaceKeepingFocus(before, after) {
  const focused = before.contains(document.activeElement) ? document.activeElement.dataset?.focusKey : null;
  before.replaceWith(after);
  if (focused) [...after.querySelectorAll("[data-focus-key]")].find((e) => e.dataset.focusKey === focused)?.focus();
}

const PATHS = {
  arrow: ["M5 12h14", "M13 6l6 6-6 6"],
  at: ["M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0z", "M16 8v5a3 3 0 0 0 6 0v-1a10 10 0 1 0-4 8"],
  braces: ["M8 4H7a2 2 0 0 0-2 2v4a2 2 0 0 1-2 2 2 2 0 0 1 2 2v4a2 2 0 0 0 2 2h1", "M16 4h1a2 2 0 0 1 2 2v4a2 2 0 0 0 2 2 2 2 0 0 0-2 2v4a2 2 0 0 1-2 2h-1"],
  bulb: ["M9 18h6", "M10 21h4", "M12 3a6 6 0 0 0-4 10.5c.7.7 1 1.5 1 2.5h6c0-1 .3-1.8 1-2.5A6 6 0 0 0 12 3z"],
  check: ["M4.5 12.5l5 5 10-11"],
  chevron: ["M6 9l6 6 6-6"],
  chart: ["M4 20V4", "M4 20h16", "M8 16v-4", "M12 16V8", "M16 16v-6"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7v5l3.5 2"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  copy: ["M9 9h11v11H9z", "M5 15H4V4h11v1"],
  dots: ["M5 12h.01", "M12 12h.01", "M19 12h.01"],
  download: ["M12 4v11", "M7 11l5 5 5-5", "M4 20h16"],
  error: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M9 9l6 6", "M15 9l-6 6"],
  eye: ["M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12z", "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z"],
  file: ["M6 3h8l4 4v14H6z", "M14 3v4h4", "M9 13h6", "M9 17h6"],
  filter: ["M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z", "M20 20l-4.8-4.8"],
  hash: ["M4 9h16", "M4 15h16", "M10 3L8 21", "M16 3l-2 18"],
  home: ["M4 11l8-7 8 7", "M6 9.5V20h12V9.5", "M10 20v-6h4v6"],
  info: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 11v5", "M12 7.5h.01"],
  lock: ["M6 11h12v9H6z", "M9 11V8a3 3 0 0 1 6 0v3"],
  menu: ["M4 7h16", "M4 12h16", "M4 17h16"],
  message: ["M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12z"],
  play: ["M8 5l11 7-11 7z"],
  reply: ["M10 8L5 12.5 10 17", "M5 12.5h9a5 5 0 0 1 5 5V19"],
  send: ["M4 12L20 4l-5 16-3.5-6.5z", "M11.5 13.5L20 4"],
  slash: ["M15 4L9 20"],
  sort: ["M8 10l4-5 4 5", "M8 14l4 5 4-5"],
  table: ["M4 5h16v14H4z", "M4 10h16", "M4 14.5h16", "M10 10v9"],
  thumbdown: ["M17 13V4h3v9z", "M17 13l-4 8a2.5 2.5 0 0 1-2.5-2.5V15H5.5A2 2 0 0 1 3.6 12.4l1.9-7A2 2 0 0 1 7.4 4H17"],
  thumbup: ["M7 11v9H4v-9z", "M7 11l4-8a2.5 2.5 0 0 1 2.5 2.5V9h5a2 2 0 0 1 1.9 2.6l-1.9 7a2 2 0 0 1-1.9 1.4H7"],
  trash: ["M5 7h14", "M10 7V4h4v3", "M7 7l1 13h8l1-13"],
  warning: ["M12 4l9.5 16h-19z", "M12 10v4.5", "M12 17.2h.01"],
};

/** A line icon; decorative, so it is hidden from screen readers. */
export function icon(name, size = 18) {
  return svg(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    (PATHS[name] || PATHS.info).map((d) => svg("path", { d })),
  );
}

/** The product's mark: a compass needle inside a Q. */
export function mark(size = 28) {
  return svg(
    "svg",
    { class: "mark", viewBox: "0 0 32 32", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    svg("rect", { class: "mark-ground", width: 32, height: 32, rx: 8 }),
    svg("circle", { class: "mark-ring", cx: 16, cy: 15.5, r: 8.5 }),
    svg("path", { class: "mark-tail", d: "M21.5 21l4.2 4.2" }),
    svg("path", { class: "mark-needle", d: "M19.8 11.6l-2.2 5.6-5.4 2 2.1-5.5z" }),
  );
}

const HUES = 8;

/** A round-cornered picture of a person: initials on a colour that stays the same for the same id. */
export function avatar(person, size = "") {
  if (person.bot) return h("span", { class: `avatar avatar-bot ${size}`, "aria-hidden": "true" }, mark(64));
  const hue = [...String(person.id)].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7) % HUES;
  return h("span", { class: `avatar hue-${hue} ${size}`, "aria-hidden": "true" }, person.initials || initials(person.real_name || person.name));
}

function initials(name) {
  const words = String(name || "?").trim().split(/\s+/);
  return (words[0][0] + (words.length > 1 ? words[words.length - 1][0] : "")).toUpperCase();
}

/** Runs `work` soon and once, however often it is asked for; a second ask while it runs makes it run again. */
export function coalesced(work, delay = 30) {
  let timer = null;
  let running = false;
  let again = false;
  const run = async () => {
    timer = null;
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await work();
    } finally {
      running = false;
      if (again) {
        again = false;
        ask();
      }
    }
  };
  const ask = () => {
    timer ??= setTimeout(run, delay);
  };
  return ask;
}
