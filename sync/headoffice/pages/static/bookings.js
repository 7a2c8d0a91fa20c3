// What this browser knows of a colleague's time: the booking on its way, and those that stand.
import { newKey } from "./ask.js";
import { store } from "./basket.js";
import { keep, kept } from "./memory.js";

const MOST = 20;

/** The booking that is on its way: {key, body, at}; null: none. It keeps its key until head office has answered. */
export const sending = () => kept(`booking/${store}`);
export function send(body) { keep(`booking/${store}`, { key: newKey(), body, at: Date.now() }); }
export function drop() { keep(`booking/${store}`, null); }

const all = () => kept("bookings") ?? [];

/** Head office has it: it is remembered here, so that it is found again without its link. */
export function booked({ number, token, name, starts }) {
  drop();
  keep("bookings", [{ number, token, name, starts, store }, ...all().filter((one) => one.token !== token)].slice(0, MOST));
}

/** It was taken back, or there is none. */
export function forget(token) { keep("bookings", all().filter((one) => one.token !== token)); }

/** Those of this store, the newest first. */
export const mine = () => all().filter((one) => one.store === store);

/** Those of this store that are still to come. */
export const coming = (now = Date.now()) => mine().filter((one) => Date.parse(one.starts) > now);
