// A booking: its number, its hour, who looks after the shopper, and taking it back.
import { ask } from "./ask.js";
import { store } from "./basket.js";
import * as bookings from "./bookings.js";
import { h, icon, say, show } from "./dom.js";
import { away, shop } from "./shop.js";
import { name, t, when } from "./words.js";

/** The view. */
export function booking(main, token) {
  let found = null;
  let missing = false;
  let sure = false;
  let busy = false;
  let problem = "";
  let left = false;
  const path = `/shop/${store}/booking/${token}`;

  async function load() {
    await hear(() => ask(path));
  }

  async function hear(question) {
    try {
      found = await question();
      problem = "";
      if (found.state === "cancelled") bookings.forget(token);
      away(false);
    } catch (fault) {
      if (fault.kind === "away") away(true);
      else if (fault.kind === "unknown") { missing = true; bookings.forget(token); }
      else problem = t(fault.kind === "refused" ? "too.late" : fault.kind);
    }
    if (!left) draw();
  }

  async function drop() {
    if (busy) return;
    busy = true;
    draw();
    await hear(() => ask(`${path}/cancel`, { body: {} }));
    busy = sure = false;
    if (left) return;
    draw();
    if (found?.state === "cancelled") say(t("booked.state.cancelled"));
    else if (problem || shop.away) say(problem || t("away"));
  }

  function taking() {
    if (!found?.may_cancel) return null;
    if (!sure) return h("button", { class: "button text wide", type: "button", "data-key": "drop", onclick: () => { sure = true; draw(); main.querySelector('[data-key="drop-no"]')?.focus(); } }, t("booked.drop"));
    return h("div", { class: "stack" }, h("p", null, t("booked.drop.sure")), h("div", { class: "row" },
      h("button", { class: "button", type: "button", "data-key": "drop-no", disabled: busy, onclick: () => { sure = false; draw(); } }, t("booked.drop.no")),
      h("button", { class: "button danger", type: "button", "data-key": "drop-yes", "aria-disabled": busy ? "true" : null, onclick: drop }, t("booked.drop.yes"))));
  }

  function draw() {
    const { facts } = shop;
    const back = h("a", { class: "back", href: "#/", "data-key": "back" }, icon("back"), t("back"));
    if (missing) return show(main, back, h("div", { class: "empty" }, icon("person"), h("h1", { tabindex: "-1" }, t("booked.unknown"))));
    // Without a net, what this phone remembers of it.
    const one = found ?? bookings.mine().find((other) => other.token === token);
    if (!one) return show(main, back, h("div", { class: "card wait" }, h("p", { class: "quiet" }, shop.away ? t("away") : t("book.looking"))));
    const state = found?.state ?? "booked";
    const lonely = found && state === "booked" && !found.host;
    return show(main, back, h("div", { class: "stack narrow" },
      h("h1", { tabindex: "-1" }, t(`booked.state.${state}`)),
      h("section", { class: "card stack booking" },
        h("p", { class: "number num", "data-key": "number" }, one.number),
        h("p", { class: "quiet small" }, t("booked.number")),
        h("dl", { class: "facts" },
          h("dt", null, t("booked.when")), h("dd", null, h("b", null, when(one.starts, facts.time_zone)), found ? ` · ${t("book.minutes", { n: found.minutes })}` : ""),
          h("dt", null, t("booked.what")), h("dd", null, name(one.name)),
          found?.host ? [h("dt", null, t("booked.host")), h("dd", null, found.host)] : null,
          h("dt", null, t("where.store")), h("dd", null, [name(facts.name), facts.address].filter(Boolean).join(" · "))),
        lonely ? h("div", { class: "note err", role: "alert" }, icon("alert"), h("span", null, t("booked.lonely"))) : null,
        state === "booked" && !lonely ? h("p", null, t("booked.come")) : null,
        problem ? h("div", { class: "note err", role: "alert" }, icon("alert"), h("span", null, problem)) : null,
        taking()),
      h("a", { class: "button wide", href: state === "booked" && !lonely ? "#/" : "#/time", "data-key": "on" }, t(state === "booked" && !lonely ? "shop.again" : "booked.another")),
      h("p", { class: "quiet small" }, t("booked.link"))));
  }

  return {
    open() { scrollTo(0, 0); draw(); load(); },
    draw,
    again: load,
    leave() { left = true; },
  };
}
