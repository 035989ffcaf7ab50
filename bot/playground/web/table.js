// The two tables of Block Kit: `table`, which is as it is, and `data_table`, which sorts, filters and pages.

import { fill, h, icon } from "./dom.js";
import { plain, richText } from "./text.js";

/** A `table` block; its first row is the header. */
export function table(block, ctx) {
  const [head = [], ...rows] = block.rows || [];
  const settings = block.column_settings || [];
  const side = (index, cell) => settings[index]?.align || (cell?.type === "raw_number" ? "right" : "left");
  const shape = (index, cell) => `align-${side(index, cell)}${settings[index]?.is_wrapped ? " wrapped" : ""}`;
  // A heading stands over its numbers, so it takes the side of the first row's cell.
  return scroller("Table", h(
    "table",
    { class: "grid" },
    h("thead", {}, h("tr", {}, head.map((cell, i) => h("th", { scope: "col", class: shape(i, rows[0]?.[i] || cell) }, cellNodes(cell, ctx))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, i) => h("td", { class: shape(i, cell) }, cellNodes(cell, ctx)))))),
  ));
}

/** A table wider than its place is moved sideways; a shade at its edge says that there is more. */
function scroller(label, child) {
  const box = h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": label }, child);
  const frame = h("div", { class: "table-frame" }, box);
  const look = () => frame.classList.toggle("more", box.scrollWidth - box.clientWidth - box.scrollLeft > 2);
  box.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(box);
  return frame;
}

function cellNodes(cell, ctx) {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "object") return String(cell);
  if (cell.type === "rich_text") return richText(cell, ctx);
  if (cell.type === "raw_number") return String(cell.text ?? cell.value ?? "");
  if (cell.type === "raw_text") return plain(cell.text);
  return h("span", { class: "unknown-inline" }, `[${cell.type}]`);
}

function cellText(cell) {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "object") return String(cell);
  if (cell.type === "rich_text") return wordsIn(cell.elements);
  return String(cell.text ?? cell.value ?? "");
}

function wordsIn(elements) {
  return (elements || []).map((e) => e.text || e.url || wordsIn(e.elements)).join("");
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Orders two cells: numbers by value, all else as people sort text; empty cells come last either way. */
export function compareCells(a, b, direction) {
  const [left, right] = [sortValue(a), sortValue(b)];
  if (left === "" || right === "") return (left === "") - (right === "");
  const order = typeof left === "number" && typeof right === "number" ? left - right : collator.compare(String(left), String(right));
  return direction * order;
}

function sortValue(cell) {
  if (cell?.type === "raw_number" && Number.isFinite(Number(cell.value))) return Number(cell.value);
  return cellText(cell).trim();
}

/**
 * A `data_table` block. `memory` keeps its sort, filter and page while the message around it is redrawn.
 */
export function dataTable(block, ctx, memory) {
  const [head = [], ...rows] = block.rows || [];
  const size = Math.min(Math.max(Number(block.page_size) || 5, 1), 100);
  const look = Object.assign(memory, { column: memory.column ?? -1, direction: memory.direction ?? 1, filter: memory.filter ?? "", page: memory.page ?? 0 });
  const numeric = head.map((_, i) => rows.length > 0 && rows.every((r) => r[i]?.type === "raw_number" || cellText(r[i]) === "") && rows.some((r) => r[i]?.type === "raw_number"));
  const rowHead = Number.isInteger(block.row_header_column_index) ? block.row_header_column_index : 0;
  const body = h("tbody");
  const foot = h("div", { class: "table-foot" });
  const headRow = h("tr");

  function draw() {
    const needle = look.filter.trim().toLowerCase();
    let shown = needle ? rows.filter((r) => r.some((c) => cellText(c).toLowerCase().includes(needle))) : rows.slice();
    if (look.column >= 0) shown = shown.toSorted((a, b) => compareCells(a[look.column], b[look.column], look.direction));
    const pages = Math.max(Math.ceil(shown.length / size), 1);
    look.page = Math.min(look.page, pages - 1);
    const page = shown.slice(look.page * size, (look.page + 1) * size);
    fill(headRow, head.map(headCell));
    fill(body, page.length ? page.map(bodyRow) : h("tr", {}, h("td", { class: "nothing", colspan: head.length }, "No row matches this filter.")));
    fill(foot, footOf(shown.length, pages));
  }

  function headCell(cell, i) {
    const sorted = look.column === i;
    const order = sorted ? (look.direction > 0 ? "ascending" : "descending") : "none";
    return h(
      "th",
      { scope: "col", "aria-sort": order, class: numeric[i] ? "align-right" : "align-left" },
      h("button", { type: "button", class: `sorter ${sorted ? order : ""}`, "data-focus-key": `sort-${i}`, title: `Sort by ${cellText(cell)}`, onclick: () => sortBy(i) }, h("span", {}, cellText(cell)), icon(sorted ? "chevron" : "sort", 13)),
    );
  }

  function sortBy(i) {
    // First up, then down, then back to the order the bot chose.
    if (look.column !== i) Object.assign(look, { column: i, direction: 1 });
    else if (look.direction > 0) look.direction = -1;
    else look.column = -1;
    look.page = 0;
    draw();
    headRow.querySelectorAll(".sorter")[i]?.focus();
  }

  function bodyRow(row) {
    return h("tr", {}, head.map((_, i) => h(i === rowHead ? "th" : "td", { scope: i === rowHead ? "row" : null, class: numeric[i] ? "align-right" : "align-left" }, cellNodes(row[i], ctx))));
  }

  function footOf(count, pages) {
    const first = count ? look.page * size + 1 : 0;
    const last = Math.min((look.page + 1) * size, count);
    const all = count === rows.length ? `${rows.length} ${rows.length === 1 ? "row" : "rows"}` : `${count} of ${rows.length} rows`;
    const turn = (by) => {
      look.page += by;
      draw();
      const [previous, next] = foot.querySelectorAll("button");
      [by < 0 ? previous : next, by < 0 ? next : previous].find((b) => b && !b.disabled)?.focus();
    };
    return [
      h("span", { class: "row-count", role: "status" }, pages > 1 ? `${first}–${last} of ${all}` : all),
      pages > 1
        ? h(
            "span",
            { class: "pager" },
            h("button", { type: "button", class: "ghost small", disabled: look.page === 0, "aria-label": "Previous page", onclick: () => turn(-1) }, icon("chevron", 15)),
            h("span", {}, `${look.page + 1} / ${pages}`),
            h("button", { type: "button", class: "ghost small", disabled: look.page >= pages - 1, "aria-label": "Next page", onclick: () => turn(1) }, icon("chevron", 15)),
          )
        : null,
    ];
  }

  const filter = rows.length > 5 ? h("label", { class: "table-filter" }, icon("filter", 14), h("input", {
    type: "search", placeholder: "Filter rows", "aria-label": "Filter rows", value: look.filter, "data-focus-key": "filter",
    oninput: (event) => {
      Object.assign(look, { filter: event.target.value, page: 0 });
      draw();
    },
  })) : null;
  draw();
  const grid = h("table", { class: "grid sortable" }, h("caption", { class: "for-readers" }, block.caption || "Table"), h("thead", {}, headRow), body);
  return h("div", { class: "data-table" }, h("div", { class: "table-head" }, h("span", { class: "table-caption" }, block.caption || ""), filter), scroller(block.caption || "Table", grid), foot);
}
