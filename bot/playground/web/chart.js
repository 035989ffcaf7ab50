// Charts as inline SVG, drawn for the width they get and redrawn when it changes.

import { add, fill, h, icon, svg } from "./dom.js";

const HEIGHT = 240;
const TICKS = 4;
const COLOURS = 12;
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** A data_visualization block: the chart, its legend, its values on hover or by arrow keys, and as a table. */
export function chart(block) {
  const spec = block.chart || {};
  const draw = { pie: pie, bar: plot, line: plot, area: plot }[spec.type];
  const title = String(block.title || "Chart");
  if (!draw) return h("div", { class: "unknown-block" }, `Chart of an unknown kind: ${spec.type}`);
  const canvas = h("div", { class: "chart-canvas" });
  const values = h("div", { class: "chart-values", hidden: true }, valueTable(spec));
  const toggle = h("button", { class: "ghost small", type: "button", "aria-expanded": "false", onclick: () => flip(toggle, canvas, values) }, icon("table", 15), h("span", {}, "Values"));
  const figure = h("figure", { class: `chart chart-${spec.type}` }, h("figcaption", {}, h("span", { class: "chart-title" }, title), toggle), canvas, values, legend(spec));
  redrawOnResize(canvas, (width) => {
    try {
      draw(canvas, spec, width, title);
    } catch (error) {
      // Drawn later than its message, so it has to survive its own bad numbers.
      console.error("A chart could not be drawn", spec, error);
      fill(canvas, h("div", { class: "unknown-block" }, "This chart could not be drawn; its values are under “Values”."));
    }
  });
  return figure;
}

function flip(toggle, canvas, values) {
  values.hidden = !values.hidden;
  canvas.hidden = !values.hidden;
  toggle.setAttribute("aria-expanded", String(!values.hidden));
  toggle.lastChild.textContent = values.hidden ? "Values" : "Chart";
}

function redrawOnResize(canvas, draw) {
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width < 40 || width === drawn) return;
    drawn = width;
    draw(width);
  }).observe(canvas);
}

const seriesOf = (spec) => (Array.isArray(spec.series) ? spec.series : []);
const segmentsOf = (spec) => (Array.isArray(spec.segments) ? spec.segments : []);
const categoriesOf = (spec) => spec.axis_config?.categories || [...new Set(seriesOf(spec).flatMap((s) => (s.data || []).map((p) => p.label)))];
const valueAt = (series, category) => {
  const point = (series.data || []).find((p) => p.label === category);
  return point ? Number(point.value) : null;
};
const colour = (index) => `c${index % COLOURS}`;

function legend(spec) {
  const names = spec.type === "pie" ? segmentsOf(spec).map((s) => s.label) : seriesOf(spec).map((s) => s.name);
  if (spec.type !== "pie" && names.length < 2) return null;
  const total = segmentsOf(spec).reduce((sum, s) => sum + Number(s.value), 0);
  const share = (index) => (total ? ` ${Math.round((100 * Number(segmentsOf(spec)[index].value)) / total)}%` : "");
  return h("ul", { class: "legend" }, names.map((name, i) => h("li", {}, h("span", { class: `swatch ${colour(i)}` }), name, spec.type === "pie" ? h("span", { class: "legend-share" }, share(i)) : null)));
}

function valueTable(spec) {
  const number = (value) => h("td", { class: "align-right" }, value === null ? "" : whole.format(value));
  const rows = spec.type === "pie" ? segmentsOf(spec).map((s) => [s.label, [Number(s.value)]]) : categoriesOf(spec).map((c) => [c, seriesOf(spec).map((s) => valueAt(s, c))]);
  const heads = spec.type === "pie" ? ["Value"] : seriesOf(spec).map((s) => s.name);
  return h("div", { class: "table-scroll" }, h(
    "table",
    { class: "grid" },
    h("thead", {}, h("tr", {}, h("th", {}, spec.axis_config?.x_label || ""), heads.map((n) => h("th", { class: "align-right" }, n)))),
    h("tbody", {}, rows.map(([label, numbers]) => h("tr", {}, h("th", { scope: "row" }, label), numbers.map(number)))),
  ));
}

