// Finding products: what is typed, a category, or simply the most popular.
import { ask } from "./ask.js";
import * as basket from "./basket.js";
import { coming } from "./bookings.js";
import { h, icon, picture, say, show } from "./dom.js";
import { away, shop } from "./shop.js";
import { money, name, t, when } from "./words.js";

const PAUSE_MS = 160;
const state = { text: "", category: "", products: null, after: null, scroll: 0 };
let asking = null;
let timer = 0;

async function load(more = false) {
  asking?.abort();
  const own = asking = new AbortController();
  const query = new URLSearchParams({ q: state.text, category: state.text ? "" : state.category, after: more ? state.after : 0 });
  try {
    const found = await ask(`/shop/${basket.store}/products?${query}`, { signal: own.signal });
    state.products = more ? [...state.products, ...found.products] : found.products;
    state.after = found.after;
    away(false);
    return true;
  } catch (fault) {
    if (!own.signal.aborted && fault.kind === "away") away(true);
    return false;
  }
}

/** The word for how many there are, with its colour and sign. */
export function stock(free, few = 5) {
  if (free === null) return h("span", { class: "pill" }, icon("store"), t("stock.ask"));
  if (free === 0) return h("span", { class: "pill err" }, icon("cross"), t("stock.none"));
  if (free <= few) return h("span", { class: "pill warn" }, icon("clock"), t("stock.few", { n: free }));
  return h("span", { class: "pill ok" }, icon("check"), t("stock.many"));
}

function tile(product) {
  const inBag = basket.unitsOf(product.gtin);
  const called = name(product.name);
  const full = product.free === 0 || inBag >= basket.most(product.free);
  return h("li", { class: "tile" },
    picture(product.image, "shot"),
    h("a", { href: `#/p/${product.gtin}`, "data-key": `open-${product.gtin}` },
      h("span", { class: "brandname" }, product.brand), h("span", { class: "name" }, called), h("span", { class: "size" }, [product.size, product.colour].filter(Boolean).join(" · ") || "\u00a0"), stock(product.free)),
    h("div", { class: "foot" },
      h("span", { class: "price num" }, money(product.price_minor, shop.facts.currency)),
      h("button", {
        class: "add", type: "button", "data-key": `add-${product.gtin}`, disabled: full,
        "aria-label": t("add.named", { name: called }) + (inBag ? ` (${inBag})` : ""),
        onclick: () => { basket.set(product, inBag + 1); say(t("added", { name: called })); },
      }, inBag ? String(inBag) : icon("plus"))));
}

/** The view. */
export function find(main) {
  const field = h("input", {
    type: "search", "data-key": "search", placeholder: t("shop.search.short"), "aria-label": t("shop.search"), value: state.text, maxlength: 60,
    autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
    oninput: () => {
      state.text = field.value.trim();
      clearTimeout(timer);
      timer = setTimeout(async () => { if (await load()) { results(); tell(); } }, PAUSE_MS);
    },
  });
  const clear = h("button", { type: "button", "data-key": "clear", onclick: () => { field.value = state.text = ""; field.focus(); load().then(results); } }, icon("cross"));
  const chips = h("div", { class: "chips", role: "group" });
  const promise = h("p", { class: "promise" });
  const times = h("div", { class: "times" });
  const list = h("ul", { class: "grid" });
  const foot = h("div", { class: "more" });

  function tell() {
    say(state.products.length ? t("shop.found", { n: state.products.length }) : t("shop.nothing", { text: state.text }));
  }

  function results() {
    clear.hidden = !state.text;
    if (state.products === null) {
      show(list, Array.from({ length: 6 }, () => h("li", { class: "tile wait" })));
      return;
    }
    if (!state.products.length && state.text) {
      show(list);
      show(foot, h("div", { class: "empty" }, icon("search"), h("h2", null, t("shop.nothing", { text: state.text })), h("p", null, t("shop.nothing.more"))));
      return;
    }
    show(list, state.products.map(tile));
    show(foot, state.after === null ? null : h("button", {
      class: "button", type: "button", "data-key": "more",
      onclick: async () => { if (await load(true)) { results(); tell(); } },
    }, t("shop.more")));
  }

  function frame() {
    const { facts } = shop;
    field.placeholder = t("shop.search.short");
    field.setAttribute("aria-label", t("shop.search"));
    clear.setAttribute("aria-label", t("shop.clear"));
    chips.setAttribute("aria-label", t("shop.categories"));
    const pickup = facts.ways[0];
    show(promise, icon("clock"), h("span", null, t("shop.promise", { when: when(pickup.ready_at, facts.time_zone) })),
      basket.orders().slice(0, 2).map((one) => h("a", { class: "pill info", href: one.path, "data-key": one.path }, icon("receipt"), t("number", { number: one.number }))));
    show(times, facts.services.length ? h("a", { class: "chip", href: "#/time", "data-key": "time" }, icon("person"), t("book")) : null,
      coming().slice(0, 2).map((one) => h("a", { class: "chip", href: `#/time/${one.token}`, "data-key": `time-${one.token}` }, icon("clock"), t("booked.named", { number: one.number, when: when(one.starts, facts.time_zone) }))));
    times.hidden = !times.childElementCount;
    const all = [{ id: "", name: null }, ...facts.categories];
    show(chips, all.map((one) => h("button", {
      class: "chip", type: "button", "data-key": `chip-${one.id}`, "aria-pressed": String(!state.text && state.category === one.id),
      onclick: async () => { state.category = one.id; state.text = field.value = ""; frame(); if (await load()) results(); },
    }, one.name ? name(one.name) : t("shop.all"))));
    results();
  }

  return {
    open() {
      show(main, h("h1", { class: "said" }, t("shop.products")),
        h("div", { class: "find" }, h("div", { class: "search" }, icon("search"), field, clear)), chips, promise, times, list, foot);
      frame();
      if (state.products === null) load().then((done) => done && results());
      else requestAnimationFrame(() => scrollTo(0, state.scroll));
    },
    draw: frame,
    again() { load().then((done) => done && results()); },
    leave() { state.scroll = scrollY; clearTimeout(timer); },
  };
}
