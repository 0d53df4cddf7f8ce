"""Local HTTP servers that stand in for a model hub and for an OpenAI server, also misbehaving ones."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(get: Behaviour | None = None, post: Behaviour | None = None) -> Iterator[str]:
    """A server on a free loopback port; yields its base URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            assert get is not None
            get(self)

        def do_POST(self) -> None:
            assert post is not None
            post(self)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is expected
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class HubStandIn:
    """Serves `content` with ranges. `cuts` are byte counts after which successive transfers break off."""

    def __init__(self, content: bytes, cuts: tuple[int, ...] = (), *, ranges: bool = True) -> None:
        self.content = content
        self.cuts = list(cuts)
        self.ranges = ranges
        self.asked: list[str | None] = []

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range")
        self.asked.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.ranges else 0
        body = self.content[start:]
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if self.cuts:
            request.wfile.write(body[: self.cuts.pop(0)])
            request.wfile.flush()
            request.close_connection = True
            return
        request.wfile.write(body)


def answering(status: int, body: str = "", content_type: str = "text/html") -> Behaviour:
    """Always the same answer."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        _read(request)
        payload = body.encode()
        request.send_response(status)
        request.send_header("Content-Type", content_type)
        request.send_header("Content-Length", str(len(payload)))
        request.end_headers()
        request.wfile.write(payload)

    return behave


def event(content: str | None = None, finish: str | None = None, usage: dict[str, int] | None = None) -> str:
    """One server-sent event of a streamed chat completion."""
    choices: list[dict[str, Any]] = []
    if content is not None or finish is not None:
        choices = [{"index": 0, "delta": {"content": content} if content else {}, "finish_reason": finish}]
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": choices}
    return f"data: {json.dumps(chunk | ({'usage': usage} if usage else {}))}\n\n"


DONE = "data: [DONE]\n\n"
USAGE = {"prompt_tokens": 11, "completion_tokens": 2, "total_tokens": 13}


class ChatStandIn:
    """Streams `pieces`, each after its own pause in seconds, then ends cleanly or with the connection torn.

    Keeps the requests' bodies in `asked`; `hung_up` is set when the client goes away before the end.
    """

    def __init__(self, *pieces: str | tuple[float, str], torn: bool = False) -> None:
        self.pieces = [piece if isinstance(piece, tuple) else (0.0, piece) for piece in pieces]
        self.torn = torn
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.hung_up = threading.Event()

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        self.headers.append({key.lower(): value for key, value in request.headers.items()})
        self.asked.append(json.loads(_read(request)))
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        try:
            for pause, piece in self.pieces:
                time.sleep(pause)
                self._chunk(request, piece)
        except (BrokenPipeError, ConnectionResetError):
            self.hung_up.set()
            return
        if self.torn:
            request.close_connection = True
            return
        self._chunk(request, "")

    @staticmethod
    def _chunk(request: BaseHTTPRequestHandler, text: str) -> None:
        data = text.encode()
        request.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        request.wfile.flush()


def _read(request: BaseHTTPRequestHandler) -> bytes:
    return request.rfile.read(int(request.headers.get("Content-Length") or 0))
