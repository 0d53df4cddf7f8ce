// The two dialogs: signing in, also in the middle of something, and the list of keys.
import { ask } from "./api.js";
import { el } from "./view.js";
import { say } from "./words.js";

let open = null;

/** Asks until somebody has signed in; `again` says that a sign-in has expired. Two who ask share one dialog. */
export function signIn(me, again) {
  open ??= shown(me, again).finally(() => { open = null; });
  return open;
}

function shown(me, again) {
  const dialog = document.getElementById("sign-in");
  return new Promise((resolve) => {
    const wrong = el("p", { class: "wrong", role: "alert" });
    const enter = async (name, password) => {
      try {
        const found = await ask("POST", "/agent/session", { name, password });
        if (!(await ask("GET", "/agent/session")).name) throw new Error(say("cookies"));
        dialog.close();
        resolve(found);
      } catch (error) {
        wrong.textContent = error.message || say("offline");
      }
    };
    dialog.oncancel = (event) => event.preventDefault();
    dialog.setAttribute("aria-label", say("signIn"));
    dialog.replaceChildren(...content(me, again, wrong, enter));
    dialog.showModal();
  });
}

function content(me, again, wrong, enter) {
  const title = el("h2", {}, me.shop ? `${say("inbox")} · ${me.shop}` : say("inbox"));
  if (me.demo) {
    return [title, el("p", { class: "soft" }, say("demoMore")), el("form", { onsubmit: (event) => { event.preventDefault(); enter("demo", ""); } },
      wrong, el("button", { type: "submit", class: "primary" }, say("demo")))];
  }
  if (!me.configured) {
    return [title, el("p", {}, el("strong", {}, say("nobody"))), el("p", { class: "soft" }, say("nobodyMore")), el("code", {}, "python -m bot agent --name ann")];
  }
  const name = el("input", { name: "username", autocomplete: "username", required: true, value: me.name ?? "" });
  const password = el("input", { name: "password", type: "password", autocomplete: "current-password", required: true });
  return [title, again ? el("p", { class: "soft" }, say("expired")) : null, el("form", {
    onsubmit: (event) => { event.preventDefault(); wrong.textContent = ""; enter(name.value, password.value); },
  }, el("label", {}, say("name"), name), el("label", {}, say("password"), password), wrong,
    el("button", { type: "submit", class: "primary" }, say("signIn")))].filter(Boolean);
}

const KEYS = [["j  k  ↑  ↓", "k_next"], ["c", "k_claim"], ["r", "k_reply"], ["n", "k_note"], ["s", "k_suggest"], ["Ctrl + Enter", "k_send"], ["g", "k_release"], ["x", "k_close"], ["Esc", "k_esc"], ["?", "k_help"]];

export function showKeys() {
  const dialog = document.getElementById("keys");
  dialog.setAttribute("aria-label", say("shortcuts"));
  dialog.replaceChildren(el("h2", {}, say("shortcuts")),
    el("dl", {}, KEYS.flatMap(([keys, does]) => [el("dt", {}, el("kbd", {}, keys)), el("dd", {}, say(does))])),
    el("form", { method: "dialog" }, el("button", { class: "primary" }, say("ok"))));
  dialog.showModal();
}
