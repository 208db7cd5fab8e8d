"""A model that says what a test wrote for it, on loopback: the hosts of agents talk to it.

It speaks Anthropic's Messages, OpenAI's Responses and Chat Completions, and Gemini's
generateContent, as far as their command lines need them. It keeps every request.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    Event = dict[str, Any]

SENTENCE = "That is done."
FEW = 40  # tokens that an answer is said to have cost


@dataclass(frozen=True)
class Call:
    """A tool that the model calls: an object of arguments, or the free text of Codex's own tools.

    ``tokens`` is what the conversation is said to fill with it: a host compacts when it is much.
    """

    tool: str
    given: dict[str, Any] | str
    tokens: int = FEW


@dataclass
class Model:
    """The server; ``with Model() as model:`` it runs."""

    calls: list[Call] = field(default_factory=list)
    asked: list[tuple[str, Event]] = field(default_factory=list)
    sentence: str = SENTENCE
    silent: bool = False  # after its calls it says nothing any more, until the server ends

    def __enter__(self) -> Model:
        model = self

        class Handler(_Handler):
            def answer(self, path: str, body: Event) -> list[Event] | None:
                return model.answer(path, body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread.start()
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it answers, without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def will(self, *calls: Call) -> None:
        """From now on it calls these tools, one an answer; then it says its sentence."""
        self.calls[:] = calls
        self.asked.clear()

    def heard(self) -> str:
        """All that it was sent, as JSON text."""
        return "\n".join(json.dumps(body, ensure_ascii=False) for _, body in self.asked)

    def answer(self, path: str, body: Event) -> list[Event] | None:
        """The events of one answer; None for a path that is no model's."""
        speak = next((speak for end, speak in SPEAKS.items() if end in path), None)
        with self._lock:
            self.asked.append((path, body))
            if speak is None:
                return None
            offered = json.dumps(body)  # Codex tells some tools in the conversation itself
            named = f'"name": "{self.calls[0].tool}"' if self.calls else ""
            call = self.calls[0] if named and named in offered else None
            if call:
                self.calls.pop(0)
            number = len(self.asked)
        if self.silent and call is None:
            self._ended.wait(60)
        return speak(call, self.sentence, number)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, path: str, body: Event) -> list[Event] | None:
        raise NotImplementedError

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        try:
            body = json.loads(self.rfile.read(length) or b"{}")
        except ValueError:
            body = {}
        if "count_tokens" in self.path:
            self._send(200, "application/json", b'{"input_tokens": 40}')
            return
        events = self.answer(self.path, body) if isinstance(body, dict) else None
        if events is None:
            self._send(404, "application/json", b"{}")
        elif not (body.get("stream") or "streamGenerateContent" in self.path):
            self._send(200, "application/json", json.dumps(_whole(events)).encode())
        else:
            self._send(200, "text/event-stream", "".join(_lines(events)).encode())

    def do_GET(self) -> None:
        self._send(404, "application/json", b"{}")

    do_HEAD = do_PUT = do_DELETE = do_GET  # noqa: N815 - http.server's names

    def _send(self, code: int, kind: str, data: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Nothing."""


def _lines(events: list[Event]) -> Iterator[str]:
    for event in events:
        name = f"event: {event['type']}\n" if "type" in event else ""
        yield f"{name}data: {json.dumps(event)}\n\n"
    if events and "choices" in events[-1]:
        yield "data: [DONE]\n\n"


def _whole(events: list[Event]) -> Event:
    """The answer in one piece, for who does not want it in events."""
    first = events[0]
    if first.get("type") != "message_start":
        return events[-1]
    block = dict(events[1]["content_block"])
    if block["type"] == "text":
        block["text"] = events[2]["delta"]["text"]
    else:
        block["input"] = json.loads(events[2]["delta"]["partial_json"])
    return {**first["message"], "content": [block], **events[-2]["delta"]}


def _messages(call: Call | None, sentence: str, number: int) -> list[Event]:
    tokens = call.tokens if call else FEW
    usage = {"input_tokens": tokens, "output_tokens": 1}
    message: Event = {
        "id": f"msg_{number}", "type": "message", "role": "assistant", "model": "model",
        "content": [], "stop_reason": None, "stop_sequence": None, "usage": usage,
    }  # fmt: skip
    if call:
        block = {"type": "tool_use", "id": f"toolu_{number}", "name": call.tool, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(call.given)}
    else:
        block = {"type": "text", "text": ""}
        delta = {"type": "text_delta", "text": sentence}
    end = {"stop_reason": "tool_use" if call else "end_turn", "stop_sequence": None}
    return [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": end, "usage": {"output_tokens": 9}},
        {"type": "message_stop"},
    ]


def _responses(call: Call | None, sentence: str, number: int) -> list[Event]:
    if call is None:
        text = {"type": "output_text", "text": sentence}
        item = {"type": "message", "role": "assistant", "id": f"msg_{number}", "content": [text]}
    elif isinstance(call.given, str):
        item = {"type": "custom_tool_call", "name": call.tool, "input": call.given}
        item["call_id"] = f"call_{number}"
    else:
        item = {"type": "function_call", "name": call.tool, "arguments": json.dumps(call.given)}
        item["call_id"] = f"call_{number}"
    tokens = call.tokens if call else FEW
    usage = {
        "input_tokens": tokens, "input_tokens_details": None, "output_tokens": 1,
        "output_tokens_details": None, "total_tokens": tokens + 1,
    }  # fmt: skip
    return [
        {"type": "response.created", "response": {"id": f"resp_{number}"}},
        {"type": "response.output_item.done", "item": item},
        {"type": "response.completed", "response": {"id": f"resp_{number}", "usage": usage}},
    ]


def _completions(call: Call | None, sentence: str, number: int) -> list[Event]:
    frame = {"id": f"chat_{number}", "object": "chat.completion.chunk", "created": 1,
             "model": "model"}  # fmt: skip
    delta: Event = {"role": "assistant", "content": sentence}
    if call:
        function = {"name": call.tool, "arguments": json.dumps(call.given)}
        one = {"index": 0, "id": f"call_{number}", "type": "function", "function": function}
        delta = {"role": "assistant", "tool_calls": [one]}
    end = "tool_calls" if call else "stop"
    tokens = call.tokens if call else FEW
    usage = {"prompt_tokens": tokens, "completion_tokens": 9, "total_tokens": tokens + 9}
    return [
        {**frame, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]},
        {**frame, "choices": [{"index": 0, "delta": {}, "finish_reason": end}], "usage": usage},
    ]


def _contents(call: Call | None, sentence: str, number: int) -> list[Event]:
    part: Event = {"text": sentence}
    if call:
        part = {"functionCall": {"id": f"call_{number}", "name": call.tool, "args": call.given}}
    content = {"role": "model", "parts": [part]}
    usage = {"promptTokenCount": FEW, "candidatesTokenCount": 9, "totalTokenCount": FEW + 9}
    candidate = {"content": content, "finishReason": "STOP", "index": 0}
    return [{"candidates": [candidate], "usageMetadata": usage}]


SPEAKS = {
    "/messages": _messages,
    "/responses": _responses,
    "/chat/completions": _completions,
    "enerateContent": _contents,
}
