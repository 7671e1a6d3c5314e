// The desk: which phones lie on it, and the live feed that keeps them up to date.

import { button } from "./bubbles.js";
import { ask } from "./dom.js";
import { addLine, showFaults, startPanel } from "./panel.js";
import { Phone } from "./phone.js";

const AT_FIRST = 4;
const POLL_MS = 2000;
const KEPT = "yihu.phones";

const state = JSON.parse(document.getElementById("state").textContent);
const desk = document.querySelector(".desk");
const phones = new Map();
const seen = new Set();
let chosen = remembered();

function remembered() {
  const known = new Set(state.people.map((person) => person.openid));
  let kept = [];
  try { kept = JSON.parse(localStorage.getItem(KEPT)) || []; } catch { kept = []; }
  kept = kept.filter((openid) => known.has(openid));
  return kept.length ? kept : state.people.filter((person) => !person.stranger).slice(0, AT_FIRST).map((person) => person.openid);
}

function numbered(people) {
  return people.map((person, place) => ({ ...person, place }));
}

function lay() {
  for (const person of state.people) {
    const phone = phones.get(person.openid);
    if (!chosen.includes(person.openid)) {
      phone?.node.remove();
      phones.delete(person.openid);
    } else if (phone) phone.update(person);
    else phones.set(person.openid, new Phone(person, state.chats[person.openid] || [], state.menu));
  }
  for (const openid of chosen) {
    const node = phones.get(openid).node;
    if (desk.children[chosen.indexOf(openid)] !== node) desk.append(node);
  }
  phones.forEach((phone) => phone.toEnd());
  showWho();
}

function showWho() {
  document.querySelector(".who").replaceChildren(...state.people.map((person) => {
    const made = button(person.name, () => choose(person.openid));
    made.setAttribute("aria-pressed", String(chosen.includes(person.openid)));
    made.title = [person.role, person.about].filter(Boolean).join(" · ");
    return made;
  }));
}

function choose(openid) {
  const rest = chosen.filter((other) => other !== openid);
  chosen = rest.length === chosen.length ? [...chosen, openid] : rest;
  localStorage.setItem(KEPT, JSON.stringify(chosen));
  lay();
}

const HAPPENS = {
  bubble(bubble) {
    if (seen.has(bubble.id)) return;
    seen.add(bubble.id);
    (state.chats[bubble.openid] ||= []).push(bubble);
    phones.get(bubble.openid)?.add(bubble);
  },
  people({ people }) {
    state.people = numbered(people);
    lay();
  },
  menu(menu) {
    state.menu = menu;
    phones.forEach((phone) => phone.showMenu(menu));
  },
  faults: ({ faults }) => showFaults(faults),
  wire: addLine,
};

function happened({ seq, kind, data }) {
  if (seq <= state.seq) return;
  state.seq = seq;
  HAPPENS[kind]?.(data);
}

function follow() {
  const stream = new EventSource(`/sim/stream?after=${state.seq}`);
  stream.onmessage = (message) => { alive(true); happened(JSON.parse(message.data)); };
  stream.addEventListener("boot", ({ data }) => data !== state.boot && location.reload());
  stream.onopen = () => alive(true);
  stream.onerror = () => alive(false);
}

function alive(yes) {
  document.querySelector(".ticker").classList.toggle("off", !yes);
}

/** Instead of the stream, where a network swallows it. */
async function poll() {
  if (!document.querySelector(".ticker").classList.contains("off")) return;
  try {
    const news = await (await fetch(`/sim/news?after=${state.seq}`)).json();
    news.forEach(happened);
  } catch { /* it is away; the red dot says so */ }
}

function tick() {
  const time = new Date().toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hour12: false });
  document.querySelectorAll(".status .time").forEach((node) => { node.textContent = time; });
}

document.querySelector(".add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = event.target.elements.name;
  const added = await ask("/sim/people", { name: field.value });
  field.value = "";
  if (added.openid && !chosen.includes(added.openid)) setTimeout(() => choose(added.openid), 150);
});

Object.values(state.chats).flat().forEach((bubble) => seen.add(bubble.id));
state.people = numbered(state.people);
startPanel(state);
lay();
follow();
tick();
setInterval(tick, 1000);
setInterval(poll, POLL_MS);
