// Booking a colleague's time: what for, when, what they should know, and who comes; sent once, however often it takes.
import { ask } from "./ask.js";
import { store } from "./basket.js";
import * as bookings from "./bookings.js";
import { h, icon, say, show } from "./dom.js";
import { keep, kept } from "./memory.js";
import { away, shop } from "./shop.js";
import { clock, language, name, t } from "./words.js";

const RETRY_MS = 2500;
const OLD_MS = 600000;
const typed = { name: kept("name") ?? "", phone: "" };
const answers = new Map();
let chosen = "";
let start = "";

/** A day as people write it; its text has no time, so no zone may move it. */
function dated(day) {
  return new Intl.DateTimeFormat(language, { timeZone: "UTC", weekday: "short", month: "short", day: "numeric" }).format(new Date(day));
}

/** The view. */
export function book(main) {
  let days = null;
  let open = "";
  const moved = new WeakMap();
  let wrong = {};
  let problem = "";
  let timer = 0;
  let left = false;

  const service = () => shop.facts.services.find((one) => one.service === chosen);

  async function load() {
    const asked = chosen;
    if (!asked) return;
    try {
      const found = await ask(`/shop/${store}/hours?${new URLSearchParams({ service: asked })}`);
      if (left || asked !== chosen) return;
      days = found.days;
      if (!days.find((one) => one.day === open)?.starts.length) open = days.find((one) => one.starts.length)?.day ?? "";
      // An hour that went away is not chosen any more; while its booking is on its way, that says so itself.
      if (!bookings.sending() && !days.some((one) => one.starts.includes(start))) start = "";
      away(false);
    } catch (fault) {
      if (left) return;
      if (fault.kind === "away") away(true);
      else if (fault.kind === "unknown") return gone();
      else problem = t(fault.kind === "busy" ? "busy" : "fault");
    }
    draw();
  }

  /** The store does not offer it any more. */
  async function gone() {
    problem = t("book.gone");
    say(problem);
    choose("");
    try {
      shop.facts = await ask(`/shop/${store}/offer`);
    } catch (fault) {
      if (fault.kind === "away") away(true);
    }
    if (!left) draw();
  }

  function choose(one) {
    chosen = one;
    start = open = "";
    days = null;
  }

  function check() {
    wrong = {};
    if (!start) wrong.hour = t("book.wrong.hour");
    if (!typed.name.trim()) wrong.name = t("wrong.name");
    if (!/^[0-9+() -]*$/.test(typed.phone)) wrong.phone = t("wrong.phone");
    const first = Object.keys(wrong)[0];
    if (!first) return true;
    draw();
    say(wrong[first]);
    main.querySelector(first === "hour" ? '[data-key^="day-"]' : `[data-key="book-${first}"]`)?.focus();
    return false;
  }

  function place() {
    // A second tap finds the booking on its way already.
    if (!service() || bookings.sending() || !check()) return;
    keep("name", typed.name.trim());
    bookings.send({
      service: chosen, starts: start, name: typed.name.trim(), phone: typed.phone.trim(), language,
      answers: service().questions.map((one, place) => (answers.get(`${chosen}/${place}`) ?? "").trim()),
    });
    problem = "";
    draw();
    say(t("book.sending"));
    transmit();
  }

  async function transmit() {
    const wish = bookings.sending();
    if (!wish) return;
    // Nobody wants an hour of yesterday by surprise: only whether it was booked is asked then.
    const old = Date.now() - wish.at > OLD_MS;
    try {
      const answer = old ? await ask(`/shop/${store}/bookings/${wish.key}`) : await ask(`/shop/${store}/bookings`, wish);
      bookings.booked(answer);
      start = "";
      away(false);
      if (!left) location.hash = `#/time/${answer.token}`;
    } catch (fault) {
      if (fault.kind === "away" || fault.kind === "busy" || fault.kind === "fault") {
        away(fault.kind === "away");
        problem = fault.kind === "away" ? "" : t(fault.kind);
        if (left) return;
        timer = setTimeout(transmit, fault.kind === "away" ? RETRY_MS : 4 * RETRY_MS);
        draw();
        return;
      }
      bookings.drop();
      if (left) return;
      away(false);
      if (fault.kind === "unknown" && !old) return gone();
      if (fault.kind === "unknown") problem = t("book.old");
      else problem = t(fault.field === "starts" ? "book.taken" : "book.wrong");
      say(problem);
      start = "";
      draw();
      load();
    }
  }

  function services() {
    return h("fieldset", { class: "card" }, h("legend", { class: "said" }, t("book.what")), h("h2", { "aria-hidden": "true" }, t("book.what")), h("br"),
      shop.facts.services.map((one) => h("label", { class: "option" },
        h("input", { type: "radio", name: "service", value: one.service, checked: one.service === chosen, "data-key": `service-${one.service}`, onchange: () => { choose(one.service); problem = ""; draw(); load(); } }),
        h("span", null, h("b", null, name(one.name)), h("span", { class: "quiet small" }, t("book.minutes", { n: one.minutes }))), icon("person"))));
  }

  /** The row of days stays where it was drawn along to, however often it is made anew. */
  function row(...children) {
    const before = main.querySelector(".days");
    const made = h("div", { class: "chips days", role: "group", "aria-label": t("book.day") }, children);
    moved.set(made, before ? moved.get(before) ?? before.scrollLeft : 0);
    // It has a width only once it is on the page, and that may be later: a finger is still down.
    new ResizeObserver((_sizes, observer) => {
      if (!made.isConnected) return;
      made.scrollLeft = moved.get(made);
      moved.delete(made);
      observer.disconnect();
    }).observe(made);
    return made;
  }

  function hours() {
    if (!service()) return null;
    const title = [h("legend", { class: "said" }, t("book.when")), h("h2", { "aria-hidden": "true" }, t("book.when"))];
    if (days === null) return h("fieldset", { class: "card stack" }, title, h("p", { class: "quiet" }, shop.away ? t("away") : t("book.looking")));
    if (!open) return h("fieldset", { class: "card stack" }, title, h("p", { class: "note" }, icon("clock"), h("span", null, t("book.full"))));
    const zone = shop.facts.time_zone;
    return h("fieldset", { class: "card stack" }, title,
      row(days.map((one) => h("button", {
        class: "chip", type: "button", "data-key": `day-${one.day}`, "aria-pressed": String(one.day === open), disabled: !one.starts.length,
        onclick: () => { open = one.day; draw(); },
      }, dated(one.day), one.starts.length ? null : h("small", null, t("book.none"))))),
      h("div", { class: "hours", role: "group", "aria-label": t("book.hour") }, days.find((one) => one.day === open).starts.map((one) => h("button", {
        class: "chip num", type: "button", "data-key": `hour-${one}`, "aria-pressed": String(one === start),
        onclick: () => { start = one; delete wrong.hour; draw(); },
      }, clock(one, zone)))),
      wrong.hour ? h("p", { class: "note err" }, icon("alert"), h("span", null, wrong.hour)) : null);
  }

  function field(key, label, why, value, take, more) {
    const id = `book-${key}`;
    return h("label", { class: "field" }, h("span", null, label, why ? h("small", null, " · ", why) : null),
      h("input", {
        id, "data-key": id, value, "aria-invalid": wrong[key] ? "true" : null, "aria-describedby": wrong[key] ? `${id}-wrong` : null,
        oninput: (event) => take(event.target.value), ...more,
      }),
      wrong[key] ? h("span", { class: "wrong", id: `${id}-wrong` }, icon("alert"), wrong[key]) : null);
  }

  function who() {
    const one = service();
    if (!one) return null;
    return h("fieldset", { class: "card stack" }, h("legend", { class: "said" }, t("book.who")), h("h2", { "aria-hidden": "true" }, t("book.who")),
      one.questions.map((question, place) => field(`q${place}`, name(question), t("book.optional"), answers.get(`${chosen}/${place}`) ?? "", (text) => answers.set(`${chosen}/${place}`, text), { maxlength: 100 })),
      field("name", t("who.name"), t("book.name.why"), typed.name, (text) => { typed.name = text; }, { autocomplete: "name", maxlength: 40, required: true }),
      field("phone", t("who.phone"), t("book.phone.why"), typed.phone, (text) => { typed.phone = text; }, { autocomplete: "tel", inputmode: "tel", maxlength: 20 }));
  }

  function draw() {
    const wish = bookings.sending();
    const one = service();
    const back = h("a", { class: "back", href: "#/", "data-key": "back" }, icon("back"), t("back"));
    if (!shop.facts.services.length && !wish) {
      show(main, back, h("div", { class: "empty" }, icon("person"), h("h1", { tabindex: "-1" }, t("book.nothing"))));
      return;
    }
    show(main, back, h("h1", { tabindex: "-1" }, t("book")), h("br"),
      h("form", { class: "stack narrow", novalidate: true, onsubmit: (event) => { event.preventDefault(); place(); } },
        h("fieldset", { class: "stack", disabled: Boolean(wish) }, services(), hours(), who()),
        problem ? h("div", { class: "note err", role: "alert" }, icon("alert"), h("span", null, problem)) : null,
        wish && shop.away ? h("div", { class: "note", role: "alert" }, icon("off"), h("span", null, t("book.waiting"))) : null,
        one || wish ? h("button", { class: "button main wide", type: "submit", "data-key": "book-now", "aria-disabled": wish ? "true" : null }, wish ? t("book.sending") : t("book.now")) : null,
        h("p", { class: "quiet small" }, t("book.privacy"))));
  }

  return {
    open() {
      scrollTo(0, 0);
      if (!service()) choose(shop.facts.services.length === 1 ? shop.facts.services[0].service : "");
      draw();
      load();
      if (bookings.sending()) transmit();
    },
    draw,
    again() { load(); },
    leave() { left = true; clearTimeout(timer); },
  };
}
