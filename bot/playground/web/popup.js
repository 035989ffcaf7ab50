// Menus, confirmations and short notices. Native <dialog> and popovers do the layering and the focus.

import { fill, h, icon } from "./dom.js";
import { textObject, textOf } from "./text.js";

/** Opens `content` beside `anchor`; it closes on Escape, on a press elsewhere, or by the function returned. */
export function popover(anchor, content, { onclose, label } = {}) {
  // Inside a modal everything outside the dialog is inert, so the popover has to be its child.
  const host = anchor.closest("dialog") || document.body;
  const box = h("div", { class: "popover", popover: "auto", "aria-label": label || null }, content);
  host.append(box);
  box.showPopover();
  settle(box, anchor);
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    box.remove();
    onclose?.();
  });
  box.addEventListener("keydown", (event) => roam(event, box));
  (box.querySelector("[data-first]") || box.querySelector("input, button:not([disabled]), [tabindex='0']"))?.focus();
  return () => box.isConnected && box.hidePopover();
}

function settle(box, anchor) {
  const from = anchor.getBoundingClientRect();
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  const left = Math.max(8, Math.min(from.left, innerWidth - width - 8));
  const below = from.bottom + 6;
  const top = below + height < innerHeight - 8 ? below : Math.max(8, from.top - height - 6);
  box.style.setProperty("left", `${left}px`);
  box.style.setProperty("top", `${top}px`);
  box.style.setProperty("min-width", `${Math.min(from.width, 320)}px`);
}

/** Up and down walk through a menu's choices. */
function roam(event, box) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const choices = [...box.querySelectorAll("[role=menuitem], [role=option], [role=menuitemradio]")].filter((c) => !c.hidden && !c.disabled);
  if (!choices.length) return;
  event.preventDefault();
  const here = choices.indexOf(document.activeElement);
  choices[(here + step + choices.length) % choices.length].focus();
}

/** True when the person agrees to a Block Kit `confirm` object, or when there is none. */
export function agreed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "confirm", "aria-label": textOf(confirm.title) || "Are you sure?" });
    const close = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const kind = confirm.style === "danger" ? "danger" : "primary";
    fill(
      dialog,
      h("h2", {}, textObject(confirm.title || "Are you sure?")),
      h("div", { class: "confirm-text" }, textObject(confirm.text)),
      h(
        "div",
        { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: () => close(false) }, textObject(confirm.deny || "Cancel")),
        h("button", { type: "button", class: `button ${kind}`, onclick: () => close(true) }, textObject(confirm.confirm || "Yes")),
      ),
    );
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      close(false);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelectorAll("button")[1].focus();
  });
}

const NOTICE_MS = 6000;
let notices = null;

/** A short sentence at the foot of the page, read aloud, gone after a while; said again it only stays longer. */
export function notice(text, kind = "info") {
  notices ??= document.body.appendChild(h("div", { class: "notices", role: "status", "aria-live": "polite", popover: "manual" }));
  // Shown anew each time so that it lies above a modal opened since.
  if (notices.matches(":popover-open")) notices.hidePopover();
  notices.showPopover();
  const shown = [...notices.children].find((item) => item.dataset.kind === kind && item.textContent === text);
  const item = shown || h("div", { class: `notice notice-${kind}`, "data-kind": kind }, icon(kind === "error" ? "warning" : "info", 16), h("span", {}, text));
  if (!shown) notices.append(item);
  clearTimeout(Number(item.dataset.timer));
  item.dataset.timer = setTimeout(() => {
    item.remove();
    if (!notices.childElementCount && notices.matches(":popover-open")) notices.hidePopover();
  }, NOTICE_MS);
}
