// Small words for building the page; text always goes in as text.

/** An element with classes, text and children. */
export function el(tag, className = "", ...inside) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

/** One of the drawings at the top of the page. */
export function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  const use = document.createElementNS(ns, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

const TINTS = ["#c46a3f", "#2f7f8f", "#5b6fb0", "#8a5a9e", "#3d8b6d", "#a8842c", "#b0506b", "#4f7a3a"];

/** A coloured square with the family name: 王 of 王奶奶, 张 of 小张. */
export function avatar(name, place) {
  const letters = [...name];
  const family = letters.length === 2 && "小老阿".includes(letters[0]) ? letters[1] : letters[0];
  const square = el("span", "avatar", family || "客");
  square.style.setProperty("--tint", TINTS[place % TINTS.length]);
  return square;
}

/** Ask the simulator to do something; the refusal's words, or "" when it was done. */
export async function ask(path, body = {}) {
  try {
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const said = await answer.json().catch(() => ({}));
    return { ok: answer.ok, ...said };
  } catch {
    return { ok: false, refused: "模拟器没有应答" };
  }
}
