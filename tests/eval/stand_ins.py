"""A repository that holds stand-ins for Shopkeeper's commands: quick, small, and with one fault on demand."""

from __future__ import annotations

import subprocess
from pathlib import Path

APP = """
import json, os, signal, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
assert os.path.exists(os.path.join(os.environ["SHOPKEEPER_STORE"], "ingested"))
assert os.path.basename(os.environ["SHOPKEEPER_DATA_DIR"]) == "data"
assert os.path.exists(os.path.join(os.environ["SHOPKEEPER_MODELS_DIR"], "weights"))

class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200); self.end_headers()
        if self.path == "/api/v1/sessions":
            self.wfile.write(json.dumps({"session_id": "s1"}).encode())
            return
        assert self.path == "/api/v1/sessions/s1/messages", self.path
        for name in EVENTS:
            time.sleep(0.01)
            self.wfile.write(f"event: {name}\\ndata: {{}}\\n\\n".encode()); self.wfile.flush()

def stop(*_):
    os._exit(130)

EVENTS = {events}
signal.signal(signal.SIGINT, stop)
print("serving", flush=True)
ThreadingHTTPServer(("127.0.0.1", int(os.environ["SHOPKEEPER_PORT"])), Handler).serve_forever()
"""
BOT = """
import os, pathlib, sys
assert sys.argv[1:] == ["models", "pull"]
folder = pathlib.Path(os.environ["SHOPKEEPER_MODELS_DIR"])
folder.mkdir(parents=True, exist_ok=True)
(folder / "weights").touch()
"""
KNOWLEDGE = """
import pathlib, sys
assert sys.argv[1:3] == ["ingest", "--store"]
folder = pathlib.Path(sys.argv[3])
folder.mkdir(parents=True, exist_ok=True)
(folder / "ingested").touch()
"""
ANSWERED = ("card", "citation", "sentence", "sentence", "final")


def make_repository(folder: Path, events: tuple[str, ...] = ANSWERED, knowledge: str = KNOWLEDGE) -> Path:
    """A git repository in `folder` whose app answers every message with `events`."""
    files = {
        "app.py": APP.replace("{events}", repr(events)),
        "bot/__main__.py": BOT,
        "knowledge/__main__.py": knowledge,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    for line in (("init", "-q"), ("add", "."), (*who, "commit", "-q", "-m", "Stand-ins")):
        subprocess.run(("git", "-C", str(folder), *line), check=True, capture_output=True)
    return folder
