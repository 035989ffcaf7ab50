// The page's talk with its own server: JSON in and out, and the stream of what changed.

/** The answer to a GET as JSON; a refusal becomes an Error with the server's own sentence. */
export async function get(path, query = {}) {
  return answer(await reached(`${path}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } }));
}

export async function post(path, body) {
  return answer(await reached(path, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(body) }));
}

const AWAY = "The playground is not answering. Please try again in a moment.";

/** The browser's own words for a server that is away ("Failed to fetch") help nobody. */
async function reached(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    throw new Error(AWAY, { cause: error });
  }
}

async function answer(response) {
  let body = null;
  try {
    body = await response.json();
  } catch {
    throw new Error(`The playground answered ${response.status} without JSON.`);
  }
  // A form that was not accepted is an answer, not a failure.
  if (!response.ok && !body.errors) throw new Error(sentence(body) || `The playground answered ${response.status}.`);
  return body;
}

const sentence = (body) => (typeof body.error === "string" ? body.error : body.message || body.detail || "");

const AGAIN_MS = 1500;

/** Listens to what changes for one person; `heard(event)` for each change, `up(connected)` for the connection. */
export function listen(as, heard, up) {
  let source = null;
  let timer = null;
  const open = () => {
    source = new EventSource(`/_page/stream?as=${encodeURIComponent(as)}`);
    source.onopen = () => up(true);
    source.onmessage = (message) => hear(message.data, heard);
    source.onerror = () => {
      up(false);
      // The browser tries again by itself, but not after an answer that was no stream.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_MS);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

function hear(line, heard) {
  let event;
  try {
    event = JSON.parse(line);
  } catch (error) {
    console.error("An event could not be read", line, error);
    return;
  }
  heard(event);
}
