// Makes elements. Text is only ever text: nothing here, and nothing in these pages, writes HTML.
import { path } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes (`on...` are listeners, false and null are left out) and children. */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false && child !== "") element.append(child);
  }
}

/** A picture of a word, for eyes only. */
export function icon(name) {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("viewBox", "0 0 24 24");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path(name));
  drawn.append(line);
  return drawn;
}

let pressed = false;
const waiting = new Map();
addEventListener("pointerdown", () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => setTimeout(() => {
    pressed = false;
    for (const [place, content] of [...waiting]) show(place, ...content);
  }), true);
}

/**
 * Puts new content in place, and the focus back on what had it: people who type or tab are not thrown off. While a
 * finger is down it waits, so that what is let go is what was pressed.
 */
export function show(place, ...content) {
  if (pressed) { waiting.set(place, content); return; }
  waiting.delete(place);
  const held = document.activeElement;
  const key = place.contains(held) ? held.getAttribute("data-key") : null;
  const at = key && "selectionStart" in held ? held.selectionStart : null;
  place.replaceChildren();
  add(place, content);
  if (!key) return;
  const again = place.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (at !== null && again.setSelectionRange && again.type !== "email") again.setSelectionRange(at, at);
}

/** Says something to whoever listens instead of looking. */
export function say(text) {
  const place = document.getElementById("said");
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
}

/** A picture of a product, or a quiet sign where there is none. */
export function picture(sha256, kind) {
  if (!sha256) return h("div", { class: kind }, icon("bag"));
  const image = h("img", { class: kind, src: `/shop/images/${sha256}`, alt: "", loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.replaceWith(h("div", { class: kind }, icon("bag"))), { once: true });
  return image;
}
