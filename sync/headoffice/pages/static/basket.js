// The basket of this browser in one store; it outlives the page, and so does an order that could not be sent yet.
import { newKey } from "./ask.js";
import { keep, kept } from "./memory.js";

const MOST = 99;
export const store = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const listeners = new Set();
let lines = kept(`basket/${store}`) ?? [];

/** Calls back after each change. */
export function watch(listener) { listeners.add(listener); }

function save() {
  keep(`basket/${store}`, lines);
  for (const listener of listeners) listener();
}

export const all = () => lines;
export const units = () => lines.reduce((sum, line) => sum + line.quantity, 0);
export const total = () => lines.reduce((sum, line) => sum + line.quantity * line.price_minor, 0);
export const unitsOf = (gtin) => lines.find((line) => line.gtin === gtin)?.quantity ?? 0;

/** As many as may be ordered of it; head office tells twenty at most. */
export const most = (free) => (free === null || free >= 20 ? MOST : free);

/** Sets how many of a product are wanted; none takes it out. */
export function set(product, quantity) {
  const wanted = Math.max(0, Math.min(quantity, most(product.free)));
  const line = lines.find((one) => one.gtin === product.gtin);
  if (!wanted) lines = lines.filter((one) => one.gtin !== product.gtin);
  else if (line) lines = lines.map((one) => (one === line ? { ...one, quantity: wanted } : one));
  else {
    const { gtin, name, size, colour, image, price_minor, free } = product;
    lines = [...lines, { gtin, name, size, colour, image, price_minor, free, quantity: wanted, substitute: true }];
  }
  save();
}

/** Whether something like it may come instead. */
export function setSubstitute(gtin, substitute) {
  lines = lines.map((line) => (line.gtin === gtin ? { ...line, substitute } : line));
  save();
}

/** Takes over what holds now; gives what changed: [{kind: price | less | gone, ...}]. */
export function refresh(products) {
  const now = new Map(products.map((product) => [product.gtin, product]));
  const changes = [];
  lines = lines.flatMap((line) => {
    const product = now.get(line.gtin);
    if (!product) {
      changes.push({ kind: "gone", gtin: line.gtin, name: line.name });
      return [];
    }
    if (product.price_minor !== line.price_minor) changes.push({ kind: "price", gtin: line.gtin, old: line.price_minor, now: product.price_minor });
    const fits = Math.min(line.quantity, most(product.free));
    // None here may still be some elsewhere: the line stays, and the ways say where.
    if (fits < line.quantity && fits > 0) changes.push({ kind: "less", gtin: line.gtin, n: fits });
    const { name, size, colour, image, price_minor, free } = product;
    return [{ ...line, name, size, colour, image, price_minor, free, quantity: fits || line.quantity }];
  });
  if (changes.length) save();
  else keep(`basket/${store}`, lines);
  return changes;
}

/** The order that is on its way: {key, body, at}; null: none. It keeps its key until head office has answered. */
export const sending = () => kept(`sending/${store}`);
export function send(body) { keep(`sending/${store}`, { key: newKey(), body, at: Date.now() }); return sending(); }
export function drop() { keep(`sending/${store}`, null); }

/** Head office has it: the basket is empty, and the order's page is remembered here. */
export function ordered(answer) {
  drop();
  lines = [];
  save();
  keep("orders", [{ number: answer.number, path: answer.path, store }, ...(kept("orders") ?? [])].slice(0, 20));
}

/** Orders of this browser in this store, the newest first. */
export const orders = () => (kept("orders") ?? []).filter((one) => one.store === store);
