// One product: picture, price, sizes, where it is, and into the basket.
import { ask } from "./ask.js";
import * as basket from "./basket.js";
import { h, icon, picture, say, show } from "./dom.js";
import { away, shop } from "./shop.js";
import { stock } from "./shop_find.js";
import { country, distance, money, name, t, when } from "./words.js";

/** Fewer, how many, more. */
export function stepper(line, key = "") {
  const called = name(line.name);
  const button = (sign, by, words, off) => h("button", {
    type: "button", disabled: off, "aria-label": t(words, { name: called }), "data-key": `${key}${sign}-${line.gtin}`,
    onclick: () => basket.set(line, basket.unitsOf(line.gtin) + by),
  }, icon(sign));
  const n = basket.unitsOf(line.gtin);
  return h("div", { class: "stepper" },
    button("minus", -1, n === 1 ? "remove.of" : "less.of", false),
    h("span", { class: "num", "aria-live": "polite" }, String(n)),
    button("plus", 1, "more.of", n >= basket.most(line.free)));
}

/** The view. */
export function goods(main, gtin) {
  let found = null;
  let missing = false;

  async function load() {
    try {
      found = await ask(`/shop/${basket.store}/products/${gtin}`);
      away(false);
    } catch (fault) {
      if (fault.kind === "away") away(true);
      else missing = true;
    }
    draw();
  }

  function choices() {
    if (found.choices.length < 2) return null;
    return h("section", { class: "stack" }, h("h2", null, t("sizes")), h("div", { class: "sizes" }, found.choices.map((one) => h("a", {
      class: "chip", href: `#/p/${one.gtin}`, "data-key": `size-${one.gtin}`, "aria-current": one.gtin === gtin ? "true" : null, role: "link", "aria-checked": String(one.gtin === gtin),
    }, h("span", null, [one.size, one.colour].filter(Boolean).join(" ")), h("small", { class: "num" }, money(one.price_minor, shop.facts.currency))))));
  }

  function where() {
    const { facts } = shop;
    const cell = (sign, title, ...text) => h("div", null, h("b", null, icon(sign), title), text.map((line) => h("span", { class: "quiet small" }, line, h("br"))));
    const pickup = facts.ways.find((way) => way.way === "pickup");
    const sent = facts.ways.filter((way) => way.way !== "pickup");
    return h("div", { class: "where" },
      cell("store", t("here"), found.product.free === 0 ? t("stock.none") : t("way.ready", { when: when(pickup.ready_at, facts.time_zone) })),
      found.elsewhere.length
        ? found.elsewhere.slice(0, 2).map((one) => cell("pin", name(one.name), one.free === null ? t("stock.ask") : one.free > 5 ? t("stock.many") : t("stock.few", { n: one.free }), distance(one.distance_m)))
        : cell("pin", t("elsewhere"), t("elsewhere.none")),
      sent.map((way) => cell(way.way === "ship" ? "truck" : "bike", t(`way.${way.way}`), t("way.there", { when: when(way.ready_at, facts.time_zone) }),
        way.fee_minor ? [t("way.fee", { sum: money(way.fee_minor, facts.currency) }), way.free_from_minor === null ? "" : t("way.over", { sum: money(way.free_from_minor, facts.currency) })].filter(Boolean).join(" · ") : t("way.free"))));
  }

  function facts() {
    const rows = [["fact.origin", found.origin && country(found.origin)], ["fact.allergens", found.allergens.split(";").filter(Boolean).map((one) => t(`allergen.${one}`).replace("allergen.", "")).join(", ")], ["fact.care", found.care], ["fact.barcode", gtin.replace(/^0+(?=\d{13}$)/, "")]];
    return h("section", { class: "stack" }, h("h2", null, t("facts")), h("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([key, value]) => [h("dt", null, t(key)), h("dd", null, value)])));
  }

  function draw() {
    const back = h("a", { class: "back", href: "#/", "data-key": "back" }, icon("back"), t("back"));
    if (missing) return show(main, back, h("div", { class: "empty" }, icon("bag"), h("h1", null, t("stock.none"))));
    if (!found) return show(main, back, h("div", { class: "goods" }, h("div", { class: "picture wait" })));
    const { product } = found;
    const called = name(product.name);
    const n = basket.unitsOf(gtin);
    return show(main, back, h("div", { class: "goods" }, picture(product.image, "picture"),
      h("div", { class: "stack" },
        h("p", { class: "quiet" }, product.brand),
        h("h1", { tabindex: "-1" }, called),
        name(found.claim) ? h("p", { class: "quiet" }, name(found.claim)) : null,
        h("p", { class: "price num" }, money(product.price_minor, shop.facts.currency)),
        h("p", null, stock(product.free)),
        n
          ? h("div", { class: "row" }, stepper(product), h("a", { class: "button main", href: "#/bag", "data-key": "to-bag" }, icon("bag"), t("bag.look", { n })))
          : h("button", {
            class: "button main wide", type: "button", "data-key": "add", disabled: product.free === 0,
            onclick: () => { basket.set(product, 1); say(t("added", { name: called })); main.querySelector(`[data-key="plus-${gtin}"]`)?.focus(); },
          }, icon("bag"), t("add.big")),
        choices(), where(), facts())));
  }

  return {
    open() { scrollTo(0, 0); draw(); load(); },
    draw,
    again: load,
  };
}
