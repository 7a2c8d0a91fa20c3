// What the pages say, in the language of whoever reads: words, names, money, times.
import { keep, kept } from "./memory.js";

export const LANGUAGES = [["zh-CN", "简体中文"], ["zh-TW", "繁體中文"], ["en", "English"]];
const MONEY = { CNY: ["¥", 2], TWD: ["NT$", 0], HKD: ["HK$", 2], USD: ["$", 2], EUR: ["€", 2] };

let words = {};
export let language = "zh-CN";

/** The language to begin with: asked for in the address, chosen before, or the browser's own. */
export function firstLanguage() {
  const inAddress = new URLSearchParams(location.search).get("lang");
  if (LANGUAGES.some(([code]) => code === inAddress)) keep("language", inAddress);
  const asked = kept("language") ?? "";
  for (const wish of [asked, ...navigator.languages]) {
    const found = LANGUAGES.find(([code]) => code.toLowerCase() === wish.toLowerCase());
    if (found) return found[0];
    if (/^zh-(tw|hk|mo|hant)/i.test(wish)) return "zh-TW";
    if (/^zh/i.test(wish)) return "zh-CN";
    if (/^en/i.test(wish)) return "en";
  }
  return "zh-CN";
}

/** Fetches the words of a language and speaks it from now on. */
export async function speak(code) {
  const answer = await fetch(`/shop/assets/words-${code.toLowerCase()}.json`);
  words = await answer.json();
  language = code;
  document.documentElement.lang = code;
}

/** Speaks it, and remembers that somebody chose it. */
export async function choose(code) {
  await speak(code);
  keep("language", code);
}

/** The words under a key with values put in; `n` chooses between one and many. */
export function t(key, values = {}) {
  let text = words[key];
  if (text === undefined && "n" in values) text = words[`${key}.${new Intl.PluralRules(language).select(values.n)}`] ?? words[`${key}.other`];
  return (text ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** A text of head office in this language; what is missing is said in the first. */
export function name(texts) {
  const own = { "zh-CN": "zh_hans", "zh-TW": "zh_hant", en: "en" }[language];
  return texts[own] || texts.zh_hans || "";
}

/** An amount in minor units: on a shelf whole amounts without pence, where amounts stand below one another with them. */
export function money(minor, currency, full = false) {
  const [sign, digits] = MONEY[currency] ?? [`${currency} `, 2];
  const value = minor / 10 ** digits;
  const shown = !full && minor % 10 ** digits === 0 ? 0 : digits;
  return sign + value.toLocaleString("en-US", { minimumFractionDigits: shown, maximumFractionDigits: shown });
}

/** The time of day by the store's own clock: 14:02. */
export function clock(iso, zone) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));
}

/** "today 14:02", "tomorrow 09:30", "11月24日 10:00", by the store's own clock. */
export function when(iso, zone, now = Date.now()) {
  const day = (moment) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(moment);
  const then = new Date(iso);
  const time = clock(iso, zone);
  if (day(then) === day(now)) return t("time.today", { time });
  if (day(then) === day(now + 86400000)) return t("time.tomorrow", { time });
  const date = new Intl.DateTimeFormat(language, { timeZone: zone, month: "short", day: "numeric" }).format(then);
  return t("time.day", { date, time });
}

/** A country by its code. */
export function country(code) {
  try {
    return new Intl.DisplayNames(language, { type: "region" }).of(code);
  } catch {
    return code;
  }
}

/** How long ago, in words: "3 分钟前". */
export function ago(iso, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  const format = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  if (seconds < 60) return t("time.moment");
  if (seconds < 3600) return format.format(-Math.round(seconds / 60), "minute");
  if (seconds < 86400) return format.format(-Math.round(seconds / 3600), "hour");
  return format.format(-Math.round(seconds / 86400), "day");
}

/** Metres as people say them. */
export function distance(metres) {
  return metres < 1000 ? t("distance.m", { n: Math.max(100, Math.round(metres / 100) * 100) }) : t("distance.km", { n: (metres / 1000).toFixed(1) });
}
