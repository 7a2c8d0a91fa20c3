// The page of a store: which view is shown, the top, the bar with the basket.
import { ask } from "./ask.js";
import * as basket from "./basket.js";
import { h, icon, show } from "./dom.js";
import { dress, tools } from "./look.js";
import { awayNote, keepForLater } from "./offline.js";
import { book } from "./shop_book.js";
import { booking } from "./shop_booking.js";
import { checkout } from "./shop_checkout.js";
import { find } from "./shop_find.js";
import { goods } from "./shop_goods.js";
import { clock, firstLanguage, money, name, speak, t } from "./words.js";

const RETRY_MS = 3000;
const page = document.getElementById("page");
const main = h("main", { id: "main", tabindex: "-1" });
const top = h("header", { class: "top" });
const bar = h("div", { class: "bar" });
const note = h("div", { class: "top" });
export const shop = { facts: null, away: false, seen: null };
let view = null;

function topBar() {
  const facts = shop.facts;
  document.title = t("shop.title", { store: name(facts.name) });
  document.getElementById("skip").textContent = t("skip");
  const open = facts.open_now ? t("shop.open", { time: facts.closes }) : t("shop.closed", { time: facts.opens });
  show(top,
    h("a", { class: "brand", href: "#/" }, h("b", null, facts.chain), h("span", null, `${name(facts.name)} · ${open}`)),
    tools(redraw));
}

function basketBar() {
  const units = basket.units();
  bar.hidden = !units || location.hash === "#/bag";
  if (bar.hidden) { bar.replaceChildren(); return; }
  show(bar, h("div", { class: "go" },
    h("span", null, h("span", { class: "amount num" }, money(basket.total(), shop.facts.currency)), h("span", { class: "count" }, t("bag.count", { n: units }))),
    h("a", { class: "button main", href: "#/bag", "data-key": "bag" }, icon("bag"), t("bag.look", { n: units }))));
}

/** Draws what can change without another view: prices, counts, words. */
export function redraw() {
  topBar();
  basketBar();
  show(note, awayNote(shop.away, shop.seen, shop.facts.time_zone));
  note.hidden = !shop.away;
  view?.draw();
}

/** Head office did not answer, or does again. */
export function away(is) {
  if (!is) shop.seen = new Date().toISOString();
  if (shop.away === is) return;
  shop.away = is;
  if (shop.facts) redraw();
  if (is) setTimeout(tryAgain, RETRY_MS);
}

async function tryAgain() {
  try {
    shop.facts = await ask(`/shop/${basket.store}/offer`);
    away(false);
    view?.again?.();
    redraw();
  } catch {
    if (shop.away) setTimeout(tryAgain, RETRY_MS);
  }
}

function go() {
  const [, kind, id] = location.hash.split("/");
  view?.leave?.();
  if (kind === "p" && /^\d{8,14}$/.test(id ?? "")) view = goods(main, id);
  else if (kind === "bag") view = checkout(main);
  else if (kind === "time" && /^[\w-]{44}$/.test(id ?? "")) view = booking(main, id);
  else if (kind === "time") view = book(main);
  else view = find(main);
  view.open();
  basketBar();
}

async function start() {
  dress();
  await speak(firstLanguage());
  page.replaceChildren(top, note, main, bar);
  note.hidden = bar.hidden = true;
  try {
    shop.facts = await ask(`/shop/${basket.store}/offer`);
    away(false);
  } catch (fault) {
    const unknown = fault.kind === "unknown";
    show(main, h("div", { class: "empty" }, icon(unknown ? "store" : "off"), h("h1", null, unknown ? t("shop.unknown") : t("away"))));
    if (!unknown) setTimeout(start, RETRY_MS);
    return;
  }
  basket.watch(redraw);
  addEventListener("hashchange", () => { go(); main.focus({ preventScroll: true }); });
  topBar();
  go();
  keepForLater();
}

start();