// --- bar, line and area ------------------------------------------------------------------------------------

function plot(canvas, spec, width, title) {
  const categories = categoriesOf(spec);
  const series = seriesOf(spec);
  const scale = niceScale(series.flatMap((s) => categories.map((c) => valueAt(s, c))).filter((v) => v !== null));
  const longest = Math.max(...scale.ticks.map((t) => short.format(t).length), 1);
  const frame = frameFor(width, categories, longest, spec.axis_config || {});
  const y = (value) => frame.bottom - ((value - scale.low) / (scale.high - scale.low)) * (frame.bottom - frame.top);
  const band = (frame.right - frame.left) / Math.max(categories.length, 1);
  const middle = (index) => frame.left + band * (index + 0.5);
  const picture = svg("svg", { class: "chart-svg", width, height: frame.height, viewBox: `0 0 ${width} ${frame.height}`, role: "img", tabindex: "0", "aria-label": spoken(title, spec) });
  add(picture, gridLines(scale, frame, y));
  add(picture, axisLabels(categories, frame, middle, band, spec.axis_config || {}));
  const focus = svg("rect", { class: "chart-focus", y: frame.top, height: frame.bottom - frame.top, width: band, rx: 6, visibility: "hidden" });
  picture.append(focus);
  const marks = { bar: bars, line: lines, area: lines }[spec.type];
  add(picture, marks(series, categories, { frame, y, band, middle, zero: y(Math.max(scale.low, Math.min(0, scale.high))), filled: spec.type === "area" }));
  fill(canvas, picture);
  explore(canvas, picture, categories.length, {
    at: (x) => Math.floor((x - frame.left) / band),
    show: (index) => focus.setAttribute("x", frame.left + band * index) || focus.setAttribute("visibility", "visible"),
    hide: () => focus.setAttribute("visibility", "hidden"),
    where: (index) => [middle(index), frame.top],
    what: (index) => [categories[index], series.map((s, i) => [colour(i), s.name, valueAt(s, categories[index])])],
  });
}

function frameFor(width, categories, longestTick, axis) {
  const left = 14 + longestTick * 7 + (axis.y_label ? 16 : 0);
  const right = width - 10;
  const band = (right - left) / Math.max(categories.length, 1);
  const longest = Math.max(0, ...categories.map((c) => String(c).length));
  const tilted = longest * 6.6 > band - 8;
  const foot = (tilted ? Math.min(longest, 14) * 3.8 + 22 : 24) + (axis.x_label ? 18 : 0);
  const height = HEIGHT + (tilted ? 24 : 0);
  return { left, right, top: 14, bottom: height - foot, height, tilted, width };
}

/** Round tick values around the data; bars start at zero, so zero is always on the scale. */
export function niceScale(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / TICKS));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => span / s <= TICKS) || 10 * power;
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 1);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { low: ticks[0], high: ticks[ticks.length - 1], ticks };
}

function gridLines(scale, frame, y) {
  return scale.ticks.map((tick) => [
    svg("line", { class: tick === 0 ? "axis" : "gridline", x1: frame.left, x2: frame.right, y1: y(tick), y2: y(tick) }),
    svg("text", { class: "tick", x: frame.left - 8, y: y(tick) + 4, "text-anchor": "end" }, short.format(tick)),
  ]);
}

