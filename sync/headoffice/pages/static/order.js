// The page of an order: where it stands, live; the code; and everything a shopper may do with it.
import { Trouble, ask } from "./ask.js";
import { h, icon, say, show } from "./dom.js";
import { follow } from "./live.js";
import { dress, tools } from "./look.js";
import { awayNote, keepForLater } from "./offline.js";
import { actions, told } from "./order_actions.js";
import { items } from "./order_items.js";
import { ago, clock, firstLanguage, money, name, speak, t, when } from "./words.js";

export const path = location.pathname.replace(/\/$/, "");
const page = document.getElementById("page");
const main = h("main", { id: "main", tabindex: "-1", class: "stack" });
const top = h("header", { class: "top" });
let order = null;
let away = false;
let unknown = false;
let saidLast = "";
let notice = "";
let drawn = null;

const sent = () => order.method !== "pickup" && order.method !== "try_on";
const words = (key) => { const own = t(`${key}.ship`); return sent() && own !== `${key}.ship` ? own : t(key); };

function headline() {
  if (order.may.includes("choose")) return t("head.choose");
  return words(`head.${order.state}`);
}

function sub() {
  const zone = order.time_zone;
  if (["ready", "arrived", "partly_collected"].includes(order.state)) return order.expires_at ? t("sub.until", { when: when(order.expires_at, zone) }) : "";
  if (order.step === 0 || order.step === 1) {
    if (!order.promised_at) return "";
    if (Date.parse(order.promised_at) < Date.now()) return t("sub.late");
    return t(sent() ? "sub.there" : "sub.promised", { when: when(order.promised_at, zone) });
  }
  return "";
}

function steps() {
  if (order.step < 0) return null;
  return h("ol", { class: "steps", "aria-label": t("steps") }, [0, 1, 2, 3].map((n) => {
    const done = n < order.step || order.step === 3;
    const now = n === order.step && order.step < 3;
    return h("li", { class: done ? "done" : now ? "now" : "", "aria-current": now ? "step" : null },
      h("i", { "aria-hidden": "true" }, done ? icon("check") : String(n + 1)), words(`step.${n}`),
      done || now ? h("span", { class: "said" }, ` (${t(done ? "state.done" : "state.now")})`) : null);
  }));
}

/** One picture for all drawings: it is fetched again only when what was left over has a code of its own. */
function codePicture() {
  const mark = order.state === "partly_collected" ? String(order.version) : "first";
  if (drawn?.dataset.of !== mark) {
    drawn = h("img", { src: `${path}/code.svg`, width: 184, height: 184, "data-of": mark });
    // Without a net, and never seen before: asked for again as soon as the line is back.
    drawn.addEventListener("error", () => { drawn = null; }, { once: true });
  }
  drawn.alt = t("code.alt");
  return drawn;
}

function code() {
  if (!order.digits && (order.step < 0 || order.step === 3)) return null;
  const early = order.step < 2;
  const cell = (title, text) => h("div", null, h("span", { class: "small" }, title), h("b", { class: "num" }, text));
  const spaced = order.digits.replace(/^(\d{3})(\d{3})$/, "$1 $2");
  const due = order.due_minor ? cell(t(sent() ? "where.due.door" : "where.due"), money(order.due_minor, order.currency)) : null;
  return h("section", { class: early ? "fetch early" : "fetch" },
    order.digits ? h("div", { class: "code" },
      codePicture(),
      h("div", { class: "say" }, h("h2", { class: "small" }, t("code")), h("p", { class: "digits num", "aria-label": order.digits.split("").join(" ") }, spaced),
        h("p", { class: "lead" }, t(early ? "code.early" : "code.how")))) : null,
    h("div", { class: "tiles" },
      order.slot && !early ? cell(t("where.slot"), order.slot) : null, due,
      h("div", null, h("span", { class: "small" }, t("where.store")), h("b", null, name(order.store_name)), h("span", { class: "small" }, order.address)),
      cell(t("where.hours"), `${order.opens} – ${order.closes}`)));
}

