// What this browser remembers, for this shopper alone. A browser that keeps nothing still works until it is closed.
const fallback = new Map();

/** What was kept under a name, or null. */
export function kept(name) {
  try {
    const text = localStorage.getItem(`shop/${name}`);
    return text === null ? fallback.get(name) ?? null : JSON.parse(text);
  } catch {
    return fallback.get(name) ?? null;
  }
}

/** Keeps a value; null forgets it. */
export function keep(name, value) {
  fallback.set(name, value);
  try {
    if (value === null) localStorage.removeItem(`shop/${name}`);
    else localStorage.setItem(`shop/${name}`, JSON.stringify(value));
  } catch {
    // Full or forbidden: it is remembered until the page is closed.
  }
}
