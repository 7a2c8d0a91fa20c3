// Light, dark or high contrast: as the device wishes, or as somebody chose here.
import { icon, h } from "./dom.js";
import { keep, kept } from "./memory.js";
import { LANGUAGES, choose, language, t } from "./words.js";

const LOOKS = ["light", "dark", "contrast"];
const wishes = { dark: matchMedia("(prefers-color-scheme: dark)"), contrast: matchMedia("(prefers-contrast: more)") };

function look() {
  const chosen = kept("look");
  if (LOOKS.includes(chosen)) return chosen;
  if (wishes.contrast.matches) return "contrast";
  return wishes.dark.matches ? "dark" : "light";
}

/** Looks so, now and whenever the device changes its mind. */
export function dress() {
  document.documentElement.dataset.look = look();
}
let redraw = () => undefined;
for (const wish of Object.values(wishes)) wish.addEventListener("change", () => { dress(); redraw(); });

/** The two buttons at the top of every page; `changed` draws the page anew. */
export function tools(changed) {
  redraw = changed;
  const next = LOOKS[(LOOKS.indexOf(look()) + 1) % LOOKS.length];
  return h("div", { class: "tools" },
    h("button", {
      class: "tool", type: "button", "data-key": "look", "aria-label": t("look.next", { look: t(`look.${next}`) }), title: t(`look.${next}`),
      onclick: () => { keep("look", next); dress(); changed(); },
    }, icon("look")),
    h("select", {
      class: "tool", "data-key": "language", "aria-label": t("language"),
      onchange: async (event) => { await choose(event.target.value); changed(); },
    }, LANGUAGES.map(([code, own]) => h("option", { value: code, lang: code, selected: code === language }, own))),
  );
}
