// The inbox: who waits, one conversation, and what an agent does with it.
import { ask, listen, Refused, whenSignedOut } from "./api.js";
import { composer } from "./composer.js";
import { showKeys, signIn } from "./dialogs.js";
import { el, empty, facts, item, line, nameOf } from "./view.js";
import { language, say } from "./words.js";

const $ = (id) => document.getElementById(id);
const LISTS = ["waiting", "mine", "held", "ended"];
const NONE = { waiting: "noneWaiting", mine: "noneMine", held: "noneHeld", ended: "noneEnded" };
const state = { me: null, list: "waiting", queue: "", lists: {}, last: 0, open: null, detail: null, writing: null, prose: new Map() };

document.documentElement.lang = language;
document.title = say("inbox");

async function start() {
  state.me = await ask("GET", "/agent/session");
  if (!state.me.name) state.me = await signIn(state.me, false);
  drawTop();
  $("inbox").hidden = false;
  await refresh();
  listen(state.last, heard, live);
  window.addEventListener("hashchange", () => open(location.hash.slice(1)));
  document.addEventListener("keydown", pressed);
  setInterval(drawQueue, 20000);
  await open(location.hash.slice(1));
}

async function refresh() {
  const found = await Promise.all(LISTS.map((list) => ask("GET", `/handoffs?list=${list}`)));
  LISTS.forEach((list, index) => { state.lists[list] = found[index].handoffs; });
  state.lists.held = state.lists.held.filter((each) => each.agent !== state.me.name);
  state.last = found[0].last;
  drawQueue();
}

let soon;
function heard(told) {
  clearTimeout(soon);
  soon = setTimeout(refresh, 120);
  if (told.handover_id === state.open) reload();
  if (told.kind === "asked") announce(say("newOne"));
}

/** What the server refused is said; one that cannot be reached is told of at the top and asked again. */
let retry;
function lost(error) {
  if (error.status) return announce(error.message || say("failed"));
  live(false);
  clearTimeout(retry);
  retry = setTimeout(readAnew, 3000);
}
window.addEventListener("unhandledrejection", (event) => {
  if (!(event.reason instanceof Refused)) return;
  event.preventDefault();
  lost(event.reason);
});

async function readAnew() {
  await Promise.all([refresh(), reload()]);
  away = false;
  live(true);
}

let away = false;
function live(stands) {
  if (stands && away) return void readAnew();
  away = !stands;
  const shown = $("live");
  shown.className = stands ? "live" : "live off";
  shown.firstChild.textContent = say(stands ? "live" : "offline");
}

function drawTop() {
  const out = async () => { await ask("DELETE", "/agent/session"); location.reload(); };
  $("top").replaceChildren(
    el("h1", {}, say("inbox")), el("span", { class: "shop" }, state.me.shop), el("span", { class: "gap" }),
    el("span", { class: "live", id: "live" }, el("span", {}, say("live"))),
    el("button", { type: "button", class: "plain to-keys", onclick: showKeys }, say("keys")),
    el("span", { class: "small soft" }, state.me.name), el("button", { type: "button", class: "plain", onclick: out }, say("signOut")));
}

