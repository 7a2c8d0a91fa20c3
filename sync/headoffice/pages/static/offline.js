// Whether head office answers; and a page that opens where there is no net, with the code that was shown last.
import { h, icon } from "./dom.js";
import { clock, t } from "./words.js";

/** Lets the browser keep these pages' files, and the code of an order that was looked at. */
export async function keepForLater() {
  if (!("serviceWorker" in navigator)) return;
  const policy = window.trustedTypes?.createPolicy("order-pages", { createScriptURL: () => "/shop/assets/worker.js" });
  try {
    await navigator.serviceWorker.register(policy ? policy.createScriptURL("") : "/shop/assets/worker.js", { scope: "/" });
  } catch {
    // A browser that may not keep anything shows the pages while there is a net.
  }
}

/** The line that says that what is shown is of some time ago; null while all is well. */
export function awayNote(away, at, zone) {
  if (!away) return null;
  return h("div", { class: "note", role: "status" }, icon("off"), h("span", null, at ? t("away.since", { time: clock(at, zone) }) : t("away")));
}
