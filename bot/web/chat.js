// Body of the conversation's load function: `element`, `props`, `trigger` and `watch` come from Gradio.
// Keeps one element per block and per part, so that an open source stays open and only news is read aloud.
const log = element.querySelector(".log");

function child(parent, index, key, tag) {
  const found = [...parent.children].find((node) => node.dataset.key === key);
  const node = found ?? document.createElement(tag);
  node.dataset.key = key;
  if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  return node;
}

function keepOnly(parent, count) {
  while (parent.children.length > count) parent.lastElementChild.remove();
}

function drawBlock(block, index) {
  const article = child(log, index, block.id, "article");
  article.className = `bubble bubble-${block.kind}`;
  article.setAttribute("aria-label", block.label);
  block.parts.forEach(([key, html], place) => {
    const part = child(article, place, key, "div");
    part.className = `part part-${key.split("-")[0]}`;
    if (part.drawn !== html) {
      part.innerHTML = html;
      part.drawn = html;
    }
  });
  keepOnly(article, block.parts.length);
}

function nearTheEnd() {
  const page = document.scrollingElement;
  return page.scrollHeight - page.scrollTop - page.clientHeight < 240;
}

function toTheEnd() {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const page = document.scrollingElement;
  page.scrollTo({ top: page.scrollHeight, behavior: calm ? "auto" : "smooth" });
}

function draw() {
  const { language, label, blocks } = props.value ?? { language: "", label: "", blocks: [] };
  const follow = nearTheEnd() || blocks.length > log.children.length;
  log.lang = language;
  log.setAttribute("aria-label", label);
  blocks.forEach(drawBlock);
  keepOnly(log, blocks.length);
  if (follow && blocks.length > 1) requestAnimationFrame(toTheEnd);
}

function openSource(id) {
  const source = document.getElementById(id);
  if (!source) return;
  source.open = true;
  source.scrollIntoView({ block: "nearest" });
  source.querySelector("summary").focus({ preventScroll: true });
}

function rate(button) {
  for (const other of button.parentElement.querySelectorAll("[data-rate]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  trigger("like", { index: 0, value: button.dataset.reply, liked: button.dataset.rate === "up" });
}

function star(button) {
  for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
  button.form.querySelector("[type=submit]").disabled = false;
}

// What was pressed goes with the answer; whoever pressed it by keyboard finds the focus in the message box.
function ask(button, byKeyboard) {
  trigger("example_select", { index: 0, value: button.dataset.ask });
  if (byKeyboard || matchMedia("(hover: hover)").matches) document.querySelector("#message textarea")?.focus();
}

log.addEventListener("click", (event) => {
  const mark = event.target.closest("a.mark");
  const button = event.target.closest("button");
  if (mark) {
    event.preventDefault();
    openSource(mark.getAttribute("href").slice(1));
  } else if (button?.dataset.ask) {
    ask(button, event.detail === 0);
  } else if (button?.dataset.rate) {
    rate(button);
  } else if (button?.dataset.stars) {
    star(button);
  }
});
log.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = event.target.querySelector("[aria-pressed=true]");
  const comment = event.target.querySelector("textarea").value;
  if (chosen) trigger("submit", { stars: Number(chosen.dataset.stars), comment });
});
// A picture that cannot be loaded is left out; `error` does not bubble, so it is caught on its way down.
log.addEventListener("error", (event) => event.target.matches("img") && event.target.remove(), true);
// Gradio tells of its own failures in English alone, in a box that it adds to the page: a button around a button, of which
// the outer one only folds the box.
function translateTroubles() {
  const told = props.value?.troubles;
  if (!told) return;
  for (const title of document.querySelectorAll(".toast-body.error .toast-title")) {
    if (title.textContent.trim() !== told.title) title.textContent = told.title;
  }
  for (const header of document.querySelectorAll(".toast-body.error .toast-header[role]")) {
    header.removeAttribute("role");
    header.removeAttribute("tabindex");
    header.querySelector(".toast-close")?.setAttribute("aria-label", told.dismiss);
  }
  for (const words of document.querySelectorAll(".toast-body.error .toast-message-text")) {
    const text = told[(words.dataset.kind ??= /connection/i.test(words.textContent) ? "lost" : "failed")];
    if (words.textContent !== text) words.textContent = text;
  }
}
new MutationObserver(translateTroubles).observe(document.body, { childList: true, subtree: true });
watch("value", draw);
draw();