function axisLabels(categories, frame, middle, band, axis) {
  const every = frame.tilted ? Math.ceil(15 / band) : 1;
  const names = categories.map((name, i) => {
    if (i % every) return null;
    const shown = frame.tilted && String(name).length > 14 ? String(name).slice(0, 13) + "…" : String(name);
    const x = middle(i) + (frame.tilted ? 4 : 0);
    const y = frame.bottom + (frame.tilted ? 14 : 18);
    return svg("text", { class: "tick", x, y, "text-anchor": frame.tilted ? "end" : "middle", transform: frame.tilted ? `rotate(-35 ${x} ${y})` : null }, shown);
  });
  const centre = (frame.top + frame.bottom) / 2;
  return [
    names,
    axis.x_label ? svg("text", { class: "axis-title", x: (frame.left + frame.right) / 2, y: frame.height - 4, "text-anchor": "middle" }, axis.x_label) : null,
    axis.y_label ? svg("text", { class: "axis-title", x: 12, y: centre, "text-anchor": "middle", transform: `rotate(-90 12 ${centre})` }, axis.y_label) : null,
  ];
}

function bars(series, categories, { frame, y, band, middle, zero }) {
  const group = Math.min(band * 0.72, 64 * series.length);
  const each = group / Math.max(series.length, 1);
  return categories.map((category, c) =>
    series.map((one, s) => {
      const value = valueAt(one, category);
      if (value === null) return null;
      const top = Math.min(y(value), zero);
      const height = Math.max(Math.abs(y(value) - zero), 1);
      const gap = series.length > 1 ? Math.min(2, each * 0.1) : 0;
      const left = middle(c) - group / 2 + each * s + gap / 2;
      return svg("path", { class: `bar ${colour(s)}`, d: barPath(left, top, Math.max(each - gap, 1), height, value < 0), "data-top": frame.top });
    }),
  );
}

/** A bar rounded at its far end only. */
function barPath(x, y, w, height, downwards) {
  const r = Math.min(4, w / 2, height);
  return downwards
    ? `M${x} ${y}h${w}v${height - r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}a${r} ${r} 0 0 1 ${-r} ${-r}z`
    : `M${x} ${y + height}v${r - height}a${r} ${r} 0 0 1 ${r} ${-r}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${height - r}z`;
}

function lines(series, categories, { y, middle, zero, filled }) {
  return series.map((one, s) => {
    const points = categories.map((c, i) => [middle(i), valueAt(one, c)]).filter(([, v]) => v !== null).map(([x, v]) => [x, y(v)]);
    if (!points.length) return null;
    const path = points.map(([px, py], i) => `${i ? "L" : "M"}${px} ${py}`).join("");
    return [
      filled ? svg("path", { class: `area ${colour(s)}`, d: `${path}L${points[points.length - 1][0]} ${zero}L${points[0][0]} ${zero}z` }) : null,
      svg("path", { class: `line ${colour(s)}`, d: path }),
      points.map(([cx, cy]) => svg("circle", { class: `dot ${colour(s)}`, cx, cy, r: 3.5 })),
    ];
  });
}

// --- pie ----------------------------------------------------------------------------------------------------

function pie(canvas, spec, width, title) {
  const segments = segmentsOf(spec).map((s) => ({ label: s.label, value: Math.max(Number(s.value) || 0, 0) }));
  const total = segments.reduce((sum, s) => sum + s.value, 0) || 1;
  const size = Math.min(220, width);
  const [cx, cy, outer, inner] = [width / 2, size / 2, size / 2 - 6, size / 2 - 48];
  const picture = svg("svg", { class: "chart-svg", width, height: size, viewBox: `0 0 ${width} ${size}`, role: "img", tabindex: "0", "aria-label": spoken(title, spec) });
  let angle = -Math.PI / 2;
  const slices = segments.map((segment, i) => {
    const from = angle;
    angle += (segment.value / total) * 2 * Math.PI;
    return { from, to: angle, path: svg("path", { class: `slice ${colour(i)}`, d: ring(cx, cy, outer, inner, from, angle), "fill-rule": "evenodd" }) };
  });
  add(picture, slices.map((s) => s.path));
  add(picture, [
    svg("text", { class: "pie-total", x: cx, y: cy + 2, "text-anchor": "middle" }, short.format(total)),
    svg("text", { class: "tick", x: cx, y: cy + 20, "text-anchor": "middle" }, "total"),
  ]);
  fill(canvas, picture);
  const centre = (i) => (slices[i].from + slices[i].to) / 2;
  explore(canvas, picture, segments.length, {
    at: (x, y) => sliceAt(slices, x - cx, y - cy, outer),
    show: (index) => slices.forEach((s, i) => s.path.classList.toggle("faded", i !== index)),
    hide: () => slices.forEach((s) => s.path.classList.remove("faded")),
    where: (index) => [cx + Math.cos(centre(index)) * outer * 0.8, cy + Math.sin(centre(index)) * outer * 0.8],
    what: (index) => [segments[index].label, [[colour(index), `${((100 * segments[index].value) / total).toFixed(1)}%`, segments[index].value]]],
  });
}

