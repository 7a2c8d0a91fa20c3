// What a shopper can do: say that they are here, send somebody else, keep it longer, take it back.
import { h, icon, say } from "./dom.js";
import { act } from "./order.js";
import { language, t, when } from "./words.js";

const COLOURS = ["white", "black", "silver", "grey", "red", "blue", "green", "yellow", "brown", "other"];

/** A sheet over the page. It stays while the page changes under it; Escape closes it. */
function sheet(title, content) {
  const dialog = h("dialog", { "aria-labelledby": "sheet-title", class: "enter" });
  const close = () => dialog.close();
  dialog.append(content(close, h("h2", { id: "sheet-title" }, title)));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) close(); });
  document.body.append(dialog);
  dialog.showModal();
}

/** Runs once, however often it is tapped. */
function once(job) {
  let busy = false;
  return async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const button = event.submitter ?? event.currentTarget;
    button.setAttribute("aria-disabled", "true");
    try {
      await job(event);
    } finally {
      busy = false;
      button.removeAttribute("aria-disabled");
    }
  };
}

function arrival() {
  sheet(t("here.title"), (close, title) => {
    const car = h("div", { class: "stack", hidden: true },
      h("fieldset", null, h("legend", null, t("here.colour")), h("div", { class: "swatches" }, COLOURS.map((colour) => h("label", { class: "swatch" },
        h("input", { type: "radio", name: "colour", value: colour }), h("i", { class: `c-${colour}` }), t(`colour.${colour}`))))),
      h("label", { class: "field" }, h("span", null, t("here.spot"), h("small", null, " · ", t("here.spot.why"))), h("input", { name: "spot", maxlength: 20, autocomplete: "off" })));
    const way = (how, sign) => h("label", { class: "option" },
      h("input", { type: "radio", name: "how", value: how, required: true, checked: how === "kiosk", onchange: () => { car.hidden = how !== "car"; } }),
      h("span", null, h("b", null, t(`here.${how}`))), icon(sign));
    return h("form", {
      onsubmit: once(async (event) => {
        const said = new FormData(event.target);
        const how = said.get("how");
        const more = how === "car" ? { colour: said.get("colour") ?? "", spot: (said.get("spot") ?? "").trim() } : {};
        if (await act("arrive", { how, ...more })) say(t("here.told"));
        close();
      }),
    }, title, h("fieldset", null, h("legend", { class: "said" }, t("here.title")), way("kiosk", "kiosk"), way("foot", "foot"), way("car", "car")), car,
    h("button", { class: "button main wide", type: "submit" }, icon("bell"), t("here.send")),
    h("button", { class: "button text wide", type: "button", onclick: close }, t("cancel")));
  });
}

function somebodyElse(order) {
  const address = order.friend_path ? location.origin + order.friend_path : "";
  sheet(t("other.title"), (close, title) => h("form", {
    onsubmit: once(async (event) => { if (await act("delegate", { name: new FormData(event.target).get("name").trim() })) close(); else close(); }),
  }, title,
  h("label", { class: "field" }, h("span", null, t("other.name")), h("input", { name: "name", value: order.delegate, maxlength: 40, required: true, autocomplete: "off" })),
  h("label", { class: "field" }, h("span", null, t("other.link")), h("input", { class: "link", readonly: true, value: address, onfocus: (event) => event.target.select() }), h("small", null, t("other.why"))),
  h("div", { class: "row" },
    navigator.share ? h("button", { class: "button", type: "button", onclick: () => navigator.share({ url: address }).catch(() => undefined) }, t("other.share")) : null,
    h("button", { class: "button", type: "button", onclick: async (event) => { const button = event.currentTarget; await navigator.clipboard.writeText(address); button.textContent = t("other.copied"); say(t("other.copied")); } }, icon("copy"), t("other.copy"))),
  h("button", { class: "button main wide", type: "submit" }, t("other.send")),
  order.delegate ? h("button", { class: "button wide", type: "button", onclick: once(async () => { await act("delegate", { name: "" }); close(); }) }, t("other.not")) : null,
  h("button", { class: "button text wide", type: "button", onclick: close }, t("cancel"))));
}

function takeBack() {
  sheet(t("drop.title"), (close, title) => h("form", { onsubmit: once(async () => { await act("cancel"); close(); }) },
    title, h("p", { class: "quiet" }, t("drop.why")),
    h("button", { class: "button main wide", type: "button", autofocus: true, onclick: close }, t("drop.no")),
    h("button", { class: "button danger wide", type: "submit" }, t("drop.yes"))));
}

function saying() {
  sheet(t("say.title"), (close, title) => h("form", {
    onsubmit: once(async (event) => {
      const said = new FormData(event.target);
      if (!said.get("text").trim()) { event.target.querySelector("textarea").focus(); say(t("wrong.text")); return; }
      await act("say", { subject: said.get("subject"), text: said.get("text").trim(), language });
      close();
    }),
  }, title,
  h("fieldset", null, h("legend", { class: "said" }, t("say.title")), ["feedback", "complaint", "bill"].map((subject, n) => h("label", { class: "option" },
    h("input", { type: "radio", name: "subject", value: subject, checked: n === 0 }), h("span", null, h("b", null, t(`say.${subject}`)))))),
  h("label", { class: "field" }, h("span", null, t("say.text")), h("textarea", { name: "text", rows: 4, maxlength: 600, required: true }), h("small", null, t("say.why"))),
  h("button", { class: "button main wide", type: "submit" }, t("say.send")),
  h("button", { class: "button text wide", type: "button", onclick: close }, t("cancel"))));
}

/** What was told the store, its answers, and the way to tell it more. */
export function told(order) {
  return [
    order.said.length ? h("section", { class: "card stack", "aria-label": t("say.yours") }, h("h2", null, t("say.yours")), order.said.map((one) => h("div", { class: "stack" },
      h("p", null, one.text), h("p", { class: "tag" }, icon("check"), t("say.open", { number: one.number })),
      one.answer ? h("div", { class: "note info" }, icon("store"), h("span", null, h("b", null, t("say.answer")), h("br"), one.answer)) : null))) : null,
    order.may.includes("say") ? h("button", { class: "button wide", type: "button", "data-key": "say", onclick: saying }, t("say")) : null,
  ];
}

/** The buttons under the code. */
export function actions(order) {
  const may = (verb) => order.may.includes(verb);
  if (!order.may.some((verb) => verb !== "say")) return null;
  const ready = order.step === 2;
  return h("section", { class: "stack" },
    may("extend") ? h("div", { class: "note" }, icon("clock"), h("div", { class: "stack" }, h("p", null, t("longer.why", { when: when(order.expires_at, order.time_zone) })),
      h("button", { class: "button", type: "button", "data-key": "extend", onclick: once(() => act("extend")) }, t("longer")))) : null,
    may("arrive") ? h("button", { class: ready ? "button main wide" : "button wide", type: "button", "data-key": "arrive", onclick: arrival }, icon("bell"), t(ready ? "here.am" : "here.early")) : null,
    order.delegate ? h("p", { class: "pill info" }, icon("person"), t("other.now", { name: order.delegate })) : null,
    h("div", { class: "row" },
      may("leave") ? h("button", { class: "button", type: "button", "data-key": "leave", onclick: once(() => act("leave")) }, t("here.leave")) : null,
      may("delegate") ? h("button", { class: "button", type: "button", "data-key": "delegate", onclick: () => somebodyElse(order) }, icon("person"), t("other")) : null,
      may("cancel") ? h("button", { class: "button", type: "button", "data-key": "cancel", onclick: takeBack }, icon("cross"), t("drop")) : null));
}
