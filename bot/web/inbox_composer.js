// Where an agent writes. What was typed outlives a reload and an ended sign-in; nothing is sent twice.
import { cites, el } from "./view.js";
import { say } from "./words.js";

const drafts = {
  key: (id, kind) => `shopkeeper.${kind}.${id}`,
  get(id, kind) {
    try { return JSON.parse(localStorage.getItem(this.key(id, kind))) ?? {}; } catch { return {}; }
  },
  set(id, kind, draft) {
    try {
      if (draft.text) localStorage.setItem(this.key(id, kind), JSON.stringify(draft));
      else localStorage.removeItem(this.key(id, kind));
    } catch { /* storage is blocked: the text lives as long as the page */ }
  },
};

/**
 * The composer of conversation `id`; without `mayReply` for notes only. `write(kind, text, messageId)` sends; `suggest`,
 * where there is one, gives a reply that the shop's data supports.
 */
export function composer(id, mayReply, write, suggest) {
  let kind = mayReply ? "reply" : "note";
  const area = el("textarea", { rows: 3, maxLength: 8000 });
  const hint = el("span", { class: "hint", role: "status" });
  const button = el("button", { type: "submit", class: "primary" });
  const kinds = (mayReply ? ["reply", "note"] : ["note"]).map((each) =>
    el("button", { type: "button", "data-kind": each, onclick: () => { choose(each); area.focus(); } }, say(each)));
  const drafted = el("div", { class: "drafted", role: "status", hidden: true });
  if (mayReply && suggest) kinds.push(el("button", { type: "button", class: "plain suggest", onclick: draft }, say("suggest")));
  const form = el("form", { class: "compose", onsubmit: (event) => { event.preventDefault(); send(); } },
    el("div", { class: "kind" }, kinds), drafted, area, el("div", { class: "row" }, hint, button));
  area.addEventListener("input", keep);
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); }
  });
  choose(kind);
  return form;

  function choose(chosen) {
    kind = chosen;
    area.value = drafts.get(id, kind).text ?? "";
    area.placeholder = say(kind === "reply" ? "write" : "writeNote");
    area.setAttribute("aria-label", area.placeholder);
    button.textContent = say(kind === "reply" ? "send" : "keep");
    form.classList.toggle("as-note", kind === "note");
    for (const each of kinds) if (each.dataset.kind) each.setAttribute("aria-pressed", String(each.dataset.kind === kind));
    tell();
  }

  function keep() {
    drafts.set(id, kind, { text: area.value, messageId: crypto.randomUUID?.() ?? String(Math.random()).slice(2) });
    tell();
  }

  function tell(text = "") {
    hint.classList.toggle("wrong", Boolean(text));
    hint.replaceChildren(...(text ? [text] : [el("kbd", {}, "Ctrl"), " + ", el("kbd", {}, "Enter"), ` ${say("sends")}`]));
    button.disabled = !area.value.trim();
  }

  /** A suggestion stands beside what is typed; only the agent puts it in, changes it, sends it. */
  async function draft(event) {
    const button = event.currentTarget;
    button.disabled = true;
    show(el("p", { class: "soft" }, say("suggesting")));
    try {
      const found = await suggest();
      if (!found.text) return show(el("p", { class: "soft" }, say("noSuggestion")), away());
      const use = el("button", { type: "button", onclick: () => take(found.text) }, say("use"));
      show(el("p", { class: "small soft" }, say("suggestionTo", { question: found.question })), el("p", { class: "words", dir: "auto" }, found.text),
        found.citations.length ? cites(found.citations) : "", el("div", { class: "row" }, use, away()));
      use.focus();
    } catch (error) {
      show(el("p", { class: "wrong" }, error.message || say("noSuggestion")), away());
    } finally {
      button.disabled = false;
    }
  }

  function show(...parts) {
    drafted.hidden = !parts.length;
    drafted.replaceChildren(...parts.filter(Boolean));
  }

  function away() {
    return el("button", { type: "button", class: "plain", onclick: () => { show(); area.focus(); } }, say("dismiss"));
  }

  function take(text) {
    if (kind !== "reply") choose("reply");
    area.value = area.value.trim() ? `${area.value.trimEnd()}\n${text}` : text;
    keep();
    show();
    area.focus();
  }

  async function send() {
    const draft = { ...drafts.get(id, kind), text: area.value };
    draft.messageId ??= String(Date.now());
    if (!draft.text.trim() || area.readOnly) return;
    area.readOnly = button.disabled = true;
    hint.textContent = say("sending");
    try {
      await write(kind, draft.text, draft.messageId);
      drafts.set(id, kind, {});
      area.value = "";
      tell();
    } catch (error) {
      tell(error.message || say("failed"));
    } finally {
      area.readOnly = false;
      button.disabled = !area.value.trim();
      area.focus();
    }
  }
}
