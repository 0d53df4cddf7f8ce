// Shopkeeper's widget: one file, no dependency, in a shadow root of its own.
//
//   <script src="https://assistant.example/widget.js" data-channel="web" data-token="…" async></script>
//
// Attributes: data-channel, data-token, data-language, data-title, data-greeting, data-accent, data-position (start,
// end), data-theme (light, dark, auto), data-font (inherit), data-dir (ltr, rtl), data-open, and for a greeting that
// comes by itself data-greet-after (seconds), data-greet-path (such as /cart*), data-greet-cart (least items).
// API: window.Shopkeeper.{open, close, toggle, send, on, off, setToken, setContext, destroy}; the window is told
// `shopkeeper:ready`. Whatever comes from shopper, shop or server is set as text, never as HTML.
(() => {
  "use strict";
  if (window.Shopkeeper?.destroy) return;

  const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  const options = { ...script?.dataset };
  const base = new URL(script?.src ?? location.href, location.href).href.replace(/\/[^/]*$/, "");
  const API = `${base}/api/v1`;
  const SILENT_MS = 40_000;
  const STALE_MS = 24 * 3600_000;
  const PAUSES = [500, 1000, 2000, 4000, 8000, 15_000];

  // ---------------------------------------------------------------- words

  const WORDS = {
    en: {
      launch: "Chat with us", unread: "{n} unread", close: "Close chat", restart: "New conversation",
      title: "Customer service", assistant: "Assistant", waiting: "Waiting for a person",
      ahead: "Waiting for a person, {n} before you", opens: "A person answers from {when}",
      person: "{name} is here", log: "Conversation", message: "Your message", placeholder: "Ask about products or orders …",
      send: "Send", stop: "Stop answering", looking: "Looking it up …", writing: "Writing …", you: "You",
      sources: "Sources", source: "Source {n}", loading: "Opening …", whole: "In the shop's data:",
      helpful: "Helpful", unhelpful: "Not helpful", why: "What was wrong with it?", tell: "Send comment", thanks: "Thank you.",
      delivered: "Delivered", sending: "Sending …", failed: "Not sent.",
      again: "Try again", stopped: "Stopped.", offline: "You are offline. Messages are sent once you are back.",
      lost: "Connection lost. Trying again …", gone: "That conversation is over. A new one begins here.",
      signin: "Your sign-in has expired. You are asking as a guest.", long: "{n} of {most} characters",
      joined: "{name} has joined", left: "{name} has left. The assistant answers again.", closed: "{name} has ended the conversation.",
      rate: "How was your conversation with us? 1 is poor, 5 is great.", star: "{n} of 5", comment: "Anything to add? (optional)", rated: "Thank you for rating us.",
      someone: "A person", dismiss: "Dismiss", outof: "{stars} of 5, {count} reviews", tab: "opens in a new tab", suggest: "Suggested questions",
      choose: "Possible answers", more: "More like this", moreSaid: "Suggest more like the {name}.",
      less: "Not for me", lessSaid: "The {name} is not for me. Suggest something else.",
      problems: { "too-many-requests": "You write faster than can be answered. Please wait a moment.",
        conflict: "Earlier messages still wait for their answer. Please send this one afterwards.",
        "empty-message": "There is nothing to read in this message.", "unusable-input": "There is nothing to read in this message.",
        "message-too-long": "This message is too long.", "wrong-origin": "This page may not use the assistant.",
        internal: "Something went wrong on our side. Please try again.", "service-unavailable": "Something went wrong on our side. Please try again." },
      kinds: { product: "Product", order: "Order", recommendation: "Suggestion", comparison: "Comparison", policy: "Policy",
        promotion: "Offer", review: "Review", handoff: "Hand-over" },
    },
    zh: {
      launch: "在线咨询", unread: "{n} 条未读", close: "关闭对话", restart: "新对话",
      title: "客户服务", assistant: "智能助手", waiting: "正在等待人工客服",
      ahead: "正在等待人工客服，前面还有 {n} 位", opens: "人工客服将于 {when} 开始回复",
      person: "{name} 正在为您服务", log: "对话", message: "您的消息", placeholder: "请输入商品或订单问题……",
      send: "发送", stop: "停止回答", looking: "正在查找……", writing: "正在回答……", you: "您",
      sources: "来源", source: "来源 {n}", loading: "正在打开……", whole: "店铺资料原文：",
      helpful: "有帮助", unhelpful: "没有帮助", why: "哪里不对？", tell: "提交意见", thanks: "谢谢您的反馈。",
      delivered: "已送达", sending: "正在发送……", failed: "未发送。",
      again: "重试", stopped: "已停止。", offline: "您已离线，恢复网络后会自动发送。",
      lost: "连接中断，正在重试……", gone: "之前的对话已结束，现在开始新的对话。",
      signin: "登录已过期，您现在以访客身份提问。", long: "{n} / {most} 字",
      joined: "{name} 已加入对话", left: "{name} 已离开，由智能助手继续回答。", closed: "{name} 已结束对话。",
      rate: "您对这次服务满意吗？1 分最低，5 分最高。", star: "{n} 分（满分 5 分）", comment: "还有什么想说的吗？（选填）", rated: "感谢您的评分。",
      someone: "人工客服", dismiss: "关闭", outof: "{stars} 星（满分 5 星），{count} 条评价", tab: "在新标签页打开", suggest: "推荐问题",
      choose: "可选的回答", more: "更多类似的", moreSaid: "推荐更多类似{name}的商品。",
      less: "不适合我", lessSaid: "我不喜欢{name}，推荐别的吧。",
      problems: { "too-many-requests": "您发送得太快，请稍后再试。",
        conflict: "前面的消息还在等待回答，请稍后再发送这一条。",
        "empty-message": "这条消息没有可读的内容。", "unusable-input": "这条消息没有可读的内容。",
        "message-too-long": "这条消息太长了，请缩短后再发。", "wrong-origin": "此页面无权使用智能助手。",
        internal: "我们这边出了问题，请再试一次。", "service-unavailable": "我们这边出了问题，请再试一次。" },
      kinds: { product: "商品", order: "订单", recommendation: "推荐", comparison: "对比", policy: "政策",
        promotion: "优惠", review: "评价", handoff: "转人工" },
    },
  };
  const fill = (text, given = {}) => text.replace(/\{(\w+)\}/g, (_, name) => given[name] ?? "");

  // ---------------------------------------------------------------- looks

  const CSS = `
:host { all: initial !important; position: fixed !important; z-index: 2147483000 !important; inset: auto !important;
  display: block !important; color-scheme: light !important;
  --page: #f7f6f3; --sheet: #fff; --ink: #1f2a29; --soft: #5a6664; --line: #e2dfd8; --accent: #0f6b62; --on: #fff;
  --tint: #e6f1ef; --warn: #854907; --warn-tint: #fdf2de; --bad: #a12a2a; --bad-tint: #fcebe9;
  --shade: 0 12px 40px rgb(20 34 32 / 18%), 0 2px 8px rgb(20 34 32 / 10%); }
:host([hidden]) { display: none !important; }
:is(.launch, .greet, .panel) { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", sans-serif; }
:host([font="inherit"]) { font-family: inherit !important; }
:host([font="inherit"]) :is(.launch, .greet, .panel) { font-family: inherit; }
:host([theme="dark"]) { --page: #141a19; --sheet: #1d2524; --ink: #e8ecea; --soft: #a5b2af; --line: #34413f; --accent: #66cdbd;
  --on: #0c1f1c; --tint: #1f3a36; --warn: #f0c27b; --warn-tint: #3a2d17; --bad: #f3a39b; --bad-tint: #40211f;
  --you: #23574f; --you-on: #eefaf7; --shade: 0 12px 40px rgb(0 0 0 / 55%); color-scheme: dark !important; }
* { box-sizing: border-box; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; border: 0; background: none; padding: 0; }
svg { display: block; width: 1.25em; height: 1.25em; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round;
  stroke-linejoin: round; flex: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.launch { position: fixed; bottom: 20px; inset-inline-end: 20px; height: 54px; padding: 0 20px 0 16px; border-radius: 27px; gap: 9px;
  background: var(--accent); color: var(--on); display: flex; align-items: center; font-weight: 600; box-shadow: var(--shade); }
.launch:hover { filter: brightness(1.06); }
.launch:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
.launch svg { width: 23px; height: 23px; }
.count { position: absolute; top: -5px; inset-inline-end: -3px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px; font-size: 12px;
  line-height: 22px; text-align: center; background: #b3261e; color: #fff; font-weight: 700; }
.greet { position: fixed; bottom: 88px; inset-inline-end: 20px; max-width: min(300px, calc(100vw - 40px)); background: var(--sheet); color: var(--ink);
  border: 1px solid var(--line); border-radius: 16px 16px 4px 16px; box-shadow: var(--shade); display: flex; align-items: flex-start; }
.greet button:first-child { padding: 12px 4px 12px 15px; text-align: start; border-radius: inherit; }
.greet .icon { margin: 6px 6px 0 0; }
:host([side="start"]) :is(.launch, .greet, .panel) { inset-inline: 20px auto; }

.panel { position: fixed; bottom: 20px; inset-inline-end: 20px; width: 392px; height: min(660px, calc(100dvh - 40px)); background: var(--page);
  color: var(--ink); border-radius: 18px; border: 1px solid var(--line); box-shadow: var(--shade); display: flex; flex-direction: column; overflow: hidden; container-type: size; }
.panel.opening { animation: rise .18s ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(10px); } }
.head { display: flex; align-items: center; gap: 11px; padding: 12px 10px 12px 15px; background: var(--sheet); border-bottom: 1px solid var(--line); flex: none; }
.badge { width: 36px; height: 36px; border-radius: 11px; background: var(--accent); color: var(--on); display: grid; place-items: center; font-weight: 700; flex: none; }
.names { flex: 1; min-width: 0; }
.names h2 { margin: 0; font-size: 15.5px; line-height: 1.25; font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; outline: 0; }
.names p { margin: 1px 0 0; font-size: 13px; line-height: 1.3; color: var(--soft); display: flex; align-items: center; gap: 6px; }
.names p::before { content: ""; width: 7px; height: 7px; border-radius: 50%; background: #2e9e6b; flex: none; }
.names p.away::before { background: #c98a1b; }
.icon { width: 36px; height: 36px; display: grid; place-items: center; border-radius: 10px; color: var(--soft); flex: none; }
.icon:hover { background: var(--tint); color: var(--accent); }
.banner { flex: none; margin: 0; padding: 7px 15px; font-size: 13px; background: var(--warn-tint); color: var(--warn); }

.log { flex: 1; min-height: 0; overflow-y: auto; overflow-wrap: anywhere; overscroll-behavior: contain; padding: 16px 14px 10px; display: flex; flex-direction: column; gap: 12px; }
.log:focus-visible { outline-offset: -3px; }
.turn { display: flex; flex-direction: column; gap: 8px; }
.you, .said { max-width: 88%; padding: 9px 13px; border-radius: 16px; overflow-wrap: anywhere; white-space: pre-line; margin: 0; }
.you { align-self: flex-end; background: var(--you, var(--accent)); color: var(--you-on, var(--on)); border-end-end-radius: 5px; white-space: pre-wrap; }
.said { align-self: flex-start; background: var(--sheet); border: 1px solid var(--line); border-end-start-radius: 5px; }
.said.person { background: var(--tint); border-color: transparent; }
.by { font-size: 12.5px; color: var(--soft); margin: 0 0 -4px 4px; font-weight: 600; }
.note { font-size: 13px; color: var(--soft); margin: 0; }
.turn > .note { align-self: flex-end; display: flex; gap: 8px; }
.note.bad { color: var(--bad); }
.line { display: flex; align-items: center; gap: 10px; font-size: 12.5px; color: var(--soft); margin: 2px 0; text-align: center; }
.line::before, .line::after { content: ""; flex: 1; min-width: 14px; border-top: 1px solid var(--line); }
.link { white-space: nowrap; color: var(--accent); text-decoration: underline; text-underline-offset: 2px; font-weight: 600; }
.mark { display: inline-block; min-width: 17px; height: 17px; margin: 0 1px; padding: 0 4px; border-radius: 5px; background: var(--tint); color: var(--accent);
  font-size: 11px; line-height: 17px; font-weight: 700; text-align: center; vertical-align: 1.5px; }
.mark:hover { background: var(--accent); color: var(--on); }

.cards { display: flex; flex-direction: column; gap: 8px; }
.card { background: var(--sheet); border: 1px solid var(--line); border-radius: 14px; padding: 11px 13px; display: grid; gap: 5px; }
.card p, .card h3, .card dl, .card dd { margin: 0; }
.top { display: flex; gap: 11px; align-items: flex-start; }
.top > div { flex: 1; min-width: 0; }
.pic { width: 52px; height: 52px; border-radius: 10px; flex: none; background: var(--tint); color: var(--accent); display: grid; place-items: center; overflow: hidden; font-weight: 700; }
.pic img { width: 100%; height: 100%; object-fit: cover; }
.card h3 { font-size: 14.5px; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere; }
.card h3 a { color: inherit; text-decoration-color: var(--line); text-underline-offset: 3px; }
.card h3 a:hover { text-decoration-color: currentColor; }
.kind { font-size: 12px; line-height: 1.3; color: var(--soft); }
.figures { display: flex; flex-wrap: wrap; gap: 1px 11px; align-items: baseline; font-size: 13px; color: var(--soft); }
.figures b { font-size: 15px; color: var(--ink); font-weight: 680; font-variant-numeric: tabular-nums; }
.stars { color: var(--warn); font-weight: 600; }
.card dl { display: grid; grid-template-columns: minmax(72px, max-content) 1fr; gap: 3px 13px; font-size: 13px; line-height: 1.4; border-top: 1px solid var(--line); padding-top: 7px; margin-top: 2px; }
.card dt { color: var(--soft); max-width: 130px; }
.card dd { white-space: pre-line; overflow-wrap: anywhere; }
.card .reason { font-size: 13px; color: var(--accent); }
.opine { display: flex; flex-wrap: wrap; gap: 2px 16px; margin-top: 1px; font-size: 13px; }
.opine button { padding: 4px 0; font-weight: 600; color: var(--accent); border-radius: 5px; }
.opine button:hover { text-decoration: underline; text-underline-offset: 3px; }
.opine button + button { color: var(--soft); }
.pill { align-self: flex-start; font-size: 12px; font-weight: 600; line-height: 1.3; padding: 3px 9px; border-radius: 9px; background: var(--tint); color: var(--accent); flex: none; max-width: 45%; }
.card.handoff { background: var(--warn-tint); border-color: transparent; color: var(--warn); }
.card.handoff .pic { background: var(--sheet); color: var(--warn); }
.card.handoff :is(.reason, .kind) { color: inherit; }

.sources { font-size: 13px; margin: 0 2px; }
.sources > summary { color: var(--soft); cursor: pointer; width: max-content; border-radius: 6px; padding: 1px 3px; }
.sources ol { list-style: none; margin: 6px 0 0; padding: 0; display: grid; gap: 5px; }
.sources li details { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; }
.sources li summary { cursor: pointer; padding: 6px 10px; display: flex; gap: 8px; align-items: baseline; list-style: none; border-radius: 10px; }
.sources li summary::-webkit-details-marker { display: none; }
.sources li summary b { color: var(--accent); }
.sources blockquote { margin: 0 10px 8px; padding-inline-start: 10px; border-inline-start: 3px solid var(--accent); white-space: pre-line; overflow-wrap: anywhere; }
.sources .whole { margin: 0 10px 9px; color: var(--soft); white-space: pre-line; overflow-wrap: anywhere; }

.tools { margin: -5px 0 0 -2px; display: flex; align-items: center; gap: 2px; color: var(--soft); font-size: 13px; }
.tools .icon { width: 30px; height: 30px; }
.tools [role="status"] { margin-inline-start: 6px; }
.tools svg { width: 16px; height: 16px; }
.tools [aria-pressed="true"] { color: var(--accent); background: var(--tint); }
.chips { display: flex; flex-wrap: wrap; gap: 7px; }
.chips button { padding: 7px 12px; border: 1px solid var(--accent); color: var(--accent); border-radius: 17px; font-size: 13.5px; line-height: 1.3; text-align: start; background: var(--sheet); }
.chips button:hover { background: var(--tint); }
.ask { display: grid; gap: 8px; background: var(--sheet); border: 1px solid var(--line); border-radius: 14px; padding: 12px 13px; margin: 0; min-width: 0; }
.ask legend, .ask label { font-size: 13.5px; font-weight: 600; padding: 0; }
.ask legend { float: inline-start; width: 100%; margin-bottom: 8px; }
.ask textarea { border: 1px solid var(--line); border-radius: 10px; padding: 7px 10px; background: var(--page); resize: vertical; min-height: 58px; width: 100%; }
.scale { display: flex; gap: 6px; clear: both; }
.scale button { flex: 1; height: 40px; border: 1px solid var(--line); border-radius: 10px; font-weight: 650; background: var(--page); }
.scale button[aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: var(--on); }
.solid { font-size: 14px; justify-self: start; padding: 7px 14px; border-radius: 10px; background: var(--accent); color: var(--on); font-weight: 600; }
:is(.solid, .go):disabled { opacity: .45; cursor: default; }

.status { flex: none; min-height: 0; padding: 0 16px 8px; font-size: 13px; color: var(--soft); display: flex; gap: 9px; align-items: center; }
.status:empty { display: none; }
.dots { display: inline-flex; gap: 4px; }
.dots i { width: 6px; height: 6px; border-radius: 50%; background: var(--accent); animation: breathe 1.2s infinite ease-in-out; }
.dots i:nth-child(2) { animation-delay: .15s; } .dots i:nth-child(3) { animation-delay: .3s; }
@keyframes breathe { 0%, 80%, 100% { opacity: .25; } 40% { opacity: 1; } }
.foot { flex: none; display: flex; align-items: flex-end; gap: 8px; padding: 10px 12px calc(12px + env(safe-area-inset-bottom)); background: var(--sheet); border-top: 1px solid var(--line); position: relative; }
.foot textarea { flex: 1; min-width: 0; resize: none; border: 1px solid var(--line); border-radius: 13px; padding: 9px 13px; background: var(--page); max-height: 128px; line-height: 1.4; font-size: 16px; display: block; }
.foot textarea:focus { border-color: var(--accent); outline: 2px solid var(--accent); outline-offset: -1px; }
:is(.ask, .foot) textarea::placeholder { color: var(--soft); opacity: 1; }
.foot textarea::placeholder { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.go { width: 42px; height: 42px; border-radius: 13px; background: var(--accent); color: var(--on); display: grid; place-items: center; flex: none; }
.size { position: absolute; top: -22px; inset-inline-end: 14px; font-size: 12px; color: var(--bad); background: var(--page); padding: 0 5px; border-radius: 5px; }

@media (max-width: 520px), (max-height: 420px) {
  .panel { top: var(--sk-top, 0); bottom: auto; inset-inline: 0 !important; width: auto; height: var(--sk-height, 100dvh); border-radius: 0; border: 0; }
  .launch { bottom: 14px; inset-inline-end: 14px; }
  .ask textarea { font-size: 16px; }
}
:host([dir="rtl"]) .panel :is(p, h2, h3, dt, dd, legend, label, blockquote, textarea, button, span), :host([dir="rtl"]) textarea::placeholder { unicode-bidi: plaintext; }
:host([dir="rtl"]) textarea { text-align: right; }
:host([dir="rtl"]) :is(.card, .sources) :is(p, h3, dt, dd, blockquote) { text-align: right; }
@media (max-width: 360px) { .launch span:not(.count, .unseen) { display: none; } .launch { padding: 0 15px; } }
@container (max-height: 340px) { .head { padding-block: 5px; } .badge, .names p { display: none; } .foot { padding-block: 5px; } .status { padding-bottom: 3px; } }
@container (max-height: 230px) { .head { padding-block: 0; } .foot { padding-block: 3px; } .log { padding-block: 6px; } .banner { padding-block: 2px; }
  .turn { gap: 3px; } .tools .icon { height: 24px; } }
@media (prefers-reduced-motion: reduce) { .panel.opening { animation: none; } .dots i { animation: none; opacity: .7; } }
@media (forced-colors: active) { .launch, .go, .solid { border: 1px solid ButtonText; } }
`;
  const ICONS = {
    chat: "M4 5.5h16v11H10l-4.5 3.6V16.5H4z M8 9.5h8 M8 12.5h5",
    close: "M6 6l12 12 M18 6L6 18",
    restart: "M4.5 12a7.5 7.5 0 1 0 2.3-5.4 M4.5 4.5v4h4",
    send: "M12 19V5.5 M6 11.5l6-6 6 6",
    stop: "M7 7h10v10H7z M9.5 9.5h5v5h-5z",
    up: "M7 10.5v9H4v-9z M7 10.5l4-7c1.700 0 2.600 1.300 2.3 2.800l-.7 3.200h5.200c1.300 0 2.200 1.200 1.900 2.400l-1.400 5.700c-.3 1.100-1.200 1.900-2.400 1.900H7",
    person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.5 20c.8-3.700 3.900-5.5 7.5-5.5s6.700 1.800 7.5 5.5",
  };

  // ---------------------------------------------------------------- small things

  /** An element with properties, attributes (in `attrs`) and children; strings become text. */
  function el(tag, props = {}, ...children) {
    const node = document.createElement(tag);
    const { attrs = {}, ...rest } = props;
    for (const [name, value] of Object.entries(attrs)) if (value != null && value !== false) node.setAttribute(name, value);
    Object.assign(node, rest);
    node.append(...children.filter((child) => child != null && child !== false));
    return node;
  }
  function icon(name, turned) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICONS[name]);
    if (turned) path.setAttribute("transform", "rotate(180 12 12)");
    svg.append(path);
    return svg;
  }
  const button = (className, label, onclick, ...children) =>
    el("button", { type: "button", className, onclick, attrs: { "aria-label": label, title: label } }, ...children);
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  function webAddress(text) {
    try {
      const url = new URL(text, location.href);
      return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
    } catch {
      return null;
    }
  }
  /** Whom a token is for, only to keep conversations of two customers apart in this browser; the server verifies. */
  function subject(token) {
    try {
      return JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).sub ?? "";
    } catch {
      return "";
    }
  }
  /** The browser's storage, or a stand-in for this page where it is blocked or full. */
  function shelf(name) {
    const own = new Map();
    const attempt = (work, instead) => {
      try {
        return work(window[name]);
      } catch {
        return instead();
      }
    };
    return {
      get: (key) => {
        const text = attempt((store) => store.getItem(key) ?? own.get(key), () => own.get(key));
        try {
          return text ? JSON.parse(text) : null;
        } catch {
          return null;
        }
      },
      set: (key, value) => {
        const text = JSON.stringify(value);
        own.set(key, text);
        attempt((store) => store.setItem(key, text), () => {});
      },
      drop: (key) => {
        own.delete(key);
        attempt((store) => store.removeItem(key), () => {});
      },
    };
  }
  const kept = shelf("localStorage");
  const tab = shelf("sessionStorage");
  const pause = (ms, signal) =>
    new Promise((done) => {
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", () => (clearTimeout(timer), done()));
    });

  // ---------------------------------------------------------------- the conversation, without its looks

  /** What the server refused, in words for the shopper. */
  class Refused extends Error {
    constructor(status, kind, detail) {
      super(detail);
      this.status = status;
      this.kind = kind;
    }
  }
  async function call(path, body, more = {}) {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const headers = body === undefined ? {} : { "Content-Type": "application/json", ...more };
    const answer = await fetch(`${API}${path}`, { ...init, headers, credentials: "omit", cache: "no-store" });
    if (answer.ok) return answer.status === 204 ? null : answer.json();
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, String(problem.type ?? "").split(":").pop(), problem.detail ?? "");
  }

  /** One shopper's conversation: what was said, what is on its way, and the connection. `changed` hears of each change. */
  class Conversation {
    constructor(settings, changed) {
      this.settings = settings;
      this.changed = changed;
      this.reset();
    }

    reset() {
      this.stop?.abort();
      this.stop = null;
      this.id = null;
      this.info = null;
      this.turns = new Map();
      this.entries = new Map();
      this.people = { state: "bot" };
      this.last = null;
      this.connection = "idle";
      this.notice = "";
    }

    get key() {
      return `shopkeeper:${base}:${this.settings.channel}:${subject(this.settings.token ?? "")}`;
    }
    get busy() {
      return [...this.turns.values()].some((turn) => turn.state === "pending" || turn.state === "sending");
    }
    get held() {
      return this.people.state === "waiting" || this.people.state === "human";
    }

    /** Takes up the conversation that this browser knows, or none. */
    recall() {
      const found = kept.get(this.key);
      if (!found || Date.now() - found.at > STALE_MS) return kept.drop(this.key);
      this.id = found.id;
      this.info = found.info;
      this.ratings = found.ratings ?? {};
      this.people = { state: found.state ?? "bot" };
      for (const { id, text } of found.unsent ?? []) this.turns.set(id, this.fresh(id, text, "sending"));
    }
    keep() {
      if (!this.id) return;
      const unsent = [...this.turns.values()].filter((t) => t.state === "sending" || t.state === "pending").map(({ id, text }) => ({ id, text }));
      kept.set(this.key, { id: this.id, at: Date.now(), info: this.info, state: this.people.state, ratings: this.ratings, unsent });
    }
    forget() {
      kept.drop(this.key);
      this.reset();
    }
    /** Begins anew, also for a customer whose latest conversation would else be gone on with. */
    restart() {
      this.forget();
      this.anew = true;
    }

    async begin() {
      if (this.id) return;
      this.beginning ??= this.open().finally(() => (this.beginning = null));
      await this.beginning;
    }
    async open() {
      const { channel, token, language } = this.settings;
      const body = { channel, ...(token && { token, resume: !this.anew }), ...(language && { language }) };
      try {
        this.info = await call("/sessions", body);
      } catch (error) {
        if (error.status === 401 && token) {
          this.settings.token = null;
          this.notice = "signin";
          this.changed("signin");
          return this.open();
        }
        if (error.status !== 422 || !language) throw error;
        this.info = await call("/sessions", { ...body, language: undefined });
      }
      this.id = this.info.session_id;
      this.anew = false;
      this.ratings = {};
      this.keep();
    }

    fresh(id, text, state) {
      this.newest = (this.newest ?? 9e15) + 1; // until the server says when, it comes last
      return { id, text, state, at: this.newest, cards: [], citations: [], sentences: [], wait: null, reply: null, error: null };
    }

    /** Sends a message; it is kept until the server has it, over reloads and lost connections. */
    send(text) {
      const turn = this.fresh(newId(), text, "sending");
      this.turns.set(turn.id, turn);
      this.notice = "";
      this.keep();
      this.changed("sent", turn);
      this.listen();
      return this.deliver(turn);
    }
    async deliver(turn) {
      if (turn.delivering) return;
      turn.delivering = true;
      turn.state = "sending";
      turn.error = null;
      this.changed("turn", turn);
      for (let attempt = 0; turn.state === "sending"; attempt += 1) {
        try {
          await this.begin();
          this.listen();
          await call(`/sessions/${this.id}/messages`, { text: turn.text, client_message_id: turn.id }, { Prefer: "respond-async" });
          if (turn.state === "sending") turn.state = "pending";
        } catch (error) {
          if (error.status === 404) this.lose();
          else if (error instanceof Refused && error.status < 500) Object.assign(turn, { state: "failed", error: "", problem: error.kind });
          else await pause(PAUSES[Math.min(attempt, PAUSES.length - 1)]);
        }
      }
      turn.delivering = false;
      this.keep();
      this.changed("turn", turn);
    }
    async cancel() {
      if (this.id) await call(`/sessions/${this.id}/cancel`, {}).catch(() => {});
    }
    rate(turn, rating, comment) {
      this.ratings[turn.reply.reply_id] = rating;
      this.keep();
      return call(`/replies/${turn.reply.reply_id}/feedback`, comment ? { rating, comment } : { rating });
    }
    source(citation) {
      return call(`/sessions/${this.id}/sources/${encodeURIComponent(citation.source).replace(/%2F/g, "/")}`);
    }
    async rateService(rating, comment) {
      await call(`/sessions/${this.id}/rating`, comment ? { rating, comment } : { rating });
      this.people = { ...this.people, rate: null };
    }

    /** The session is gone on the server: what was not answered is asked anew in the next one. */
    lose() {
      const unanswered = [...this.turns.values()].filter((t) => t.state === "sending" || t.state === "pending");
      this.forget();
      this.notice = "gone";
      for (const turn of unanswered) this.turns.set(turn.id, Object.assign(turn, { state: "sending" }));
      this.changed("transcript");
    }

    /** Keeps a connection for as long as `wanted` says so. */
    listen() {
      if (this.stop || !this.id || !this.wanted?.()) return;
      this.stop = new AbortController();
      this.stay(this.stop.signal);
    }
    rest() {
      this.stop?.abort();
      this.stop = null;
      this.connection = "idle";
    }
    async stay(signal) {
      for (let attempt = 0; !signal.aborted; attempt += 1) {
        try {
          await this.hear(signal, () => (attempt = 0));
        } catch (error) {
          if (signal.aborted) return;
          if (error.status === 404) {
            this.lose();
            await this.begin().catch(() => {});
            this.listen();
            return this.deliverAll();
          }
        }
        if (signal.aborted) return;
        if (attempt > 0 || !navigator.onLine) this.connect("lost");
        const waiting = new AbortController();
        const back = () => waiting.abort();
        window.addEventListener("online", back, { once: true });
        signal.addEventListener("abort", back, { once: true });
        await pause(PAUSES[Math.min(attempt, PAUSES.length - 1)] * (0.8 + 0.4 * Math.random()), waiting.signal);
        window.removeEventListener("online", back);
      }
    }
    connect(state) {
      if (this.connection === state) return;
      this.connection = state;
      this.changed("connection");
    }
    /** Reads server-sent events until the connection ends or falls silent. */
    async hear(signal, begun) {
      const silence = new AbortController();
      const end = () => silence.abort();
      signal.addEventListener("abort", end, { once: true });
      let timer = setTimeout(end, SILENT_MS);
      try {
        const after = this.last ? `?after=${encodeURIComponent(this.last)}` : "";
        const answer = await fetch(`${API}/sessions/${this.id}/events${after}`, { signal: silence.signal, credentials: "omit", cache: "no-store" });
        if (!answer.ok) throw new Refused(answer.status, "", "");
        begun();
        this.connect("open");
        if (this.last) this.deliverAll();
        const reader = answer.body.getReader();
        const decoder = new TextDecoder();
        let rest = "";
        let event = {};
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return;
          clearTimeout(timer);
          timer = setTimeout(end, SILENT_MS);
          const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
          rest = lines.pop();
          for (const raw of lines) {
            const line = raw.replace(/\r$/, "");
            const at = line.indexOf(":");
            if (line === "" && event.data !== undefined) {
              this.take(event.event, JSON.parse(event.data));
              if (event.id) this.last = event.id;
            }
            if (line === "") event = {};
            else if (at > 0) event[line.slice(0, at)] = line.slice(at + 1).replace(/^ /, "");
          }
        }
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        silence.abort();
      }
    }
    deliverAll() {
      for (const turn of this.turns.values()) if (turn.state === "sending") this.deliver(turn);
    }

    take(name, payload) {
      if (name === "transcript") return this.takeTranscript(payload);
      if (name === "person") return this.takePerson(payload);
      if (!payload.turn) return;
      const turn = this.turns.get(payload.turn) ?? this.fresh(payload.turn, payload.text ?? "", "pending");
      if (turn.state === "done") return;
      this.turns.set(turn.id, turn);
      if (name === "message") Object.assign(turn, this.fresh(turn.id, payload.text, "pending"), { at: Date.parse(payload.at) });
      else if (name === "card") turn.cards.push(payload);
      else if (name === "citation") turn.citations.push(payload);
      else if (name === "sentence") turn.sentences.push(payload.text);
      else if (name === "wait") turn.wait = payload.text;
      else if (name === "final") this.finish(turn, payload);
      else if (name === "error") this.fail(turn, payload);
      if (name === "final" || name === "error" || name === "message") this.keep();
      this.changed(name === "final" ? "answered" : "turn", turn);
    }
    finish(turn, reply) {
      Object.assign(turn, { state: "done", reply, cards: reply.cards ?? [], citations: reply.citations ?? [], wait: null });
      if (turn.sentences.join("").replace(/\s/g, "") !== (reply.text ?? "").replace(/\s/g, "")) turn.sentences = reply.text ? [reply.text] : [];
      if (reply.route === "human" || this.held) this.lookAtPeople();
    }
    fail(turn, problem) {
      const kind = String(problem.type ?? "").split(":").pop();
      turn.wait = null;
      if (kind === "abandoned") {
        turn.state = "sending";
        this.deliver(turn);
      } else Object.assign(turn, { state: kind === "cancelled" ? "stopped" : "failed", error: problem.detail, problem: kind });
    }
    takeTranscript({ turns, pending }) {
      const before = this.turns;
      this.turns = new Map();
      for (const { message_id, message, reply, at } of turns) {
        const turn = this.fresh(message_id ?? reply.reply_id, message, "done");
        turn.at = Date.parse(at);
        turn.sentences = reply.text ? [reply.text] : [];
        Object.assign(turn, { reply, cards: reply.cards ?? [], citations: reply.citations ?? [] });
        this.turns.set(turn.id, turn);
      }
      for (const { message_id, text } of pending ?? []) this.turns.set(message_id, this.fresh(message_id, text, "pending"));
      for (const turn of before.values()) {
        const unknown = !this.turns.has(turn.id) && turn.state !== "done";
        if (unknown && turn.state === "pending") turn.state = "sending"; // the server began anew and does not know it
        if (unknown) this.turns.set(turn.id, turn);
      }
      this.keep();
      this.changed("transcript");
      for (const turn of this.turns.values()) if (turn.state === "done" && (before.get(turn.id)?.state ?? "done") !== "done") this.changed("answered", turn);
      this.deliverAll();
      this.lookAtPeople();
    }
    takePerson(entry) {
      this.addEntry(entry);
      this.lookAtPeople();
    }
    addEntry(entry) {
      if (this.entries.has(entry.number)) return;
      this.entries.set(entry.number, { ...entry, time: Date.parse(entry.at) });
      this.changed("person", entry);
    }
    async lookAtPeople() {
      clearTimeout(this.looking);
      try {
        const seen = await call(`/sessions/${this.id}/handoff`);
        this.people = seen;
        for (const entry of seen.entries ?? []) this.addEntry(entry);
        this.keep();
        this.changed("people");
        if (seen.state === "waiting") this.looking = setTimeout(() => this.lookAtPeople(), 15_000);
      } catch {
        /* a server without people, or one that is away: the connection tells */
      }
    }
  }

  // ---------------------------------------------------------------- the element

  class ShopkeeperWidget extends HTMLElement {
    constructor() {
      super();
      this.root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      this.root.adoptedStyleSheets = [sheet];
      this.listeners = new Map();
      this.shop = null;
      this.unread = 0;
      this.shown = new Map();
      this.context = {};
    }

    begin(given) {
      this.given = given;
      const wish = (given.language || document.documentElement.lang || navigator.language || "en").toLowerCase();
      this.language = wish.startsWith("zh") ? "zh" : "en";
      this.words = WORDS[this.language];
      const settings = { channel: given.channel || "web", token: given.token || null, language: wish.split("-")[0] };
      this.talk = new Conversation(settings, (what, value) => this.changed(what, value));
      this.talk.wanted = () => this.isOpen || this.talk.held || this.talk.busy;
      this.dress();
      this.build();
      this.talk.recall();
      this.wire();
      if (this.talk.held || this.talk.busy) this.talk.listen();
      if (tab.get(`${base}:open`) || given.open !== undefined) this.open({ quietly: true });
      else this.greetLater();
    }

    dress() {
      const { accent, position, theme, font, dir } = this.given;
      const dark = matchMedia("(prefers-color-scheme: dark)");
      const paint = () => this.setAttribute("theme", theme === "dark" || (theme !== "light" && dark.matches) ? "dark" : "light");
      paint();
      dark.addEventListener("change", paint);
      this.undress = () => dark.removeEventListener("change", paint);
      if (position === "start" || position === "left") this.setAttribute("side", "start");
      if (font === "inherit") this.setAttribute("font", "inherit");
      if (accent && CSSSupports("color", accent)) {
        this.style.setProperty("--accent", accent);
        this.style.setProperty("--on", readableOn(accent));
        this.style.setProperty("--you", accent);
        this.style.setProperty("--you-on", readableOn(accent));
      }
      this.setAttribute("dir", dir || document.documentElement.dir || "ltr");
      this.setAttribute("lang", this.language);
    }

    build() {
      const w = this.words;
      const title = this.given.title || w.title;
      this.count = el("span", { className: "count", hidden: true });
      this.launcher = el(
        "button",
        { type: "button", className: "launch", onclick: () => this.open(), attrs: { "aria-haspopup": "dialog", "aria-expanded": "false" } },
        icon("chat"), el("span", {}, w.launch), this.count,
      );
      this.heading = el("h2", { textContent: title, tabIndex: -1, id: "title" });
      this.badge = el("span", { className: "badge", textContent: [...title][0] ?? "", attrs: { "aria-hidden": "true" } });
      this.who = el("p", { textContent: w.assistant });
      this.banner = el("p", { className: "banner", hidden: true, attrs: { role: "status" } });
      this.log = el("div", { className: "log", tabIndex: 0, attrs: { role: "log", "aria-live": "polite", "aria-label": w.log } });
      this.status = el("div", { className: "status", attrs: { role: "status" } });
      this.box = el("textarea", { rows: 1, placeholder: w.placeholder, attrs: { "aria-label": w.message, enterkeyhint: "send" } });
      this.size = el("span", { className: "size", hidden: true, id: "size" });
      this.go = button("go", w.send, () => this.press(), icon("send"));
      this.panel = el(
        "section",
        { className: "panel", hidden: true, attrs: { role: "dialog", "aria-labelledby": "title" } },
        el("div", { className: "head" }, this.badge, el("div", { className: "names" }, this.heading, this.who),
          button("icon", w.restart, () => this.restart(), icon("restart")),
          button("icon", w.close, () => this.close(), icon("close"))),
        this.banner, this.log, this.status,
        el("div", { className: "foot" }, this.size, this.box, this.go),
      );
      this.root.replaceChildren(this.launcher, this.panel);
      this.countUnread(0);
    }

    wire() {
      this.box.addEventListener("input", () => this.typed());
      this.box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        event.preventDefault();
        this.say();
      });
      this.panel.addEventListener("keydown", (event) => this.keys(event));
      this.off = new AbortController();
      const on = (target, name, work) => target.addEventListener(name, work, { signal: this.off.signal });
      on(window, "online", () => this.tellConnection());
      on(window, "offline", () => this.tellConnection());
      on(document, "visibilitychange", () => this.wake());
      on(window, "pageshow", () => this.wake());
      on(window, "storage", (event) => this.otherTab(event));
      on(window, "resize", () => this.fit());
      if (window.visualViewport) for (const name of ["resize", "scroll"]) on(window.visualViewport, name, () => this.fit());
      on(this.log, "scroll", () => (this.following = this.atEnd));
      new ResizeObserver(() => this.follow()).observe(this.log);
      this.box.value = tab.get(`${base}:draft`) ?? "";
    }

    /** A hidden page holds a connection only while something is to come; one that wakes looks at once. */
    wake() {
      if (!this.talk.id) return;
      if (document.hidden && !this.talk.busy && !this.talk.held) this.talk.rest();
      else if (!document.hidden) this.talk.listen();
    }
    otherTab(event) {
      if (event.key !== this.talk.key || !event.newValue) return;
      const found = kept.get(this.talk.key);
      if (!found || found.id === this.talk.id || this.talk.busy) return;
      this.talk.reset();
      this.talk.recall();
      this.redraw();
      this.talk.listen();
    }
    /** On a phone the panel fills what the keyboard leaves free; a page magnified by hand has no keyboard for that. */
    fit() {
      const view = window.visualViewport;
      const whole = !view || view.scale > 1.01;
      this.style.setProperty("--sk-height", whole ? "100dvh" : `${view.height}px`);
      this.style.setProperty("--sk-top", whole ? "0px" : `${view.offsetTop}px`);
      this.panel.setAttribute("aria-modal", String(this.small));
      this.holdPage(Boolean(this.isOpen) && this.small);
    }
    /** The page behind a panel that fills the window stands still; its own style comes back afterwards. */
    holdPage(still) {
      const page = document.documentElement.style;
      if (still === Boolean(this.pageWas)) return;
      if (still) this.pageWas = [page.getPropertyValue("overflow"), page.getPropertyPriority("overflow")];
      page.setProperty("overflow", ...(still ? ["hidden", "important"] : this.pageWas));
      if (!still) this.pageWas = null;
    }
    /** After the log has another height: what was at its end stays there, what is being written in it stays in sight. */
    follow() {
      const within = this.log.contains(this.root.activeElement) && this.root.activeElement !== this.log;
      if (within) this.root.activeElement.scrollIntoView({ block: "nearest" });
      else if (this.following) this.toEnd();
    }
    get atEnd() {
      return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 90;
    }
    get small() {
      return matchMedia("(max-width: 520px), (max-height: 420px)").matches;
    }
    keys(event) {
      if (event.key === "Escape" && !event.isComposing) {
        event.stopPropagation();
        return this.close();
      }
      if (event.key !== "Tab" || !this.small) return;
      const all = [...this.panel.querySelectorAll("button, textarea, a[href], summary, [tabindex='0']")].filter((node) => !node.disabled && node.checkVisibility?.() !== false);
      const [first, end] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
      if (this.root.activeElement === first) {
        event.preventDefault();
        end.focus();
      }
    }

    // ------------------------------------------------------------ what the page may do

    async open({ quietly = false } = {}) {
      if (this.isOpen) return;
      this.isOpen = true;
      tab.set(`${base}:open`, true);
      this.greeting?.remove();
      clearTimeout(this.greetTimer);
      this.launcher.hidden = true;
      this.launcher.setAttribute("aria-expanded", "true");
      this.panel.hidden = false;
      this.panel.classList.toggle("opening", !quietly);
      this.countUnread(0);
      this.fit();
      if (!quietly) (this.small ? this.heading : this.box).focus();
      this.typed();
      this.tell("open");
      this.redraw();
      await this.prepare();
    }
    async prepare() {
      try {
        this.shop ??= await call("/shop");
        await this.talk.begin();
        this.talk.listen();
        this.trouble = "";
      } catch (error) {
        this.trouble = error instanceof Refused ? this.words.problems[error.kind] ?? this.words.problems.internal : "lost";
        setTimeout(() => this.isOpen && this.prepare(), 4000);
      }
      this.tellConnection();
      this.redraw();
    }
    close() {
      if (!this.isOpen) return;
      const inside = this.root.activeElement !== null;
      this.isOpen = false;
      tab.drop(`${base}:open`);
      this.panel.hidden = true;
      this.holdPage(false);
      this.launcher.hidden = false;
      this.launcher.setAttribute("aria-expanded", "false");
      if (inside) this.launcher.focus();
      if (!this.talk.wanted()) this.talk.rest();
      this.tell("close");
    }
    say(text = this.box.value) {
      const clean = text.trim();
      if (!clean || clean.length > this.longest) return;
      if (text === this.box.value) {
        this.box.value = "";
        this.typed();
      }
      this.talk.send(clean);
    }
    press() {
      if (this.answering && !this.box.value.trim()) this.talk.cancel();
      else this.say();
      this.box.focus();
    }
    async restart() {
      this.talk.restart();
      this.redraw();
      this.box.focus();
      await this.prepare();
    }
    setToken(token) {
      if ((token ?? null) === this.talk.settings.token) return;
      const before = this.talk.key;
      this.talk.settings.token = token ?? null;
      if (this.talk.key === before) return;
      if (!token) kept.drop(before); // signed out: the next person at this screen starts afresh
      this.talk.reset();
      this.talk.recall();
      this.redraw();
      if (this.isOpen) this.prepare();
    }
    setContext(context) {
      Object.assign(this.context, context);
      this.greetLater();
    }
    destroy() {
      this.talk.rest();
      this.holdPage(false);
      this.off.abort();
      this.undress();
      clearTimeout(this.greetTimer);
      this.remove();
      delete window.Shopkeeper;
    }
    tell(name, detail) {
      for (const work of this.listeners.get(name) ?? []) work(detail);
    }

    /** The shop's rule for a greeting that comes by itself: after so long, on these pages, with so much in the cart. */
    greetLater() {
      const { greetAfter, greetPath, greetCart } = this.given;
      clearTimeout(this.greetTimer);
      if (greetAfter === undefined || this.isOpen || this.talk.id || tab.get(`${base}:greeted`)) return;
      const pattern = greetPath && new RegExp(`^${greetPath.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*")}$`);
      if (pattern && !pattern.test(location.pathname)) return;
      if (greetCart && !(this.context.cart >= Number(greetCart))) return;
      this.greetTimer = setTimeout(() => this.greet(), Number(greetAfter) * 1000);
    }
    greet() {
      if (this.isOpen) return;
      tab.set(`${base}:greeted`, true);
      const away = () => this.greeting.remove();
      this.greeting = el("div", { className: "greet", attrs: { role: "status" } },
        el("button", { type: "button", textContent: this.given.greeting || this.words.launch, onclick: () => this.open() }),
        button("icon", this.words.dismiss, away, icon("close")));
      this.root.append(this.greeting);
      this.tell("greet");
    }

    // ------------------------------------------------------------ what the shopper sees

    get longest() {
      return this.shop?.max_message_chars ?? 4000;
    }
    get answering() {
      return [...this.talk.turns.values()].some((turn) => turn.state === "pending");
    }
    typed() {
      tab.set(`${base}:draft`, this.box.value);
      this.box.style.height = "auto";
      if (this.box.value) this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 128)}px`;
      const over = this.box.value.trim().length > this.longest;
      this.size.hidden = !over;
      this.size.textContent = over ? fill(this.words.long, { n: this.box.value.trim().length, most: this.longest }) : "";
      this.box.setAttribute("aria-invalid", String(over));
      const stopping = this.answering && !this.box.value.trim();
      const label = stopping ? this.words.stop : this.words.send;
      if (this.go.title !== label) {
        this.go.title = label;
        this.go.setAttribute("aria-label", label);
        this.go.replaceChildren(icon(stopping ? "stop" : "send"));
      }
      this.go.disabled = over || (!stopping && !this.box.value.trim());
    }

    changed(what, value) {
      if (what === "connection") this.tellConnection();
      else if (what === "signin") this.tell("signin");
      else if (what === "transcript") this.redraw();
      else this.drawAll();
      if (what === "sent") this.toEnd();
      if (what === "answered" || (what === "person" && value.kind === "reply")) {
        this.tell(what === "answered" ? "reply" : "person", what === "answered" ? value.reply : value);
        const fresh = what === "answered" ? Boolean(value.reply.text) : Date.now() - Date.parse(value.at) < 60_000;
        if (!this.isOpen && fresh) this.countUnread(this.unread + 1);
      }
    }
    countUnread(count) {
      this.unread = count;
      this.count.hidden = count === 0;
      this.count.textContent = count > 9 ? "9+" : String(count);
      this.launcher.setAttribute("aria-label", this.words.launch + (count ? ` (${fill(this.words.unread, { n: count })})` : ""));
      this.tell("unread", count);
    }
    tellConnection() {
      const w = this.words;
      const off = !navigator.onLine;
      const lost = this.talk.connection === "lost" || this.trouble === "lost";
      const text = off ? w.offline : this.trouble && this.trouble !== "lost" ? this.trouble : lost ? w.lost : w[this.talk.notice] ?? "";
      this.banner.hidden = !text;
      if (this.banner.textContent !== text) this.banner.textContent = text;
      this.tellWho();
    }
    tellWho() {
      const w = this.words;
      const { state, agent, ahead, opens_at: opens } = this.talk.people;
      const when = opens && new Date(opens).toLocaleString(this.language, { weekday: "short", hour: "2-digit", minute: "2-digit" });
      const waiting = opens ? fill(w.opens, { when }) : ahead ? fill(w.ahead, { n: ahead }) : w.waiting;
      const text = state === "human" ? fill(w.person, { name: agent || w.someone }) : state === "waiting" ? waiting : w.assistant;
      if (this.who.textContent !== text) this.who.textContent = text;
      this.who.classList.toggle("away", state === "waiting" || !navigator.onLine || this.talk.connection === "lost");
    }
    tellStatus() {
      const pending = [...this.talk.turns.values()].findLast((turn) => turn.state === "pending");
      const silent = !pending || this.talk.people.state === "human";
      const text = silent ? "" : pending.wait && !pending.sentences.length ? pending.wait : pending.cards.length || pending.sentences.length ? this.words.writing : this.words.looking;
      if (this.status.dataset.text === text) return;
      this.status.dataset.text = text;
      const dots = el("span", { className: "dots", attrs: { "aria-hidden": "true" } }, el("i"), el("i"), el("i"));
      this.status.replaceChildren(...(text ? [dots, el("span", { textContent: text })] : []));
    }

    redraw() {
      this.log.replaceChildren();
      this.shown.clear();
      this.drawAll();
      this.toEnd();
    }
    drawAll() {
      if (!this.isOpen) return;
      const follow = (this.following = this.atEnd);
      const items = [...this.talk.turns.values(), ...[...this.talk.entries.values()].filter((e) => e.kind !== "asked" && e.kind !== "rated")];
      items.sort((a, b) => (a.time ?? a.at) - (b.time ?? b.at));
      this.drawGreeting(this.place("greeting", 0, () => el("article", { className: "turn" })));
      items.forEach((item, index) => {
        const key = item.kind ? `p${item.number}` : item.id;
        const view = this.place(key, index + 1, () => (item.kind ? this.personView(item) : el("article", { className: "turn" })));
        if (!item.kind) this.drawTurn(view, item, index === items.length - 1);
      });
      this.drawRating();
      this.tellStatus();
      this.tellConnection();
      this.typed();
      if (follow) this.toEnd();
    }
    place(key, index, make) {
      let node = this.shown.get(key);
      if (!node) {
        node = make();
        this.shown.set(key, node);
      }
      if (this.log.children[index] !== node) this.log.insertBefore(node, this.log.children[index] ?? null);
      return node;
    }
    toEnd() {
      if (!this.isOpen) return;
      this.log.scrollTop = this.log.scrollHeight;
    }

    drawGreeting(view) {
      const w = this.words;
      const text = this.given.greeting || this.talk.info?.greeting || "";
      const examples = this.talk.turns.size ? [] : (this.shop?.examples?.[this.language] ?? []).slice(0, 4);
      const told = JSON.stringify([text, examples]);
      if (view.told === told) return;
      view.told = told;
      view.replaceChildren(...(text ? [el("p", { className: "said", textContent: text })] : []), ...(examples.length ? [this.chips(examples, w.suggest)] : []));
    }
    chips(texts, label) {
      return el("div", { className: "chips", attrs: { role: "group", "aria-label": label } },
        ...texts.map((text) => el("button", { type: "button", textContent: text, onclick: (event) => this.pick(text, event) })));
    }
    /** Sends what a button stands for. The focus goes to the message box, but not where that brings up a phone's keyboard. */
    pick(text, event) {
      this.say(text);
      (event.detail === 0 || matchMedia("(hover: hover)").matches ? this.box : this.log).focus();
    }

    /** Adds what is new of a turn and leaves the rest alone, so that only news is read aloud. */
    drawTurn(view, turn, isLast) {
      const parts = (view.parts ??= {});
      if (!parts.you) {
        parts.you = el("p", { className: "you" }, el("span", { className: "unseen", textContent: `${this.words.you}: ` }), turn.text);
        view.append(parts.you);
      }
      if (turn.state === "pending" && view.was !== "pending") for (const name of ["cards", "said", "sources", "tools", "chips"]) parts[name] = void parts[name]?.remove();
      view.was = turn.state;
      this.drawState(view, parts, turn);
      if (turn.cards.length && parts.cards?.childElementCount !== turn.cards.length) {
        parts.cards ??= view.appendChild(el("div", { className: "cards" }));
        for (const card of turn.cards.slice(parts.cards.childElementCount)) parts.cards.append(this.cardView(card));
        while (parts.cards.childElementCount > turn.cards.length) parts.cards.lastElementChild.remove();
      }
      this.drawWords(view, parts, turn);
      if (turn.state === "done") this.drawEnd(view, parts, turn, isLast);
    }
    drawState(view, parts, turn) {
      const w = this.words;
      const heard = turn.state === "done" && !turn.reply.text && turn.reply.route === "human";
      const text = { sending: this.talk.connection === "open" && navigator.onLine ? "" : w.sending, failed: w.problems[turn.problem] || turn.error || w.failed, stopped: w.stopped }[turn.state] ?? (heard ? w.delivered : "");
      if (parts.state?.textOf === text) return;
      parts.state?.remove();
      parts.state = null;
      if (!text) return;
      const again = turn.state === "failed" || turn.state === "stopped";
      parts.state = el("p", { className: `note ${turn.state === "failed" ? "bad" : ""}`, attrs: { role: turn.state === "failed" ? "alert" : null } }, el("span", { textContent: text }),
        again && el("button", { type: "button", className: "link", textContent: w.again, onclick: () => this.talk.deliver(turn) }));
      parts.state.textOf = text;
      parts.you.after(parts.state);
    }
    drawWords(view, parts, turn) {
      if (!turn.sentences.length) return;
      const told = parts.said?.told ?? [];
      if (told.some((text, index) => text !== turn.sentences[index]) || told.length > turn.sentences.length) parts.said = void parts.said?.remove();
      if (!parts.said) {
        parts.said = el("p", { className: "said" });
        parts.said.told = [];
        (parts.cards ?? parts.state ?? parts.you).after(parts.said);
      }
      for (const text of turn.sentences.slice(parts.said.told.length)) {
        parts.said.append(this.sentenceView(text, parts.said.told.length > 0 && !/[。！？；]\s*$/.test(parts.said.told.at(-1)), view, turn));
        parts.said.told.push(text);
      }
    }
    sentenceView(text, spaced, view, turn) {
      const span = el("span", {}, spaced && !/^\s/.test(text) ? " " : "");
      for (const piece of text.split(/(\[\d+\])/)) {
        const n = Number(/^\[(\d+)\]$/.exec(piece)?.[1]);
        span.append(n ? el("button", { type: "button", className: "mark", textContent: n, onclick: () => this.openSource(view, turn, n), attrs: { "aria-label": fill(this.words.source, { n }) } }) : piece);
      }
      return span;
    }
    drawEnd(view, parts, turn, isLast) {
      const w = this.words;
      if (turn.citations.length && !parts.sources) parts.sources = view.appendChild(this.sourcesView(turn));
      if (!parts.tools && turn.reply.route === "bot" && turn.reply.text) parts.tools = view.appendChild(this.toolsView(view, turn));
      const choices = isLast ? turn.reply.choices ?? [] : [];
      if (choices.length && !parts.chips) (parts.said ?? parts.you).after((parts.chips = this.chips(choices, w.choose)));
      if (!choices.length && parts.chips) parts.chips = void parts.chips.remove();
    }

    sourcesView(turn) {
      const w = this.words;
      const items = turn.citations.map((citation) => {
        const box = el("details", { attrs: { "data-n": citation.n } },
          el("summary", {}, el("b", { textContent: citation.n }), el("span", { textContent: citation.title })),
          el("blockquote", { textContent: citation.quote }));
        box.addEventListener("toggle", () => box.open && this.fetchSource(box, citation));
        return el("li", {}, box);
      });
      return el("details", { className: "sources" }, el("summary", { textContent: `${w.sources} (${items.length})` }), el("ol", {}, ...items));
    }
    async fetchSource(box, citation) {
      if (box.fetched) return;
      box.fetched = true;
      const whole = el("p", { className: "whole", textContent: this.words.loading });
      box.append(whole);
      try {
        const { text } = await this.talk.source(citation);
        const flat = (value) => value.replace(/\s+/g, " ").trim();
        if (flat(text) === flat(citation.quote)) whole.remove();
        else whole.textContent = `${this.words.whole}\n${text}`;
      } catch {
        whole.remove();
        box.fetched = false;
      }
    }
    openSource(view, turn, n) {
      const { parts } = view;
      parts.sources ??= view.appendChild(this.sourcesView(turn));
      const box = parts.sources.querySelector(`[data-n="${n}"]`);
      if (!box) return;
      parts.sources.open = true;
      box.open = true;
      box.scrollIntoView({ block: "nearest" });
      box.querySelector("summary").focus({ preventScroll: true });
    }

    toolsView(view, turn) {
      const w = this.words;
      const told = el("span", { attrs: { role: "status" } });
      const thumbs = ["up", "down"].map((rating) => {
        const thumb = button("icon", rating === "up" ? w.helpful : w.unhelpful, () => press(rating), icon("up", rating === "down"));
        thumb.rating = rating;
        return thumb;
      });
      const show = (rating) => thumbs.forEach((thumb) => thumb.setAttribute("aria-pressed", String(thumb.rating === rating)));
      const press = (rating) => {
        show(rating);
        told.textContent = w.thanks;
        view.querySelector(".ask")?.remove();
        this.talk.rate(turn, rating).catch(() => (told.textContent = w.failed));
        if (rating === "down") view.append(this.commentView(turn, told));
        view.querySelector(".ask")?.scrollIntoView({ block: "nearest" });
      };
      show(this.talk.ratings?.[turn.reply.reply_id]);
      return el("div", { className: "tools" }, ...thumbs, told);
    }
    commentView(turn, told) {
      const w = this.words;
      const id = `why-${turn.id}`;
      const box = el("textarea", { id, maxLength: 2000 });
      const form = el("form", { className: "ask" }, el("label", { htmlFor: id, textContent: w.why }), box,
        el("button", { type: "submit", className: "solid", textContent: w.tell }));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (box.value.trim()) this.talk.rate(turn, "down", box.value.trim()).catch(() => (told.textContent = w.failed));
        form.remove();
        this.box.focus();
      });
      return form;
    }

    cardView(card) {
      const w = this.words;
      const url = card.url && webAddress(card.url);
      const picture = card.image && webAddress(card.image);
      const title = url
        ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer", textContent: card.title }, el("span", { className: "unseen", textContent: ` (${w.tab})` }))
        : card.title;
      const thing = card.kind === "product" || card.kind === "recommendation";
      const pic = el("span", { className: "pic", attrs: { "aria-hidden": "true" } }, card.kind === "handoff" ? icon("person") : [...card.title][0] ?? "");
      if (picture) {
        const img = el("img", { alt: "", src: picture, loading: "lazy", referrerPolicy: "no-referrer" });
        img.addEventListener("error", () => img.replaceWith([...card.title][0] ?? ""));
        pic.replaceChildren(img);
      }
      const figures = el("p", { className: "figures" },
        card.price && el("b", { textContent: card.price }),
        card.rating != null && el("span", { className: "stars", attrs: { "aria-label": fill(w.outof, { stars: card.rating, count: card.rating_count }), role: "img" } }, `★ ${card.rating} (${card.rating_count})`),
        card.stock && el("span", { textContent: card.stock }));
      const kind = card.kind === "order" ? w.kinds.order : [w.kinds[card.kind] ?? "", card.subtitle].filter(Boolean).join(" · ");
      const list = el("dl", {}, ...(card.fields ?? []).flatMap(({ label, value }) => [el("dt", { textContent: label }), el("dd", { textContent: value })]));
      return el("section", { className: `card ${card.kind}`, attrs: { "aria-label": `${w.kinds[card.kind] ?? ""}: ${card.title}` } },
        el("div", { className: "top" }, (thing || card.kind === "handoff") && pic,
          el("div", {}, el("h3", {}, title), el("p", { className: "kind", textContent: kind }), figures.childElementCount > 0 && figures,
            card.reason && el("p", { className: "reason", textContent: card.reason })),
          card.kind === "order" && card.subtitle && el("span", { className: "pill", textContent: card.subtitle })),
        list.childElementCount > 0 && list,
        card.kind === "recommendation" && this.opinionsView(card));
    }
    /** Each says a whole sentence, so that every channel understands and keeps it the same way. */
    opinionsView(card) {
      const w = this.words;
      return el("div", { className: "opine" }, ...[[w.more, w.moreSaid], [w.less, w.lessSaid]].map(([label, said]) =>
        el("button", { type: "button", textContent: label, onclick: (event) => this.pick(fill(said, { name: card.title }), event), attrs: { "aria-label": `${label}: ${card.title}` } })));
    }

    personView(entry) {
      const w = this.words;
      const name = entry.agent || w.someone;
      if (entry.kind === "reply")
        return el("article", { className: "turn" }, el("p", { className: "by", textContent: name }), el("p", { className: "said person", textContent: entry.text }));
      const text = { claimed: w.joined, released: w.left, closed: w.closed }[entry.kind];
      return text ? el("p", { className: "line", textContent: fill(text, { name }) }) : el("p", { hidden: true });
    }
    drawRating() {
      const wanted = this.talk.people.rate;
      const there = this.shown.get("rating");
      if (there && there.of !== wanted && !there.done) this.shown.delete("rating") && there.remove();
      if (!wanted || this.shown.has("rating")) return;
      const view = this.ratingView();
      view.of = wanted;
      this.shown.set("rating", view);
      this.log.append(view);
    }
    ratingView() {
      const w = this.words;
      let chosen = 0;
      const submit = el("button", { type: "submit", className: "solid", textContent: w.send, disabled: true });
      const scale = [1, 2, 3, 4, 5].map((n) => {
        const pick = () => {
          chosen = n;
          submit.disabled = false;
          scale.forEach((other, index) => other.setAttribute("aria-pressed", String(index + 1 === n)));
        };
        return el("button", { type: "button", textContent: n, onclick: pick, attrs: { "aria-label": fill(w.star, { n }), "aria-pressed": "false" } });
      });
      const comment = el("textarea", { maxLength: 2000, attrs: { "aria-label": w.comment, placeholder: w.comment } });
      const form = el("form", {}, el("fieldset", { className: "ask" }, el("legend", { textContent: w.rate }), el("div", { className: "scale" }, ...scale), comment, submit));
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        submit.disabled = true;
        try {
          form.done = true;
          await this.talk.rateService(chosen, comment.value.trim());
          form.replaceChildren(el("p", { className: "line", textContent: w.rated }));
          this.tell("rated", chosen);
        } catch {
          form.done = submit.disabled = false;
        }
      });
      return form;
    }
  }

  const CSSSupports = (name, value) => window.CSS?.supports?.(name, value) ?? false;
  /** Black or white, whichever stands out more on a colour (WCAG relative luminance). */
  function readableOn(colour) {
    const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    if (!probe) return "#fff";
    probe.fillStyle = colour;
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...probe.getImageData(0, 0, 1, 1).data].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#111" : "#fff";
  }

  // ---------------------------------------------------------------- start

  function start() {
    if (!customElements.get("shopkeeper-widget")) customElements.define("shopkeeper-widget", ShopkeeperWidget);
    const widget = document.createElement("shopkeeper-widget");
    document.body.append(widget);
    window.Shopkeeper = {
      element: widget,
      open: () => widget.open(),
      close: () => widget.close(),
      toggle: () => (widget.isOpen ? widget.close() : widget.open()),
      send: (text) => widget.open().then(() => widget.say(String(text))),
      on: (name, work) => void widget.listeners.set(name, [...(widget.listeners.get(name) ?? []), work]),
      off: (name, work) => void widget.listeners.set(name, (widget.listeners.get(name) ?? []).filter((known) => known !== work)),
      setToken: (token) => widget.setToken(token),
      setContext: (context) => widget.setContext(context),
      destroy: () => widget.destroy(),
    };
    widget.begin(options);
    window.dispatchEvent(new CustomEvent("shopkeeper:ready"));
  }
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start, { once: true });
})();
