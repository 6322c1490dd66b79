"""A real HTTP server on this machine that speaks chat completions, for the tests of what asks one."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass(frozen=True)
class Reply:
    """`raw` in the place of a completion; `cut` the line in the middle of it."""

    content: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes = b""
    cut: bool = False


Plain = tuple[int, str] | Reply
Answer = Plain | Callable[[dict[str, Any]], Plain]


class Server:
    """Chat completions from a list of answers, (status, content) each; the last one is repeated. Keeps the requests."""

    def __init__(self, *answers: Answer) -> None:
        self.requests: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append(body)
                answer = answers[min(len(outer.requests), len(answers)) - 1]
                given = answer(body) if callable(answer) else answer
                reply = given if isinstance(given, Reply) else Reply(given[1], given[0])
                good = {"id": "x", "object": "chat.completion", "created": 0, "model": body["model"], "choices": [
                    {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": reply.content}}]}  # fmt: skip
                raw = reply.raw or json.dumps(good if reply.status == 200 else {"error": {"message": reply.content}}).encode()
                self.send_response(reply.status)
                for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                with suppress(OSError):  # the client may have given up waiting
                    self.wfile.write(raw[: len(raw) // 2] if reply.cut else raw)
                self.close_connection = reply.cut

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Server]]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "STUDIO_LLM_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    servers: list[Server] = []

    def start(*answers: Answer) -> Server:
        servers.append(Server(*answers))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def material(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a request for translations shows: its lines, the lines around them, the names."""
    return json.loads(body["messages"][1]["content"])


def wanted(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines that a request asks for; of one that was sent back, those that are asked for again."""
    lines = [line for line in material(body)["lines"] if "done" not in line]
    again = re.search(r"these ids: ([\d, ]+)", body["messages"][-1]["content"])
    ids = {int(one) for one in again.group(1).split(",")} if again else {line["id"] for line in lines}
    return [line for line in lines if line["id"] in ids]


def translator(
    say: Callable[[str], str], names: Callable[[dict[str, Any]], dict[str, str]] = lambda _: {}
) -> Callable[[dict[str, Any]], Plain]:
    """An answer that translates each line that is asked for by `say`."""

    def answer(body: dict[str, Any]) -> Plain:
        lines = [{"id": line["id"], "text": say(line["text"])} for line in wanted(body)]
        listed = [{"source": a, "target": b} for a, b in names(material(body)).items()]
        return 200, json.dumps({"lines": lines, "names": listed}, ensure_ascii=False)

    return answer
