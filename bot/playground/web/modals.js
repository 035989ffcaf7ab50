// Modals: up to three on top of each other, each a native dialog, so focus and Escape behave by themselves.

import { post } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { fill, h, icon } from "./dom.js";
import { holders, mistakes, stateOf } from "./forms.js";
import { notice } from "./popup.js";
import { forget, viewSurface } from "./surface.js";
import { textObject, textOf } from "./text.js";

const MOST = 3;
const open = new Map();

/** Makes the dialogs on the page those of `views`, the last one on top. */
export function drawModals(app, views) {
  const shown = (views || []).slice(-MOST);
  for (const [id, entry] of open) if (!shown.some((v) => v.id === id)) dismiss(id, entry);
  shown.forEach((view, depth) => show(app, view, depth));
}

function dismiss(id, entry) {
  entry.dialog.close();
  entry.dialog.remove();
  open.delete(id);
  forget(`v:${id}`);
}

function show(app, view, depth) {
  const known = open.get(view.id);
  const sign = JSON.stringify([view.title, view.submit, view.close, view.blocks, app.me.id]);
  if (known?.sign === sign) return;
  const entry = known || { dialog: h("dialog", { class: "modal" }), errors: {}, busy: false };
  Object.assign(entry, { sign, view, errors: known ? {} : entry.errors });
  if (!known) begin(app, entry, depth);
  draw(app, entry);
}

function begin(app, entry, depth) {
  const { dialog } = entry;
  dialog.classList.add(`depth-${depth}`);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(app, entry);
  });
  document.body.append(dialog);
  dialog.showModal();
  open.set(entry.view.id, entry);
}

function draw(app, entry) {
  const { dialog, view, errors } = entry;
  const ctx = { ...viewSurface(app, view), errors, redraw: () => draw(app, entry) };
  const focused = dialog.contains(document.activeElement) ? document.activeElement.dataset.focusKey : null;
  const fields = holders(view.blocks).some(({ block }) => block.type === "input");
  const body = h("div", { class: "modal-body blocks" }, drawBlocks(view.blocks, ctx));
  dialog.setAttribute("aria-label", textOf(view.title) || "Dialog");
  fill(
    dialog,
    h(
      "form",
      {
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          submit(app, entry, ctx);
        },
      },
      h("div", { class: "modal-head" }, h("h2", {}, textObject(view.title)), h("button", { type: "button", class: "ghost icon-button", "aria-label": "Close", onclick: () => close(app, entry) }, icon("close", 18))),
      body,
      h(
        "div",
        { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: () => close(app, entry) }, view.close ? textObject(view.close) : view.submit || fields ? "Cancel" : "Close"),
        view.submit || fields ? h("button", { type: "submit", class: `button primary ${entry.busy ? "busy" : ""}`, "data-focus-key": "submit", "aria-busy": entry.busy ? "true" : null }, view.submit ? textObject(view.submit) : "Submit") : null,
      ),
    ),
  );
  // Fields come before the buttons in what a person wants to reach first.
  const again = focused && [...dialog.querySelectorAll("[data-focus-key]")].find((e) => e.dataset.focusKey === focused);
  (again || dialog.querySelector("[autofocus]") || body.querySelector("input, textarea, select, .chooser") || dialog.querySelector(".dialog-foot button:last-child")).focus();
}

async function submit(app, entry, ctx) {
  if (entry.busy) return;
  entry.errors = mistakes(entry.view.blocks, ctx.values);
  if (Object.keys(entry.errors).length) return reject(app, entry);
  entry.busy = true;
  draw(app, entry);
  try {
    const answer = await post("/_page/submit", { as: app.me.id, view_id: entry.view.id, values: stateOf(entry.view.blocks, ctx.values) });
    entry.errors = answer.errors || {};
    if (!answer.ok && !answer.errors) notice(answer.error || "That didn’t work. Try again.", "error");
  } catch (error) {
    notice(error.message, "error");
  }
  entry.busy = false;
  if (entry.dialog.isConnected) draw(app, entry);
  if (Object.keys(entry.errors).length) return reject(app, entry);
  return app.changed();
}

/** Shows the errors under their fields, and any that belong to no field at all as a notice. */
function reject(app, entry) {
  draw(app, entry);
  const known = new Set(holders(entry.view.blocks).map(({ block, id }) => block.block_id || id));
  for (const [block, text] of Object.entries(entry.errors)) if (!known.has(block)) notice(String(text), "error");
  entry.dialog.querySelector(".field.invalid :is(input, textarea, select, button)")?.focus();
}

async function close(app, entry) {
  dismiss(entry.view.id, entry);
  try {
    await post("/_page/close", { as: app.me.id, view_id: entry.view.id });
  } catch (error) {
    notice(error.message, "error");
  }
  app.changed();
}
