// Draws the inbox. Every text is set as text, never as HTML.
import { language, say } from "./words.js";

const URGENT = 3;
const SVG = "http://www.w3.org/2000/svg";

/** An element; `given` holds properties, `on…` listeners, `aria-…`, `data-…` and other attributes. */
export function el(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (name in made && !name.includes("-")) made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export function since(moment, until = Date.now()) {
  const minutes = Math.floor((until - Date.parse(moment)) / 60000);
  if (minutes < 1) return say("now");
  if (minutes < 60) return say("minutes", { n: minutes });
  if (minutes < 60 * 24) return say("hours", { n: Math.floor(minutes / 60) });
  return say("days", { n: Math.floor(minutes / 60 / 24) });
}

const clock = (moment) =>
  new Date(moment).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = (moment) => new Date(moment).toLocaleDateString(language, { day: "numeric", month: "short", year: "numeric" });

export const nameOf = (handoff) => handoff.shopper?.name || handoff.shopper?.customer_id || say("guest");

/** One row of a list. */
export function item(handoff, current, onOpen) {
  const level = handoff.priority >= URGENT ? "urgent" : handoff.priority > 0 ? "raised" : "";
  const ended = handoff.state === "bot" || handoff.state === "closed";
  const tags = [
    level && el("span", { class: `tag ${level}` }, say(level)),
    el("span", { class: "tag" }, say(`queues.${handoff.queue}`)),
    el("span", { class: "tag" }, say(`causes.${handoff.cause}`)),
    handoff.state === "human" && el("span", { class: "tag" }, say("with", { name: handoff.agent })),
  ];
  return el("li", {}, el("button", {
    class: "item", type: "button", "aria-current": String(current), "data-id": handoff.handover_id, onclick: onOpen,
  },
    el("span", { class: "who" }, el("strong", {}, nameOf(handoff)),
      el("time", { class: "small soft numbers", dateTime: handoff.asked_at }, since(ended ? handoff.ended_at : handoff.asked_at))),
    el("span", { class: "says" }, handoff.summary || handoff.reason),
    el("span", { class: "tags" }, tags.filter(Boolean))));
}

export function empty(title, more) {
  return el("p", { class: "empty" }, el("strong", {}, say(title)), more ? say(more) : "");
}

/** One line of a conversation. */
export function line(of) {
  if (of.said === "happening") {
    const text = of.happening === "transferred" ? say(`queues.${of.text}`) : of.text;
    return el("li", { class: "line happening" }, el("span", {}, `${say(of.happening, { name: of.by, text })} · ${clock(of.at)}`));
  }
  const by = { shopper: say("shopper"), bot: say("assistant"), agent: of.by, note: say("noteBy", { name: of.by }) }[of.said];
  return el("li", { class: `line ${of.said}${of.unsent ? " unsent" : ""}` },
    el("p", { class: "meta" }, el("span", {}, by), el("time", { dateTime: of.at, class: "numbers" }, clock(of.at)),
      of.abstained ? el("span", {}, say("abstained")) : null),
    of.text ? el("div", { class: "bubble", dir: "auto" }, of.text) : null,
    of.cards?.length ? el("div", { class: "cards" }, of.cards.filter((c) => c.kind !== "handoff").map(card)) : null,
    of.citations?.length ? cites(of.citations) : null);
}

function card(of) {
  const facts = [of.price, of.stock, of.reason].filter(Boolean).join(" · ");
  return el("div", { class: "card" }, el("strong", {}, of.title), of.subtitle ? el("span", { class: "soft" }, ` ${of.subtitle}`) : null,
    facts ? el("p", { class: "soft" }, facts) : null, rows(of.fields.map((f) => [f.label, f.value])));
}

function rows(pairs) {
  const given = pairs.filter(([, value]) => value);
  return given.length ? el("dl", { class: "rows" }, given.flatMap(([label, value]) => [el("dt", {}, label), el("dd", {}, value)])) : null;
}

export function cites(citations) {
  return el("details", { class: "cites" }, el("summary", {}, `${say("sources")} (${citations.length})`),
    el("ul", {}, citations.map((c) => el("li", {}, `[${c.n}] ${c.title}: ${c.quote}`))));
}

/** What is known before the first word. */
export function facts(detail, onNeedless, prose) {
  const { handoff, package: known, rating } = detail;
  const parts = [
    el("h3", {}, say("why")),
    el("div", { class: "why" }, el("p", {}, language === "en" ? handoff.reason : say(`causes.${handoff.cause}`)), known ? el("p", {}, el("strong", {}, say(`steps.${known.next_step}`))) : null),
  ];
  if (detail.asked_in) parts.push(el("button", { type: "button", class: "plain needless", "aria-pressed": String(detail.marked === "needless"), disabled: detail.marked === "needless", onclick: onNeedless },
    say(detail.marked === "needless" ? "markedNeedless" : "markNeedless")));
  if (rating) parts.push(el("h3", {}, say("rating")), el("p", {}, `${"★".repeat(rating.rating)}${"☆".repeat(5 - rating.rating)} `, rating.comment ?? ""));
  if (!known) return parts;
  const who = known.shopper;
  parts.push(el("h3", {}, say("who")), el("p", {}, el("strong", {}, who.name || who.customer_id || say("guest"))),
    el("p", { class: "soft" }, [who.customer_id, who.membership, who.channel, who.language].filter(Boolean).join(" · ")),
    el("p", { class: `proof ${who.verified}` }, say(who.verified)));
  if (prose) parts.unshift(el("h3", {}, say("brief")), el("p", { class: "brief" }, prose), el("p", { class: "small soft" }, say("briefMore")));
  parts.push(el("h3", {}, say("wants")), el("p", {}, known.wants));
  if (known.orders.length) parts.push(el("h3", {}, say("orders")), ...known.orders.map(order));
  if (known.mood.scores.length > 1) parts.push(el("h3", {}, say("mood")), mood(known.mood.scores));
  if (known.tried.length) parts.push(el("h3", {}, say("tried")), el("ul", {}, known.tried.map((t) =>
    el("li", {}, t.message, " ", el("span", { class: `mark ${t.outcome}` }, say(t.outcome))))));
  if (known.evidence.length) parts.push(el("h3", {}, say("evidence")), el("ul", { class: "small" }, known.evidence.map((e) =>
    el("li", {}, el("span", { class: "soft" }, `${e.title}: `), e.text))));
  return parts;
}

function order(of) {
  return el("div", { class: "card" }, el("strong", {}, of.order_id), " ", el("span", { class: "soft" }, say(`statuses.${of.status}`)),
    el("p", {}, of.items.join(", ")), el("p", { class: "soft numbers" }, [day(of.placed_at), of.total, ...of.tracking].filter(Boolean).join(" · ")));
}

/** The scores from -1 to 1 as a line, the middle dashed. */
function mood(scores) {
  const at = scores.map((score, index) => [8 + (index * 264) / (scores.length - 1), 23 - score * 17]);
  const svg = document.createElementNS(SVG, "svg");
  const shape = (name, given) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
    svg.append(made);
  };
  svg.setAttribute("viewBox", "0 0 280 46");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", say("moodOf", { list: scores.map((s) => s.toFixed(1)).join(", ") }));
  shape("line", { x1: 0, x2: 280, y1: 23, y2: 23 });
  shape("polyline", { points: at.map((point) => point.join(",")).join(" ") });
  at.forEach(([x, y], index) => shape("circle", { cx: x, cy: y, r: 3.5, class: scores[index] < -0.3 ? "low" : "" }));
  return svg;
}