function sliceAt(slices, dx, dy, outer) {
  if (Math.hypot(dx, dy) > outer) return -1;
  let angle = Math.atan2(dy, dx);
  if (angle < -Math.PI / 2) angle += 2 * Math.PI;
  return slices.findIndex((s) => angle >= s.from && angle < s.to);
}

function ring(cx, cy, outer, inner, from, to) {
  if (to - from > 2 * Math.PI - 1e-6) {
    const circle = (r) => `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    return circle(outer) + circle(inner);
  }
  const wide = to - from > Math.PI ? 1 : 0;
  const at = (r, a) => `${cx + r * Math.cos(a)} ${cy + r * Math.sin(a)}`;
  return `M${at(outer, from)}A${outer} ${outer} 0 ${wide} 1 ${at(outer, to)}L${at(inner, to)}A${inner} ${inner} 0 ${wide} 0 ${at(inner, from)}z`;
}

// --- values on hover and by keyboard ------------------------------------------------------------------------

function explore(canvas, picture, count, { at, show, hide, where, what }) {
  const tip = h("div", { class: "chart-tip", role: "status", hidden: true });
  canvas.append(tip);
  let current = -1;
  const go = (index) => {
    current = index;
    if (index < 0 || index >= count) {
      tip.hidden = true;
      hide();
      return;
    }
    const [label, values] = what(index);
    fill(tip, h("strong", {}, label), values.map(([c, name, value]) => h("span", { class: "tip-row" }, h("span", { class: `swatch ${c}` }), h("span", {}, name), h("b", {}, value === null ? "none" : whole.format(value)))));
    tip.hidden = false;
    show(index);
    place(tip, canvas, where(index));
  };
  picture.addEventListener("pointermove", (event) => {
    const box = picture.getBoundingClientRect();
    go(at(event.clientX - box.left, event.clientY - box.top));
  });
  picture.addEventListener("pointerleave", () => go(-1));
  picture.addEventListener("blur", () => go(-1));
  picture.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    go(Math.max(0, Math.min(count - 1, current < 0 ? 0 : current + step)));
  });
}

function place(tip, canvas, [x, y]) {
  const half = tip.offsetWidth / 2;
  const left = Math.max(half, Math.min(canvas.clientWidth - half, x));
  tip.style.setProperty("left", `${left}px`);
  tip.style.setProperty("top", `${Math.max(0, y - 4)}px`);
}

function spoken(title, spec) {
  const one = (label, value) => `${label} ${value === null ? "no value" : whole.format(value)}`;
  if (spec.type === "pie") return `${title}. ${segmentsOf(spec).map((s) => one(s.label, Number(s.value))).join(", ")}.`;
  const sentences = seriesOf(spec).map((s) => `${s.name}: ${categoriesOf(spec).map((c) => one(c, valueAt(s, c))).join(", ")}`);
  return `${title}, ${spec.type} chart. ${sentences.join(". ")}.`;
}
