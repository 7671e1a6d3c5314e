// How each kind of bubble is drawn.

import { avatar, el, icon } from "./dom.js";

/** A row of the chat; `deeds.open(url)` opens a page, `deeds.choose(id)` taps an option. */
export function row(bubble, person, deeds) {
  if (bubble.side === "notice") return el("div", "notice", bubble.text);
  const mine = bubble.side === "mine";
  const line = el("div", mine ? "row mine" : "row");
  line.append(mine ? avatar(person.name, person.place) : account(), drawn(bubble, deeds));
  return line;
}

export function account() {
  return el("span", "avatar account", icon("heart"));
}

/** What stands in a chat in which nothing has been said yet. */
export function hello(name) {
  return el("div", "hello", account(), el("b", "", name), el("span", "kind", "服务号"), el("p", "", "家里有难处，说一句话就行，\n附近的志愿者会来帮忙。"));
}

export function typing() {
  return el("div", "row waiting", account(), el("div", "bubble", el("span", "typing", el("i"), el("i"), el("i"))));
}

function drawn(bubble, deeds) {
  const draw = { card, news: card, miniprogrampage: card, voice, location: picture, image: picture, sticker }[bubble.kind];
  return draw ? draw(bubble, deeds) : text(bubble, deeds);
}

function text(bubble, deeds) {
  const made = el("div", "bubble", bubble.choices.length ? bubble.text.split("\n")[0] : bubble.text);
  if (bubble.choices.length) made.append(el("div", "options", ...bubble.choices.map(([id, words]) => button(words, () => deeds.choose(id)))));
  return made;
}

function card(bubble, deeds) {
  const made = el("div", "card", el("h4", "", bubble.title || bubble.text));
  const rows = el("dl");
  for (const [label, value] of bubble.rows) rows.append(el("dt", "", label), el("dd", "", value));
  if (bubble.rows.length) made.append(rows);
  const opens = bubble.url || bubble.mini_page;
  if (!opens) return made;
  made.classList.add("opens");
  made.append(el("div", "open", bubble.url ? "详情" : "小程序", icon("next")));
  made.tabIndex = 0;
  made.setAttribute("role", "link");
  made.addEventListener("click", () => deeds.open(bubble.url));
  made.addEventListener("keydown", (event) => event.key === "Enter" && deeds.open(bubble.url));
  return made;
}

function voice(bubble) {
  return el("div", "bubble voice", `${bubble.seconds || ""}″`, icon("voice"));
}

function picture(bubble) {
  return el("div", `bubble drawn ${bubble.kind}`, el("span", "", bubble.text), el("i", "", icon(bubble.kind === "image" ? "picture" : "pin")));
}

function sticker() {
  return el("div", "bubble sticker", icon("face"));
}

export function button(words, press, className = "") {
  const made = el("button", className, words);
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}