function told_here() {
  if (!order.here) return null;
  const more = [order.here_more.colour && t(`colour.${order.here_more.colour}`), order.here_more.spot].filter(Boolean).join(", ");
  return h("div", { class: "note ok", role: "status" }, icon("bell"), h("span", null, h("b", null, t("here.told")), h("br"), t(`here.told.${order.here}`), more ? ` (${more})` : ""));
}

function age() {
  if (away) return awayNote(true, order.at, order.time_zone);
  if (order.reached || order.step === 3 || order.step < 0) return null;
  return h("div", { class: "note", role: "status" }, icon("alert"), h("span", null, order.heard_at ? t("unreached", { ago: ago(order.heard_at) }) : t("unreached.never")));
}

/** Draws it all anew. */
export function redraw() {
  if (unknown) {
    document.title = t("page.unknown");
    show(main, h("div", { class: "empty" }, h("h1", null, t("page.unknown")), h("p", { class: "quiet" }, t("page.unknown.more"))));
    return;
  }
  if (!order) {
    show(main, away ? awayNote(true) : h("div", { class: "card wait" }, " "));
    return;
  }
  document.title = `${headline()} · ${t("page.title", { number: order.number })}`;
  document.getElementById("skip").textContent = t("skip");
  show(top, h("a", { class: "brand", href: order.friend ? null : `/shop/${order.store}` }, h("b", null, order.chain), h("span", null, name(order.store_name))), tools(redraw));
  const next = order.next_path ? h("a", { class: "button main wide", href: order.next_path, "data-key": "next" }, icon("swap"), t("next")) : null;
  show(main,
    age(),
    notice ? h("div", { class: "note err", role: "alert" }, icon("alert"), h("span", null, notice)) : null,
    h("header", { class: "how" },
      h("p", { class: "number" }, order.friend ? h("span", { class: "pill info" }, icon("person"), t("friend")) : t("number", { number: order.number })),
      h("h1", { class: "headline", tabindex: "-1" }, headline()), sub() ? h("p", { class: "sub" }, sub()) : null, steps()),
    next, told_here(), items(order, true), code(), actions(order), items(order, false), told(order),
    h("p", { class: "quiet small" }, t("asof", { time: clock(order.at, order.time_zone) }), away ? "" : ` · ${t("live")}`),
    order.friend ? null : h("p", null, h("a", { class: "button text", href: `/shop/${order.store}`, "data-key": "shop" }, t("shop.again"))));
}

function take(found) {
  // An answer that overtook another one is older than what is shown.
  if (order && found.version < order.version) return;
  order = found;
  const line = [headline(), order.slot].filter(Boolean).join(", ");
  if (saidLast && line !== saidLast) say(line);
  saidLast = line;
  notice = "";
  redraw();
}

/** Does something with the order; true if it was done. What can no longer be done says so. */
export async function act(verb, body = {}) {
  try {
    take(await ask(`${path}/${verb}`, { body }));
    return true;
  } catch (fault) {
    if (!(fault instanceof Trouble)) throw fault;
    notice = { away: t("away"), busy: t("busy"), refused: t("too.late"), unknown: t("too.late") }[fault.kind] ?? t("fault");
    const said = notice;
    try {
      take(await ask(`${path}/state`));
    } catch {
      // The line tells how it stands as soon as it is back.
    }
    notice = said;
    redraw();
    return false;
  }
}

async function start() {
  dress();
  await speak(firstLanguage());
  page.replaceChildren(top, main);
  redraw();
  follow(path, take, (is, fault) => {
    unknown = Boolean(fault);
    const changed = is !== away || unknown;
    if (away && !is && order) say(t("back.online"));
    away = is;
    if (changed) redraw();
  });
  setInterval(() => { if (order && document.visibilityState === "visible") redraw(); }, 30000);
  keepForLater();
}

start();
