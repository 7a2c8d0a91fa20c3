// The basket, how it reaches its shopper, and the order itself: sent once, however often it takes to get through.
import { ask } from "./ask.js";
import * as basket from "./basket.js";
import { h, icon, picture, say, show } from "./dom.js";
import { keep, kept } from "./memory.js";
import { away, shop } from "./shop.js";
import { stepper } from "./shop_goods.js";
import { distance, language, money, name, t, when } from "./words.js";

const RETRY_MS = 2500;
const OLD_MS = 600000;
const SIGNS = { pickup: "store", ship: "truck", delivery: "bike" };
const typed = { name: kept("name") ?? "", phone: "", address: "", note: "" };
let chosen = null;

const idOf = (way) => `${way.way}:${way.store}`;

/** The view. */
export function checkout(main) {
  let ways = shop.facts.ways;
  let changes = [];
  let wrong = {};
  let problem = "";
  let timer = 0;
  let left = false;
  let lookedAt = "";

  async function look() {
    const lines = basket.all();
    lookedAt = JSON.stringify(lines.map((line) => [line.gtin, line.quantity]));
    if (!lines.length) return;
    try {
      const answer = await ask(`/shop/${basket.store}/basket`, { body: { lines: forWire(lines) } });
      if (left) return;
      ways = answer.ways;
      away(false);
      const found = basket.refresh(answer.products);
      if (found.length) changes = found;
      draw();
    } catch (fault) {
      if (fault.kind === "away") away(true);
    }
  }

  function forWire(lines) {
    return lines.map(({ gtin, quantity, price_minor, substitute }) => ({ gtin, quantity, price_minor, substitute }));
  }

  function way() {
    const usable = ways.filter((one) => !one.lacking.length);
    return usable.find((one) => idOf(one) === chosen) ?? usable[0] ?? null;
  }

  function fee(one) {
    return one.free_from_minor !== null && basket.total() >= one.free_from_minor ? 0 : one.fee_minor;
  }

  function price(one) {
    const cost = fee(one);
    if (!cost) return t("way.free");
    const sum = money(cost, shop.facts.currency);
    if (one.free_from_minor === null) return t("way.fee", { sum });
    return `${t("way.fee", { sum })} · ${t("way.from", { sum: money(one.free_from_minor, shop.facts.currency), left: money(one.free_from_minor - basket.total(), shop.facts.currency) })}`;
  }

  function check(one) {
    wrong = {};
    if (!typed.name.trim()) wrong.name = t("wrong.name");
    if (!/^[0-9+() -]*$/.test(typed.phone)) wrong.phone = t("wrong.phone");
    if (one.way !== "pickup" && !typed.address.trim()) wrong.address = t("wrong.address");
    const first = Object.keys(wrong)[0];
    if (first) { draw(); main.querySelector(`[data-key="field-${first}"]`)?.focus(); }
    return !first;
  }

  function place() {
    const one = way();
    // A second tap finds the order on its way already.
    if (!one || basket.sending() || !check(one)) return;
    keep("name", typed.name.trim());
    basket.send({
      lines: forWire(basket.all()), way: one.way, store: one.store, fee_minor: fee(one), name: typed.name.trim(), phone: typed.phone.trim(),
      address: one.way === "pickup" ? "" : typed.address.trim(), note: typed.note.trim(), language,
    });
    problem = "";
    draw();
    say(t("order.sending"));
    transmit();
  }

  async function transmit() {
    const wish = basket.sending();
    if (!wish) return;
    try {
      // Nobody wants an order of yesterday by surprise: only whether it arrived is asked then.
      const old = Date.now() - wish.at > OLD_MS;
      const answer = old ? await ask(`/shop/${basket.store}/orders/${wish.key}`) : await ask(`/shop/${basket.store}/orders`, wish);
      basket.ordered(answer);
      away(false);
      location.assign(answer.path);
    } catch (fault) {
      if (fault.kind === "away" || fault.kind === "busy" || fault.kind === "fault") {
        away(fault.kind === "away");
        problem = fault.kind === "away" ? "" : t(fault.kind);
        timer = setTimeout(transmit, fault.kind === "away" ? RETRY_MS : 4 * RETRY_MS);
        if (!left) draw();
        return;
      }
      basket.drop();
      if (fault.kind === "unknown" && Date.now() - wish.at > OLD_MS) { draw(); look(); return; }
      const what = fault.field === "fee" ? "fee" : /price$/.test(fault.field) ? "price" : /quantity|gtin|store/.test(fault.field) ? "quantity" : "other";
      problem = t(`wrong.${what}`);
      say(problem);
      draw();
      look();
    }
  }

  function line(one) {
    const change = changes.find((other) => other.gtin === one.gtin);
    return h("li", null, picture(one.image, "thumb"),
      h("div", { class: "text" },
        h("a", { href: `#/p/${one.gtin}`, "data-key": `line-${one.gtin}` }, name(one.name)),
        h("p", { class: "quiet small" }, [one.size, one.colour].filter(Boolean).join(" "), " ", h("span", { class: "num" }, money(one.price_minor, shop.facts.currency))),
        change?.kind === "price" ? h("p", { class: "pill warn" }, icon("alert"), t("bag.price", { old: money(change.old, shop.facts.currency), new: money(change.now, shop.facts.currency) })) : null,
        change?.kind === "less" ? h("p", { class: "pill warn" }, icon("alert"), t("bag.less", { n: change.n })) : null,
        h("label", { class: "check" }, h("input", { type: "checkbox", checked: one.substitute, "data-key": `sub-${one.gtin}`, onchange: (event) => basket.setSubstitute(one.gtin, event.target.checked) }), h("span", null, t("bag.substitute")))),
      h("div", { class: "end" }, stepper(one, "bag-"), h("span", { class: "sum num" }, money(one.quantity * one.price_minor, shop.facts.currency, true))));
  }

  function option(one, mine) {
    const { facts } = shop;
    const other = one.store !== basket.store;
    const title = one.way !== "pickup" ? t(`way.${one.way}`) : other ? t("way.other", { store: name(one.name) }) : t("way.pickup");
    const short = one.lacking.length > 0;
    const time = t(one.way === "pickup" ? "way.ready" : "way.there", { when: when(one.ready_at, facts.time_zone) });
    const more = short ? t("way.lacking", { n: one.lacking.length }) : time;
    const cost = one.way === "pickup" ? (other ? t("way.away", { distance: distance(one.distance_m) }) : one.address) : price(one);
    return h("label", { class: short ? "option off" : "option" },
      h("input", { type: "radio", name: "way", value: idOf(one), checked: one === mine, disabled: short, "data-key": `way-${idOf(one)}`, onchange: () => { chosen = idOf(one); draw(); } }),
      h("span", null, h("b", null, title), h("span", { class: short ? "tag err" : "" }, more), h("span", { class: "quiet small" }, h("br"), cost)), icon(SIGNS[one.way]));
  }

  function field(key, why, props) {
    const id = `field-${key}`;
    return h("label", { class: "field" }, h("span", null, t(`who.${key}`), why ? h("small", null, " · ", t(`who.${key}.why`)) : null),
      h("input", {
        id, "data-key": id, value: typed[key], "aria-invalid": wrong[key] ? "true" : null, "aria-describedby": wrong[key] ? `${id}-wrong` : null,
        oninput: (event) => { typed[key] = event.target.value; }, ...props,
      }),
      wrong[key] ? h("span", { class: "wrong", id: `${id}-wrong` }, icon("alert"), wrong[key]) : null);
  }

  function draw() {
    const { facts } = shop;
    const lines = basket.all();
    const wish = basket.sending();
    if (!lines.length && !wish) {
      show(main, h("div", { class: "empty" }, icon("bag"), h("h1", { tabindex: "-1" }, t("bag.empty")), h("p", null, h("br"), h("a", { class: "button", href: "#/" }, t("bag.find")))));
      return;
    }
    const now = JSON.stringify(lines.map((one) => [one.gtin, one.quantity]));
    if (now !== lookedAt && !wish) look();
    const mine = way();
    const cost = mine ? fee(mine) : 0;
    const gone = changes.filter((change) => change.kind === "gone");
    show(main, h("a", { class: "back", href: "#/", "data-key": "back" }, icon("back"), t("back")),
      h("h1", { tabindex: "-1" }, t("bag")), h("br"),
      h("div", { class: "two" },
        h("section", { class: "card stack", "aria-label": t("bag") },
          gone.map((change) => h("div", { class: "note" }, icon("alert"), h("span", null, t("bag.gone", { name: name(change.name) })))),
          h("ul", { class: "lines" }, lines.map(line))),
        h("form", { class: "stack", novalidate: true, onsubmit: (event) => { event.preventDefault(); place(); } },
          h("fieldset", { class: "card", disabled: Boolean(wish) }, h("legend", { class: "said" }, t("checkout.title")), h("h2", { "aria-hidden": "true" }, t("checkout.title")), h("br"), ways.map((one) => option(one, mine))),
          h("fieldset", { class: "card stack", disabled: Boolean(wish) }, h("legend", { class: "said" }, t("who")), h("h2", { "aria-hidden": "true" }, t("who")),
            field("name", true, { autocomplete: "name", maxlength: 40, required: true }),
            mine && mine.way !== "pickup" ? field("address", false, { autocomplete: "street-address", maxlength: 160, required: true }) : null,
            field("phone", true, { autocomplete: "tel", inputmode: "tel", maxlength: 20 }),
            field("note", false, { maxlength: 120 })),
          h("div", { class: "card stack" },
            h("div", { class: "totals" },
              cost ? [h("span", null, t("goods")), h("span", { class: "num" }, money(basket.total(), facts.currency, true)), h("span", null, t("fee")), h("span", { class: "num", "data-key": "fee" }, money(cost, facts.currency, true))] : null,
              h("span", { class: "big" }, t("total")), h("span", { class: "big num", "data-key": "total" }, money(basket.total() + cost, facts.currency, true))),
            h("p", { class: "quiet small" }, t(mine && mine.way !== "pickup" ? "pay.door" : "pay.pickup")),
            problem ? h("div", { class: "note err", role: "alert" }, icon("alert"), h("span", null, problem)) : null,
            wish && shop.away ? h("div", { class: "note", role: "alert" }, icon("off"), h("span", null, t("order.waiting"))) : null,
            h("button", { class: "button main wide", type: "submit", "data-key": "place", "aria-disabled": wish || !mine ? "true" : null }, wish ? t("order.sending") : t("order.now")),
            h("p", { class: "quiet small" }, t("privacy"))))));
  }

  return {
    open() {
      scrollTo(0, 0);
      draw();
      if (basket.sending()) transmit();
    },
    draw,
    again() { look(); },
    leave() { left = true; clearTimeout(timer); },
  };
}
