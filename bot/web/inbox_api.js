// What the inbox asks of the server. A sign-in that has ended is asked for again, and the request then sent again.
const ROOT = "/api/v1";

/** An answer that was no success; `status` 0 when there was none. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

let signInAgain = async () => {};

/** `again` is called when the server says 401; it ends once somebody has signed in. */
export function whenSignedOut(again) {
  signInAgain = again;
}

/** The JSON that the server answers. */
export async function ask(method, path, body) {
  const answer = await send(method, path, body);
  if (answer.status === 401 && !path.startsWith("/agent/session")) {
    await signInAgain();
    return ask(method, path, body);
  }
  const told = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, told?.detail ?? "");
  return told;
}

async function send(method, path, body) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  try {
    return await fetch(ROOT + path, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin" });
  } catch {
    throw new Refused(0, "");
  }
}

/** Calls `heard` at each event after number `last`, `changed` with whether the connection stands. */
export function listen(last, heard, changed) {
  let source;
  let seen = last;
  const open = () => {
    source = new EventSource(`${ROOT}/handoffs/events?after=${seen}`);
    source.onopen = () => changed(true);
    source.addEventListener("handoff", (event) => {
      const told = JSON.parse(event.data);
      seen = told.number;
      heard(told);
    });
    source.onerror = () => {
      changed(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 3000);
    };
  };
  open();
  return () => source.close();
}
