// What a drawn surface (a message, a modal, Home) needs to know and can do.

import { post } from "./api.js";
import { stateOf, Values } from "./forms.js";
import { notice } from "./popup.js";

const valuesByKey = new Map();
const memories = new Map();

function kept(map, key, fresh) {
  if (!map.has(key)) map.set(key, fresh());
  return map.get(key);
}

/** Forgets what was typed, sorted and folded on a surface, for when it has gone for good. */
export function forget(key) {
  valuesByKey.delete(key);
  for (const name of memories.keys()) if (name.startsWith(`${key}\n`)) memories.delete(name);
}

function surface(app, key, place, blocks) {
  const values = kept(valuesByKey, key, () => new Values());
  const send = async (action) => {
    try {
      const state = { values: stateOf(blocks, values) };
      const answer = await post("/_page/press", { as: app.me.id, ...place, ...action, state });
      if (answer.ok === false) notice(answer.error || "That didn’t work. Try again.", "error");
      return answer;
    } catch (error) {
      notice(error.message, "error");
      return { ok: false };
    } finally {
      app.changed();
    }
  };
  return {
    key,
    values,
    me: app.me,
    memory: (name) => kept(memories, `${key}\n${name}`, () => ({})),
    people: () => app.state.people,
    channels: () => app.state.channels,
    personName: app.personName,
    channelName: app.channelName,
    press: send,
    suggest: (blockId, element, value) => suggestions(app, place, blockId, element, value),
  };
}

async function suggestions(app, place, blockId, element, value) {
  const answer = await post("/_page/suggest", { as: app.me.id, ...place, type: element.type, block_id: blockId, action_id: element.action_id, value });
  return answer.options || (answer.option_groups || []).flatMap((g) => g.options || []);
}

/** The surface of one message. */
export function messageSurface(app, message) {
  return surface(app, `m:${message.channel}:${message.ts}`, { channel: message.channel, ts: message.ts }, message.blocks);
}

/** The surface of a modal or of Home. */
export function viewSurface(app, view) {
  return surface(app, `v:${view.id}`, { view_id: view.id }, view.blocks);
}

/** Text outside any surface, such as a channel topic. */
export function plainSurface(app) {
  return { me: app.me, personName: app.personName, channelName: app.channelName };
}
