// One phone: its chat, its keyboard, and the page that slides over it.

import { button, hello, row, typing } from "./bubbles.js";
import { ask, avatar, el } from "./dom.js";

const QUIET_MINUTES = 5;
const IDEAS = {
  村民: ["我家水管爆了，今天能来人修不", "想请人上门给老伴理个发", "到哪了", "帮助"],
  志愿者: ["我的任务", "我的时长", "帮助"],
  新来的: ["我要当志愿者", "帮助"],
  "": ["待办", "未销号", "统计", "帮助"],
};

export class Phone {
  constructor(person, bubbles, menu) {
    this.person = person;
    this.node = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.node.dataset.openid = person.openid;
    this.node.setAttribute("aria-label", `${person.name}的手机`);
    this.part = (selector) => this.node.querySelector(selector);
    this.chat = this.part(".chat");
    this.lastAt = 0;
    this.said = new Set();
    this.listen();
    this.update(person);
    this.showMenu(menu);
    this.chat.append(hello(this.part(".screen > .bar b").textContent));
    bubbles.forEach((bubble) => this.add(bubble, false));
    this.offer(bubbles.at(-1));
  }

  update(person) {
    this.person = person;
    this.part(".holder .avatar").replaceWith(avatar(person.name, person.place));
    this.part(".holder strong").textContent = person.name;
    this.part(".holder small").textContent = [person.role, person.about].filter(Boolean).join(" · ");
    this.part(".follow").hidden = person.following;
    this.showKeys(this.menuShown && person.following);
    if (!person.following) this.part(".tiles").hidden = this.part(".input").hidden = true;
  }

  listen() {
    const form = this.part(".input");
    const text = form.elements.text;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (text.value.trim()) this.say(text.value);
      text.value = "";
      this.readyToSend();
    });
    text.addEventListener("input", () => this.readyToSend());
    this.part(".plus").addEventListener("click", () => { this.part(".tiles").hidden = !this.part(".tiles").hidden; this.toEnd(); });
    this.part(".voice").addEventListener("click", () => this.do("voice"));
    this.part(".sticker").addEventListener("click", () => this.do("sticker"));
    this.part(".toggle").addEventListener("click", () => this.showKeys(true));
    this.part(".shut").addEventListener("click", () => this.shut());
    for (const tile of this.node.querySelectorAll("[data-deed]")) tile.addEventListener("click", () => { this.part(".tiles").hidden = true; this.do(tile.dataset.deed); });
  }

  readyToSend() {
    const ready = this.part(".input").elements.text.value.trim() !== "";
    this.part(".send").hidden = !ready;
    this.part(".plus").hidden = ready;
  }

  say(text) {
    this.do("says", { text });
  }

  async do(deed, body = {}) {
    this.part(".quick").replaceChildren();
    const waiting = setTimeout(() => this.put(typing()), 350);
    const answer = await ask(`/sim/phones/${encodeURIComponent(this.person.openid)}/${deed}`, body);
    clearTimeout(waiting);
    this.chat.querySelectorAll(".waiting").forEach((dots) => dots.remove());
    if (answer.refused) this.put(el("div", "notice", answer.refused));
    this.offer(this.last);
  }

  add(bubble, fresh = true) {
    const at = Date.parse(bubble.at);
    if (at - this.lastAt > QUIET_MINUTES * 60000) this.put(el("div", "when", stamp(bubble)));
    this.lastAt = at;
    this.last = bubble;
    if (bubble.side === "mine") this.said.add(bubble.text);
    const line = row(bubble, this.person, { open: (url) => this.open(url), choose: (choice) => this.do("chooses", { choice }) });
    if (fresh) line.classList.add("new");
    this.put(line);
    if (fresh) this.offer(bubble);
  }

  put(line) {
    this.chat.querySelector(".hello")?.remove();
    if (!line.classList.contains("waiting")) this.chat.querySelectorAll(".waiting").forEach((dots) => dots.remove());
    this.chat.append(line);
    this.toEnd();
  }

  toEnd() {
    this.chat.scrollTop = this.chat.scrollHeight;
  }

  /** Buttons for the digits the last message asks for; else ideas what this person could say. */
  offer(bubble) {
    const quick = this.part(".quick");
    if (!this.person.following || (bubble && bubble.side === "mine")) return quick.replaceChildren();
    const asked = bubble ? bubble.quick : [];
    const ideas = (IDEAS[this.person.role] || IDEAS[""]).filter((words) => !(words.length > 8 && this.said.has(words)));
    if (this.said.size) ideas.sort((one, other) => (one.length > 8) - (other.length > 8));
    quick.replaceChildren(...(asked.length
      ? asked.map(([text, words]) => button(words, () => this.say(text)))
      : ideas.map((words) => button(words, () => this.say(words), "idea"))));
    this.toEnd();
  }

  showMenu(menu) {
    const bar = this.part(".menubar");
    this.part(".toggle").hidden = menu.button.length === 0;
    const keys = button("", () => this.showKeys(false), "icon");
    keys.append(document.querySelector("#phone").content.querySelector(".toggle svg").cloneNode(true));
    keys.querySelector("use").setAttribute("href", "#i-keys");
    keys.setAttribute("aria-label", "键盘");
    bar.replaceChildren(keys, ...menu.button.map((each) => this.menuButton(each)));
    this.showKeys(false);
  }

  menuButton(each) {
    const under = each.sub_button || [];
    const made = el("span", "", button(under.length ? `≡ ${each.name}` : each.name, () => (under.length ? toggle(list) : this.press(each))));
    const list = el("div", "under", ...under.map((one) => button(one.name, () => { toggle(list); this.press(one); })));
    list.hidden = true;
    made.append(list);
    return made;
  }

  press(menuButton) {
    if (menuButton.type === "view") this.open(menuButton.url);
    else this.do("clicks", { key: menuButton.key || menuButton.pagepath });
  }

  showKeys(menuInstead) {
    this.menuShown = menuInstead;
    this.part(".menubar").hidden = !menuInstead;
    this.part(".input").hidden = menuInstead || !this.person.following;
  }

  open(url) {
    if (!/^https?:/.test(url)) return this.put(el("div", "notice", "这张卡片打开的是小程序页面"));
    const sheet = this.part(".sheet");
    sheet.querySelector("iframe").src = url;
    sheet.querySelector("a").href = url;
    sheet.hidden = false;
  }

  shut() {
    this.part(".sheet").hidden = true;
    this.part(".sheet iframe").removeAttribute("src");
  }
}

function toggle(list) {
  list.hidden = !list.hidden;
}

function stamp(bubble) {
  const day = bubble.at.slice(0, 10);
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
  return day === today ? bubble.clock : `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日 ${bubble.clock}`;
}
