// The calm side panel: faults to switch on, and what went over the wire.

import { button } from "./bubbles.js";
import { ask, el } from "./dom.js";

const KEPT = 200;
const KINDS = { timeout: "没有应答", html_502: "网关错误", slow: "变慢", reset: "连接中断", unknown_delivery: "送达不明" };
const CODES = { "-1": "系统繁忙", 40001: "凭证失效", 45009: "次数用尽", 43116: "模板被封" };
const SECONDS = { timeout: 10, slow: 2 };
const find = (selector) => document.querySelector(selector);

export function startPanel(state) {
  const panel = find(".panel");
  const opener = find(".open-panel");
  const show = (open) => { panel.hidden = !open; opener.setAttribute("aria-expanded", String(open)); };
  opener.addEventListener("click", () => show(panel.hidden));
  find(".close-panel").addEventListener("click", () => show(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  find(".fault").addEventListener("submit", switchOn);
  state.wire.forEach(addLine);
  showFaults(state.faults);
}

async function switchOn(event) {
  event.preventDefault();
  const chosen = new FormData(event.target);
  const [kind, code] = chosen.get("fault").split(":");
  await ask("/sim/faults", {
    kind,
    code: Number(code || -1),
    endpoint: chosen.get("endpoint"),
    count: Number(chosen.get("count")) || null,
    delay: SECONDS[kind] || 0,
  });
}

export function showFaults(faults) {
  const shown = faults.map((fault) => {
    const name = fault.kind === "errcode" ? CODES[fault.code] || `错误 ${fault.code}` : KINDS[fault.kind];
    const where = fault.endpoint === "*" ? "全部接口" : "模板消息";
    const left = fault.left === null ? "一直" : `还有 ${fault.left} 次`;
    return el("li", "", el("span", "", `${name} · ${where} · ${left}`), button("关掉", () => ask("/sim/faults/clear", { id: fault.id })));
  });
  find(".faults").replaceChildren(...shown);
  find(".open-panel").classList.toggle("warn", faults.length > 0);
  find(".open-panel").textContent = faults.length ? `故障中（${faults.length}）` : "故障与通信";
}

export function addLine(line) {
  const what = line.direction === "call" ? `服务 → 微信 ${line.name || line.what}` : "微信 → 服务";
  const how = line.status === 0 ? "断开" : line.good ? "成功" : line.errcode && line.status === 200 ? "被拒" : `HTTP ${line.status}`;
  const mark = line.good ? "ms" : "bad";
  const wire = find(".wire");
  wire.prepend(el("li", "", el("time", "", line.at), el("span", "", what), el("span", mark, `${how} ${line.ms} 毫秒`), el("small", "", line.note)));
  while (wire.children.length > KEPT) wire.lastChild.remove();
  const words = [line.at, what, line.note].filter(Boolean).join("　");
  find(".ticker .last").replaceChildren(`${words}　`, el("span", line.good ? "" : "bad", `${how} ${line.ms} 毫秒`));
}