function drawQueue() {
  const shown = state.lists[state.list]?.filter((each) => !state.queue || each.queue === state.queue) ?? [];
  const waiting = state.lists.waiting?.length ?? 0;
  document.title = waiting ? `(${waiting}) ${say("inbox")}` : say("inbox");
  const held = document.activeElement?.dataset?.id;
  const tabs = LISTS.map((list) => el("button", {
    type: "button", role: "tab", "aria-selected": String(list === state.list), onclick: () => { state.list = list; drawQueue(); },
  }, say(list), list !== "ended" && state.lists[list]?.length ? el("span", { class: "count" }, String(state.lists[list].length)) : null));
  const choices = ["", ...state.me.queues].map((queue) => el("option", { value: queue, selected: queue === state.queue }, queue ? say(`queues.${queue}`) : say("allQueues")));
  const filter = el("select", { "aria-label": say("queue"), onchange: (event) => { state.queue = event.target.value; drawQueue(); } }, choices);
  const rows = shown.map((each) => item(each, each.handover_id === state.open, () => open(each.handover_id)));
  $("queue").replaceChildren(el("div", { class: "lists", role: "tablist" }, tabs), el("div", { class: "filter" }, filter),
    rows.length ? el("ul", { class: "items" }, rows) : empty(NONE[state.list], { waiting: "noneWaitingMore", mine: "noneMineMore" }[state.list]));
  if (held) $("queue").querySelector(`[data-id="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}

async function open(id) {
  state.open = id || null;
  if (id && location.hash.slice(1) !== id) history.pushState(null, "", `#${id}`);
  $("inbox").classList.toggle("talking", Boolean(id));
  $("inbox").classList.remove("facts-open");
  state.detail = null;
  drawQueue();
  await reload();
}

async function reload() {
  const id = state.open;
  if (!id) return drawTalk();
  try {
    const detail = await ask("GET", `/handoffs/${encodeURIComponent(id)}`);
    if (state.open !== id) return;
    state.detail = detail;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return open("");
    throw error;
  }
  drawTalk();
  readProse(id);
}

/** What it is about in a few sentences, written by the model while the records can be read already. */
async function readProse(id) {
  if (!state.me.drafting || !state.detail?.package || state.prose.has(id)) return;
  state.prose.set(id, "");
  try {
    const { text } = await ask("GET", `/handoffs/${encodeURIComponent(id)}/prose?language=${language}`);
    state.prose.set(id, text);
    if (text && state.open === id) drawFacts();
  } catch {
    state.prose.delete(id);
  }
}

function drawFacts() {
  const done = el("button", { type: "button", class: "plain done", "aria-label": say("done"), onclick: () => $("inbox").classList.remove("facts-open") }, "✕");
  $("facts").replaceChildren(...(state.detail ? [done, ...facts(state.detail, needless, state.prose.get(state.open))] : []));
}

function drawTalk() {
  const talk = $("talk");
  talk.classList.toggle("nothing", !state.detail);
  drawFacts();
  if (!state.detail) {
    state.writing = null;
    return talk.replaceChildren(empty("pick", "pickMore"));
  }
  const before = talk.querySelector(".lines");
  const same = before?.dataset.id === state.open;
  const low = !same || before.scrollHeight - before.scrollTop - before.clientHeight < 60;
  const lines = el("ol", { class: "lines", "data-id": state.open, tabIndex: 0, "aria-label": nameOf(state.detail.handoff) }, state.detail.lines.map(line));
  if (same) {
    const at = before.scrollTop;
    talk.querySelector(".head").replaceWith(head());
    before.replaceWith(lines);
    lines.scrollTop = at;
    drawFoot(talk);
  } else {
    state.writing = null;
    talk.replaceChildren(head(), lines, el("div", { class: "foot" }));
    drawFoot(talk);
  }
  if (low) lines.scrollTop = lines.scrollHeight;
}

/** The composer stays as it is while its conversation does, so that nothing typed is lost. */
function drawFoot(talk) {
  const { handoff } = state.detail;
  const wanted = handoff.state === "waiting" ? "claim" : holds() ? "compose" : "note";
  if (state.writing === wanted) return;
  state.writing = wanted;
  const claims = el("div", { class: "claim" }, el("p", { class: "small soft" }, say("claimHint")),
    el("button", { type: "button", class: "primary", onclick: () => move("claim") }, say("claim")));
  const suggest = state.me.drafting && (() => ask("POST", `/handoffs/${encodeURIComponent(handoff.handover_id)}/suggestion`));
  const foot = wanted === "claim" ? claims : composer(handoff.handover_id, wanted === "compose", write, suggest);
  talk.lastElementChild.replaceWith(foot);
}

function holds() {
  return state.detail?.handoff.state === "human" && state.detail.handoff.agent === state.me.name;
}

function head() {
  const { handoff } = state.detail;
  const may = holds() || (handoff.state === "human" && state.me.role === "admin");
  const queues = state.me.queues.filter((queue) => queue !== handoff.queue);
  const moves = may ? [
    el("select", { "aria-label": say("transfer"), onchange: (event) => move("transfer", { queue: event.target.value }) },
      el("option", { value: "" }, say("transfer")), queues.map((queue) => el("option", { value: queue }, say(`queues.${queue}`)))),
    el("button", { type: "button", onclick: () => move("release") }, say("release")),
    el("button", { type: "button", onclick: () => move("close") }, say("close")),
  ] : [];
  const where = [say(`queues.${handoff.queue}`), handoff.state === "human" ? say("with", { name: handoff.agent }) : ""];
  return el("div", { class: "head" }, el("button", { type: "button", class: "plain back", onclick: () => open("") }, say("back")),
    el("div", { class: "title" }, el("h2", {}, nameOf(handoff)), el("p", { class: "small soft" }, where.filter(Boolean).join(" · "))),
    el("div", { class: "actions" }, moves, el("button", { type: "button", class: "plain to-facts", onclick: () => $("inbox").classList.toggle("facts-open") }, say("facts"))));
}

async function move(what, body) {
  const id = state.open;
  try {
    await ask("POST", `/handoffs/${encodeURIComponent(id)}/${what}`, body);
    if (what === "claim") state.list = "mine";
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const now = await ask("GET", `/handoffs/${encodeURIComponent(id)}`).catch(() => null);
    announce(now?.handoff.agent ? say("tookOther", { name: now.handoff.agent }) : error.message || say("gone"));
  }
  await Promise.all([refresh(), reload()]);
  if (what === "claim" && holds()) $("talk").querySelector("textarea")?.focus();
}

async function write(kind, text, messageId) {
  await ask("POST", `/handoffs/${encodeURIComponent(state.open)}/${kind}`, { text, message_id: messageId });
  await reload();
}

/** What was handed over needlessly is learned from. */
async function needless() {
  await ask("POST", "/handoffs/marks", { reply_id: state.detail.asked_in, verdict: "needless" });
  await reload();
}

let quiet;
function announce(text) {
  $("news").textContent = text;
  $("news").classList.add("shown");
  clearTimeout(quiet);
  quiet = setTimeout(() => $("news").classList.remove("shown"), 4000);
}

function pressed(event) {
  const typing = event.target.closest("textarea, input, select, dialog");
  if (event.key === "Escape" && !event.target.closest("dialog")) return typing ? typing.blur() : open("");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const mine = holds();
  const does = {
    j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1), "?": showKeys,
    c: () => state.detail?.handoff.state === "waiting" && move("claim"),
    r: () => mine && $("talk").querySelector("[data-kind=reply]")?.click(),
    n: () => $("talk").querySelector("[data-kind=note]")?.click(),
    s: () => $("talk").querySelector(".suggest")?.click(),
    g: () => mine && move("release"), x: () => mine && move("close"),
  }[event.key];
  if (!does || (event.key.startsWith("Arrow") && event.target.closest(".lines"))) return;
  event.preventDefault();
  does();
}

function step(by) {
  const rows = [...$("queue").querySelectorAll(".item")];
  const at = rows.findIndex((row) => row.dataset.id === state.open);
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  next?.focus();
  if (next) open(next.dataset.id);
}

whenSignedOut(async () => {
  state.me = await signIn(state.me ?? (await ask("GET", "/agent/session")), Boolean(state.me?.name));
  drawTop();
});
await start();
