// What the inbox says, in English and Chinese; the browser's language chooses.
const ENGLISH = {
  inbox: "Inbox", signOut: "Sign out", keys: "Keyboard", live: "Live", offline: "Connection lost, trying again",
  waiting: "Waiting", mine: "Mine", held: "Others", ended: "Ended", allQueues: "All queues", queue: "Queue",
  noneWaiting: "Nobody is waiting", noneWaitingMore: "New conversations appear here by themselves.",
  noneMine: "You have no conversation", noneMineMore: "Take one from the waiting list.",
  noneHeld: "No colleague has a conversation", noneEnded: "Nothing has ended yet", noneMore: "",
  pick: "Pick a conversation", pickMore: "The list on the left shows who waits, the most urgent first.",
  guest: "Guest", urgent: "Urgent", raised: "Soon", with: "with {name}", now: "now", minutes: "{n} min", hours: "{n} h", days: "{n} d",
  claim: "Take this conversation", claimHint: "Nobody has answered yet. The assistant stays silent until you give it back.",
  release: "Give back", close: "Close", transfer: "Move to …", back: "Back", facts: "Details", done: "Close details",
  reply: "Reply", note: "Note", send: "Send", keep: "Keep note", write: "Write to the shopper", writeNote: "Only colleagues see this",
  sends: "sends", sending: "Sending …", failed: "Not sent. Your text is kept; try again.",
  shopper: "Shopper", assistant: "Assistant", noteBy: "Note by {name}", abstained: "had no answer", sources: "Sources",
  asked: "A person was asked for", claimed: "{name} has the conversation", transferred: "{name} moved it to {text}",
  released: "{name} gave it back to the assistant", closed: "{name} closed the conversation", rated: "The shopper gave {text} of 5",
  brief: "In short", briefMore: "Written by the assistant, checked against the records below.",
  suggest: "Suggest a reply", suggesting: "Looking it up and writing …", use: "Put it in", dismiss: "Not this", suggestionTo: "To “{question}”",
  noSuggestion: "The shop's data gives no reply to this.", k_suggest: "suggest a reply",
  why: "Why and what next", markNeedless: "This hand-over was needless", markedNeedless: "Marked as needless", who: "Who", signed_in: "Signed in", by_order: "Has proven an order", no: "Not verified: a guest",
  wants: "What they want", mood: "Mood of the conversation", moodOf: "Mood from first to last message: {list}",
  tried: "What the assistant tried", answered: "answered", unanswered: "had no answer", passed_on: "passed on",
  orders: "Orders concerned", evidence: "What the shopper was shown", rating: "Rating",
  signIn: "Sign in", name: "Name", password: "Password", expired: "Your sign-in has expired. Sign in again; nothing is lost.",
  demo: "Try it out", demoMore: "This is a demonstration: no agents are set up, so no password is needed.",
  nobody: "No agents are set up", nobodyMore: "Make an entry for SHOPKEEPER_AGENTS with:",
  tookOther: "{name} was faster", gone: "Somebody has moved this conversation",
  newOne: "A conversation waits for a person", shortcuts: "Keyboard", ok: "OK",
  k_next: "next and previous conversation", k_claim: "take it", k_reply: "reply", k_note: "note", k_release: "give back", k_close: "close", k_send: "send", k_esc: "back to the list", k_help: "this list",
  queues: { general: "General", orders: "Orders", returns: "Returns", billing: "Payments", products: "Products", complaints: "Complaints" },
  causes: { wish: "Asked for a person", threat: "Threatens", anger: "Very unhappy", complaints: "Unhappy", repeats: "Asks again", failures: "No answer found", other: "Other" },
  steps: {
    calm_and_settle: "Say sorry first, then settle the matter yourself.",
    verify_first: "Ask for the order number and e-mail before you speak of an order.",
    check_parcel: "Ask the carrier about the parcel below.", check_order: "Look at the state of the order below.",
    settle_return: "Settle the return or replacement.", check_payment: "Check the payment or refund.",
    answer_product: "Answer the question about the product.", ask_need: "Ask what they need.",
  },
  statuses: { pending: "not confirmed", processing: "being prepared", shipped: "on its way", delivered: "delivered", cancelled: "cancelled", return_requested: "return requested", returned: "returned", exchange_requested: "exchange requested" },
};
const CHINESE = {
  inbox: "客服工作台", signOut: "退出", keys: "快捷键", live: "实时", offline: "连接中断，正在重连",
  waiting: "等待中", mine: "我的", held: "同事的", ended: "已结束", allQueues: "全部队列", queue: "队列",
  noneWaiting: "没有人在等待", noneWaitingMore: "新的对话会自动出现在这里。",
  noneMine: "您没有进行中的对话", noneMineMore: "可以从等待列表中接待。",
  noneHeld: "同事没有进行中的对话", noneEnded: "还没有结束的对话", noneMore: "",
  pick: "请选择一个对话", pickMore: "左边的列表是等待的顾客，最紧急的在最前面。",
  guest: "访客", urgent: "紧急", raised: "尽快", with: "{name} 接待中", now: "刚刚", minutes: "{n} 分钟", hours: "{n} 小时", days: "{n} 天",
  claim: "接待这个对话", claimHint: "还没有人回复。在您交还之前，助手不会说话。",
  release: "交还助手", close: "结束", transfer: "转到…", back: "返回", facts: "详情", done: "关闭详情",
  reply: "回复", note: "备注", send: "发送", keep: "保存备注", write: "写给顾客", writeNote: "只有同事能看到",
  sends: "发送", sending: "正在发送…", failed: "没有发出。文字已保留，请重试。",
  shopper: "顾客", assistant: "助手", noteBy: "{name} 的备注", abstained: "没有答案", sources: "来源",
  asked: "顾客需要人工", claimed: "{name} 已接待", transferred: "{name} 转到了{text}",
  released: "{name} 已交还给助手", closed: "{name} 结束了对话", rated: "顾客评分 {text}（满分 5 分）",
  brief: "简要说明", briefMore: "由助手撰写，已与下方记录核对。",
  suggest: "建议回复", suggesting: "正在查找并撰写…", use: "填入", dismiss: "不用", suggestionTo: "针对“{question}”",
  noSuggestion: "店铺资料中没有可用的答案。", k_suggest: "建议回复",
  why: "原因与下一步", markNeedless: "这次转人工没有必要", markedNeedless: "已标记为没有必要", who: "顾客", signed_in: "已登录", by_order: "已验证订单", no: "未验证的访客",
  wants: "需要什么", mood: "对话情绪", moodOf: "从第一条到最后一条消息的情绪：{list}",
  tried: "助手做过什么", answered: "已回答", unanswered: "没有答案", passed_on: "已转交",
  orders: "相关订单", evidence: "顾客看到的依据", rating: "评分",
  signIn: "登录", name: "姓名", password: "密码", expired: "登录已过期，请重新登录，内容不会丢失。",
  demo: "体验一下", demoMore: "这是演示环境，尚未设置客服账号，因此不需要密码。",
  nobody: "尚未设置客服账号", nobodyMore: "用以下命令生成 SHOPKEEPER_AGENTS 的条目：",
  tookOther: "{name} 已抢先接待", gone: "这个对话已被别人处理",
  newOne: "有顾客在等待人工", shortcuts: "快捷键", ok: "好",
  k_next: "下一个、上一个对话", k_claim: "接待", k_reply: "回复", k_note: "备注", k_release: "交还助手", k_close: "结束", k_send: "发送", k_esc: "回到列表", k_help: "本列表",
  queues: { general: "综合", orders: "订单", returns: "退换货", billing: "付款", products: "商品", complaints: "投诉" },
  causes: { wish: "要求人工", threat: "威胁投诉", anger: "非常不满", complaints: "不满", repeats: "重复提问", failures: "没有找到答案", other: "其他" },
  steps: {
    calm_and_settle: "先致歉，再亲自解决问题。", verify_first: "谈订单之前，先核对订单号和邮箱。",
    check_parcel: "向快递查询下面的包裹。", check_order: "查看下面订单的状态。",
    settle_return: "处理退货或换货。", check_payment: "核对付款或退款。",
    answer_product: "回答商品问题。", ask_need: "询问顾客需要什么。",
  },
  statuses: { pending: "待确认", processing: "备货中", shipped: "运输途中", delivered: "已送达", cancelled: "已取消", return_requested: "已申请退货", returned: "已退货", exchange_requested: "已申请换货" },
};

export const language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
const words = language === "zh" ? CHINESE : ENGLISH;

/** The text of that name, `{placeholders}` filled in; of a group, `say("queues.orders")`. */
export function say(name, given = {}) {
  const found = name.split(".").reduce((at, key) => at?.[key], words);
  const text = typeof found === "string" ? found : name.split(".").at(-1);
  return text.replace(/\{(\w+)\}/g, (_, key) => String(given[key] ?? ""));
}
