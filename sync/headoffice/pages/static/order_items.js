// What is in an order; and, where something was not found, what shall become of it.
import { h, icon, picture } from "./dom.js";
import { act, redraw } from "./order.js";
import { money, name, t, when } from "./words.js";

const SIGNS = { open: "clock", found: "check", lacking: "alert", handed: "check", replaced: "swap", left_out: "minus" };
const COLOURS = { open: "", found: "ok", lacking: "err", handed: "ok", replaced: "info", left_out: "" };
const picks = new Map();
let sending = "";

function option(order, line, offer, mine) {
  const title = offer.kind === "store" ? t("choose.store", { store: name(offer.name) }) : t(`choose.${offer.kind}`);
  const more = {
    substitute: () => t("choose.substitute.more", { price: money(offer.amount_minor, order.currency) }),
    store: () => t("way.ready", { when: when(offer.ready_at, order.time_zone) }),
    ship: () => t("way.there", { when: when(offer.ready_at, order.time_zone) }),
    wait: () => t("choose.wait.more"),
    refund: () => t("choose.refund.more", { price: money(offer.amount_minor, order.currency) }),
  }[offer.kind]();
  return h("label", { class: "option" },
    h("input", { type: "radio", name: `choice-${line.line_id}`, value: offer.choice, checked: offer.choice === mine, "data-key": `choice-${line.line_id}-${offer.choice}`, onchange: () => { picks.set(line.line_id, offer.choice); redraw(); } }),
    h("span", null, h("b", null, title), h("span", { class: "quiet small" }, more)));
}

function question(order, line) {
  const mine = picks.get(line.line_id) ?? "";
  const known = line.offers.some((offer) => offer.choice === mine);
  return h("form", {
    class: "card stack", "data-line": line.line_id,
    onsubmit: async (event) => {
      event.preventDefault();
      if (!known || sending) return;
      sending = line.line_id;
      redraw();
      await act("choose", { line_id: line.line_id, choice: mine });
      sending = "";
      redraw();
    },
  },
  h("fieldset", { class: "stack" }, h("legend", { class: "said" }, t("choose.title", { name: name(line.name) })),
    h("div", { class: "lines" }, h("h2", null, icon("alert"), " ", t("choose.title", { name: name(line.name) })), line.short > 1 ? h("p", { class: "quiet" }, t("item.short", { n: line.short })) : null),
    h("div", null, line.offers.map((offer) => option(order, line, offer, mine)))),
  h("button", { class: "button main wide", type: "submit", "data-key": `choose-${line.line_id}`, "aria-disabled": known && !sending ? null : "true" }, t("choose.send")));
}

function row(order, line) {
  const chosen = line.choice ? t(`item.chosen.${line.choice.split(":")[0]}`) : "";
  const part = line.short && line.short < line.quantity ? t("item.short", { n: line.short }) : "";
  return h("li", null, picture(line.image, "thumb"),
    h("div", { class: "text" }, h("p", null, name(line.name)),
      h("p", { class: "quiet small" }, [line.size, line.colour].filter(Boolean).join(" "), " ", h("span", { class: "num" }, `× ${line.quantity}`)),
      // Of an order that has ended nothing is under way any more.
      line.state === "open" && order.step < 0 ? null : h("p", { class: `tag ${COLOURS[line.state]}` }, icon(SIGNS[line.state]), [t(line.state === "open" && order.step === 0 ? "item.waiting" : `item.${line.state}`), part, chosen, line.instead_of ? t("item.instead") : ""].filter(Boolean).join(" · "))),
    order.friend ? null : h("span", { class: "sum num" }, money(line.quantity * line.price_minor, order.currency, true)));
}

/** `asked`: the questions, which stand at the top; otherwise all that is in it. */
export function items(order, asked) {
  if (asked) return order.lines.filter((line) => line.offers.length && line.choice !== "wait").map((line) => question(order, line));
  return h("section", { class: "card stack", "aria-label": t("items") }, h("h2", null, t("items")),
    h("ul", { class: "lines" }, order.lines.map((line) => row(order, line))),
    order.friend ? null : h("div", { class: "totals" },
      order.fee_minor ? [h("span", null, t("goods")), h("span", { class: "num" }, money(order.total_minor - order.fee_minor, order.currency, true)), h("span", null, t("fee")), h("span", { class: "num" }, money(order.fee_minor, order.currency, true))] : null,
      h("span", { class: "big" }, t("total")), h("span", { class: "big num" }, money(order.total_minor, order.currency, true)),
      order.refund_minor ? [h("span", null, t("refund")), h("span", { class: "num" }, money(order.refund_minor, order.currency, true))] : null));
}
