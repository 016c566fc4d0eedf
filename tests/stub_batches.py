"""The Batch API's endpoints for the stub server: files go up, batches are "done" at the next look, files come down.

    desk = BatchDesk(answer)
    with StubServer(otherwise=desk) as stub: ...

`answer` gives the reply to one request body. `fail` names calls, by number of the order and of the call in it, that the
order's error file lists; `expire` names orders of which only the first half is done.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from email import message_from_bytes
from typing import Any

from tests.stub_server import Recorded, Scripted, error_reply, json_reply

Answer = Callable[[Recorded], Scripted]


class BatchDesk:
    """Answers /v1/files and /v1/batches, and hands everything else to `answer`.

    Attributes:
        orders: The lines of each batch that was made.
        looks: How often each batch is looked at before it is over.
    """

    def __init__(
        self,
        answer: Answer,
        *,
        fail: Mapping[int, set[int]] | None = None,
        expire: set[int] | None = None,
        looks: int = 1,
    ) -> None:
        self.orders: list[list[dict[str, Any]]] = []
        self.looks = looks
        self.refuse_all = False
        self._answer, self._fail, self._expire = answer, fail or {}, expire or set()
        self._files: dict[str, bytes] = {}
        self._batches: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()

    def __call__(self, request: Recorded) -> Scripted:
        path = request.path.partition("?")[0].removeprefix("/v1")
        with self._lock:
            if path == "/files":
                return self._upload(request)
            if path.startswith("/files/") and path.endswith("/content"):
                return Scripted(body=self._files[path.split("/")[2]], headers={"Content-Type": "application/jsonl"})
            if path == "/batches" and request.method == "POST":
                return self._make(request.json)
            if path == "/batches":
                return json_reply({"object": "list", "data": list(self._batches.values()), "has_more": False})
            if path.startswith("/batches/"):
                return json_reply(self._look(path.split("/")[2]))
        return self._answer(request)

    def _upload(self, request: Recorded) -> Scripted:
        head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
        parts = message_from_bytes(head + request.raw).get_payload()
        content = next(p.get_payload(decode=True) for p in parts if p.get_filename())
        return json_reply(self._kept(content))

    def _kept(self, content: bytes) -> dict[str, Any]:
        name = f"file-{len(self._files) + 1}"
        self._files[name] = content
        return {
            "id": name,
            "object": "file",
            "bytes": len(content),
            "created_at": 1,
            "filename": "x",
            "purpose": "batch",
            "status": "processed",
        }

    def _make(self, body: Any) -> Scripted:
        if body["endpoint"] != "/v1/chat/completions" or body["input_file_id"] not in self._files:
            return error_reply(400, "no such file")
        lines = [json.loads(line) for line in self._files[body["input_file_id"]].splitlines()]
        self.orders.append(lines)
        name = f"batch-{len(self.orders)}"
        self._batches[name] = {
            "id": name,
            "object": "batch",
            "endpoint": body["endpoint"],
            "input_file_id": body["input_file_id"],
            "completion_window": "24h",
            "created_at": 1,
            "status": "validating",
            "metadata": body.get("metadata"),
            "request_counts": {"total": len(lines), "completed": 0, "failed": 0},
            "looks": 0,
        }
        return json_reply(self._batches[name])

    def _look(self, name: str) -> dict[str, Any]:
        batch = self._batches[name]
        batch["looks"] += 1
        if batch["looks"] < self.looks or batch["status"] in ("completed", "expired", "failed"):
            return batch
        if self.refuse_all:
            batch |= {"status": "failed", "errors": {"object": "list", "data": [{"message": "not a valid batch"}]}}
            return batch
        self._do(batch, int(name.removeprefix("batch-")))
        return batch

    def _do(self, batch: dict[str, Any], order: int) -> None:
        """Answers the calls of a batch, not in their order: nothing promises that."""
        lines = self.orders[order - 1]
        expired = order in self._expire
        output, errors = [], []
        for number, line in reversed(list(enumerate(lines, start=1))):
            assert line["method"] == "POST"
            assert line["url"] == "/v1/chat/completions"
            answered = self._answer(Recorded("POST", line["url"], {}, line["body"], 0.0))
            response = {"status_code": answered.status, "request_id": "r", "body": json.loads(answered.body)}
            reply: dict[str, Any] = {
                "id": f"r-{number}",
                "custom_id": line["custom_id"],
                "response": response,
                "error": None,
            }
            if expired and number > len(lines) // 2:
                reply |= {"response": None, "error": {"code": "batch_expired", "message": "It was not done in time."}}
            elif number in self._fail.get(order, ()):
                response |= {"status_code": 500, "body": {"error": {"message": "the server had an error"}}}
            (errors if reply["error"] or response["status_code"] >= 300 else output).append(reply)
        batch["status"] = "expired" if expired else "completed"
        for kind, replies in (("output_file_id", output), ("error_file_id", errors)):
            if replies:
                batch[kind] = self._kept("\n".join(map(json.dumps, replies)).encode())["id"]
