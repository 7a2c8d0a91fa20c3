// Asks head office. What went wrong is one of: away, busy, refused, unknown, fault.
const PATIENCE_MS = 10000;

export class Trouble extends Error {
  constructor(kind, field = "", detail = "") {
    super(`${kind} ${field} ${detail}`);
    this.kind = kind;
    this.field = field;
  }
}

/** The answer to a question, or to what is to be done if there is a body (an object). */
export async function ask(path, { body, key, signal } = {}) {
  const timeout = AbortSignal.timeout(PATIENCE_MS);
  const options = { signal: signal ? AbortSignal.any([signal, timeout]) : timeout, cache: "no-store", credentials: "omit" };
  if (body !== undefined) {
    options.method = "POST";
    options.headers = { "content-type": "application/json", ...(key ? { "idempotency-key": key } : {}) };
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new Trouble("away");
  }
  const found = await answer.json().catch(() => null);
  // What this browser kept from before is no answer of now.
  if (answer.ok && found !== null) return answer.headers.has("x-kept") ? { ...found, kept: true } : found;
  // A proxy answers for a head office that is away.
  if (answer.status >= 502 || answer.ok) throw new Trouble("away");
  const kind = { 400: "refused", 409: "refused", 404: "unknown", 429: "busy" }[answer.status] ?? "fault";
  throw new Trouble(kind, found?.field, found?.detail);
}

/** A name for one wish, so that sending it twice does it once. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
