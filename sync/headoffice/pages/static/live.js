// An order, told anew at each change: by a line that stays open, and where that does not hold by asking now and then.
import { ask } from "./ask.js";

const SILENT_MS = 40000;
const SHORTEST_MS = 1000;
const LONGEST_MS = 8000;

/** Calls `told(order)` at once and after each change, and `away(true | false, fault)` as the line goes and comes. */
export function follow(path, told, away) {
  let source = null;
  let timer = 0;
  let watchdog = 0;
  let pause = SHORTEST_MS;

  function heard() {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, SILENT_MS);
  }

  function open() {
    clearTimeout(timer);
    if (!("EventSource" in window)) { look(); return; }
    source = new EventSource(`${path}/events`);
    source.addEventListener("order", (event) => {
      heard();
      pause = SHORTEST_MS;
      away(false);
      told(JSON.parse(event.data));
    });
    source.addEventListener("error", lost);
    heard();
  }

  function lost() {
    clearTimeout(watchdog);
    source?.close();
    source = null;
    look();
  }

  /** One look, and then the line is tried again; the less it holds, the longer the pause. */
  async function look() {
    clearTimeout(timer);
    let next = open;
    try {
      const order = await ask(`${path}/state`);
      told(order);
      away(Boolean(order.kept));
      if (order.kept) next = look;
    } catch (fault) {
      if (fault.kind === "unknown") { away(false, fault); return; }
      away(true);
      next = look;
    }
    pause = next === look ? SHORTEST_MS * 2 : Math.min(LONGEST_MS, pause * 2);
    timer = setTimeout(next, pause);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && source === null) look();
  });
  addEventListener("online", () => { if (source === null) look(); });
  open();
}
