// Runs beside the pages: keeps their files and what was seen last, for a car park without a net.
const FILES = "pages-1";
const SEEN = "seen-1";
const SHELLS = /^\/(shop|order)\/[^/]+$/;
const KEPT = /^\/(shop\/assets\/|shop\/images\/)|^\/order\/[^/]+\/(state|code\.svg)$/;
const MOST_SEEN = 60;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

async function tidy() {
  for (const name of await caches.keys()) if (name !== FILES && name !== SEEN) await caches.delete(name);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (SHELLS.test(url.pathname) && request.mode === "navigate") event.respondWith(fresh(request, FILES, url.pathname));
  else if (KEPT.test(url.pathname)) event.respondWith(fresh(request, url.pathname.startsWith("/order/") ? SEEN : FILES, url.pathname));
});

/** The newest answer if there is one, else the last. */
async function fresh(request, kind, name) {
  const cache = await caches.open(kind);
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      await cache.put(name, answer.clone());
      if (kind === SEEN) await forgetOldest(cache);
    } else if (answer.status === 404) {
      await cache.delete(name);
    }
    if (answer.status < 502) return answer;
  } catch {
    // No net: what was kept has to do.
  }
  const found = await cache.match(name);
  return found ? old(found) : Response.error();
}

/** Says with the answer that it is of some time ago. */
function old(answer) {
  const headers = new Headers(answer.headers);
  headers.set("x-kept", "1");
  return new Response(answer.body, { status: answer.status, headers });
}

async function forgetOldest(cache) {
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_SEEN))) await cache.delete(key);
}
