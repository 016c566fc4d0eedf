"""Traces: what is in them, what never is, and that none of it can fail a check."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import pytest

from pipeline.settings import Settings
from pipeline.traces import Called, Traces, call_span
from tests.conftest import WordEmbedder
from tests.integration.conftest import Ran, Run
from tests.integration.test_check import CLAIM, answers, reads_dates
from tests.stub_server import Recorded, Scripted, StubServer, error_reply

ROOT = Path(__file__).parents[2]
KEY = "sk-test-0123456789"
# Words of the articles, of the claim and of the replies.
TEXTS = ("council", "budget", "May 3", "mayor", "so it says", "Gazette")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.factcheck.open_embedder", lambda settings: WordEmbedder())
    for name in [n for n in os.environ if n.startswith("OTEL_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def lib(run: Run, articles: Path, stub: StubServer) -> str:
    stub.otherwise = reads_dates
    assert run("ingest", str(articles), "--library", "lib").code == 0
    return "lib"


def check(run: Run, *more: str, model: str = "openai:any") -> Ran:
    return run("check", CLAIM, "--library", "lib", "--model", model, *more)


def spans(path: str = "t.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def called(name: str, path: str = "t.jsonl") -> list[dict[str, Any]]:
    return [s["attributes"] for s in spans(path) if s["name"] == name]


# -- what is in them ---------------------------------------------------------------------------------------------


def test_the_steps_of_a_check_and_its_calls_with_the_names_of_the_conventions(
    run: Run, lib: str, stub: StubServer
) -> None:
    finding = json.loads(check(run, "--json", "--trace", "t.jsonl").out)
    found = spans()
    by_id = {s["context"]["span_id"]: s for s in found}
    tree = sorted((s["name"], by_id[s["parent_id"]]["name"] if s["parent_id"] else "") for s in found)
    steps = [(name, "check") for name in ("grade", "retrieve", "screen", "verdict")]
    assert tree == sorted([("check", "")] + [("chat any", "grade")] * 3 + steps)
    assert len({s["context"]["trace_id"] for s in found}) == 1
    assert {s["attributes"]["twosource.claim.id"] for s in found} == {finding["claim"]["id"]}
    assert all(s["start_time_unix_nano"] <= s["end_time_unix_nano"] for s in found)
    port = int(stub.url.rpartition(":")[2])
    for one in called("chat any"):
        assert one == {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "any",
            "gen_ai.output.type": "json",
            "gen_ai.response.finish_reasons": ["stop"],
            "gen_ai.usage.input_tokens": 20,
            "gen_ai.usage.output_tokens": 3,
            "server.address": "127.0.0.1",
            "server.port": port,
            "twosource.cache.hit": False,
            "twosource.claim.id": finding["claim"]["id"],
        }  # no cost: the price is not known
    assert called("verdict")[0]["twosource.verdict"] == finding["verdict"]
    assert {s["kind"] for s in found if s["name"] == "chat any"} == {"CLIENT"}


def test_what_came_from_the_cache_and_what_it_cost(run: Run, lib: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOSOURCE_TRACE", "t.jsonl")
    for _ in range(2):
        finding = json.loads(check(run, "--json", model="openai:gpt-5-mini").out)
    found = called("chat gpt-5-mini")
    assert [c["twosource.cache.hit"] for c in found] == [False] * 3 + [True] * 3
    assert [c["gen_ai.usage.input_tokens"] for c in found] == [20] * 3 + [0] * 3
    costs = [c.get("twosource.cost.usd") for c in found]
    assert costs[3:] == [0.0] * 3
    assert finding["usage"]["cached"] == 3
    grades = called("grade")
    assert [(g["twosource.calls"], g["twosource.cached"]) for g in grades] == [(3, 0), (0, 3)]


def test_ask_draws_claims_in_a_span_of_its_own(run: Run, lib: str, stub: StubServer) -> None:
    stub.otherwise = answers(reads_dates)
    ran = run("ask", "When was the budget approved?", "--library", "lib", "--model", "openai:any", "--trace", "t.jsonl")
    assert ran.code == 0, ran.err
    names = [s["name"] for s in spans()]
    assert names.count("ask") == names.count("extract") == 1
    by_id = {s["context"]["span_id"]: s["name"] for s in spans()}
    parents = {by_id[s["parent_id"]] for s in spans() if s["name"] == "chat any"}
    assert parents == {"extract", "grade"}


# -- what is not -------------------------------------------------------------------------------------------------


def test_no_text_and_no_key_is_in_them(run: Run, lib: str, stub: StubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def echoes(request: Recorded) -> Scripted:
        said = f"{KEY} {request.json['messages'][-1]['content']}"
        return error_reply(400, said) if "diary" in said else reads_dates(request)

    stub.otherwise = echoes
    monkeypatch.setenv("OPENAI_BASE_URL", stub.base_url.replace("//", "//user:pass-word-1@") + f"?key={KEY}")
    check(run, "--trace", "t.jsonl")
    monkeypatch.setenv("OPENAI_BASE_URL", stub.base_url)
    run("judge", CLAIM, "--verdict", "refuted", "--note", "The mayor says so.", "--library", "lib")
    assert check(run, "--trace", "t.jsonl").code == 0
    stub.otherwise = answers(reads_dates)
    run("ask", "Was the budget approved?", "--library", "lib", "--model", "openai:any", "--trace", "t.jsonl")
    raw = Path("t.jsonl").read_text()
    assert len(raw.splitlines()) > 20
    for text in (*TEXTS, KEY, "pass-word-1", "key="):
        assert text not in raw


def test_text_is_there_when_it_is_asked_for_and_keys_still_are_not(
    run: Run, lib: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWOSOURCE_TRACE_TEXT", "1")
    check(run, "--trace", "t.jsonl")
    assert called("check")[0]["twosource.claim.text"] == CLAIM
    one = called("chat any")[0]
    messages = json.loads(one["gen_ai.input.messages"])
    assert messages[0]["role"] == "system"
    assert CLAIM in messages[-1]["parts"][0]["content"]
    (reply,) = json.loads(one["gen_ai.output.messages"])
    assert (reply["role"], reply["finish_reason"]) == ("assistant", "stop")
    assert "so it says" in reply["parts"][0]["content"]
    assert KEY not in Path("t.jsonl").read_text()


def test_a_call_that_failed_says_of_what_kind_and_not_what(run: Run, lib: str, stub: StubServer) -> None:
    stub.otherwise = lambda request: error_reply(400, "the council's secret")
    check(run, "--trace", "t.jsonl")
    failed = [s for s in spans() if s["name"] == "chat any"]
    assert {(s["status"], s["attributes"]["error.type"]) for s in failed} == {("ERROR", "bad_request")}
    assert called("grade")[0]["twosource.ungraded"] == 3
    assert [s["status"] for s in spans() if s["name"] in ("grade", "check")] == ["UNSET", "UNSET"]


def test_what_breaks_a_check_is_named_by_its_class(run: Run, lib: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.errors import EnvironmentFault

    def breaks(*_: object, **__: object) -> None:
        raise EnvironmentFault("council budget")

    monkeypatch.setattr("pipeline.weighing.judge", breaks)
    assert check(run, "--trace", "t.jsonl").code == 4
    broken = {s["name"]: s["attributes"].get("error.type") for s in spans() if s["status"] == "ERROR"}
    assert broken == {"verdict": "EnvironmentFault", "check": "EnvironmentFault"}
    assert "council" not in Path("t.jsonl").read_text()


# -- off ---------------------------------------------------------------------------------------------------------


def test_off_nothing_is_written_and_a_finding_is_the_same(run: Run, lib: str) -> None:
    off = json.loads(check(run, "--json").out)
    assert not Path("t.jsonl").exists()
    on = json.loads(check(run, "--json", "--trace", "t.jsonl").out)
    assert {**off, "usage": None} == {**on, "usage": None}


def test_off_opentelemetry_is_not_even_imported() -> None:
    code = (
        "import sys\n"
        "from pipeline.settings import Settings\n"
        "from pipeline.traces import Called, Traces, call_span\n"
        "with Traces(Settings(), {}).stage('check', ('clm_1', 'x')) as span:\n"
        "    span.set({'a': 1})\n"
        "    with call_span(lambda: 1 / 0, [], has_schema=True): pass\n"
        "print([m for m in sys.modules if m.startswith('opentelemetry')])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_off_a_span_costs_microseconds() -> None:
    traces, count = Traces(Settings(), {}), 10_000
    begin = time.perf_counter()
    for _ in range(count):
        with traces.stage("grade", ("clm_1", "x")) as span:
            span.set({"a": 1})
    assert (time.perf_counter() - begin) / count < 20e-6  # measured: half a microsecond


# -- files that cannot be written --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["no/folder/t.jsonl", "folder", "/dev/full", "nul\0l", "x" * 300])
def test_a_file_that_cannot_be_written_is_told_once_and_fails_nothing(
    run: Run, lib: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    Path("folder").mkdir()
    assert check(run, "--json", "--trace", path).code == 0
    (warned,) = [r.getMessage() for r in caplog.records if r.name == "twosource.traces"]
    assert "going on without" in warned
    assert warned.isprintable()


def test_a_pipe_that_nobody_reads_holds_nothing_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    os.mkfifo(tmp_path / "pipe")
    traces = Traces(Settings(trace=str(tmp_path / "pipe")), {})
    begin = time.monotonic()
    for _ in range(1000):  # more than it holds
        with traces.stage("check") as span:
            span.set({"long": "x" * 200})
    traces.close()
    assert time.monotonic() - begin < 20
    assert len([r for r in caplog.records if r.name == "twosource.traces"]) == 1


def test_half_a_line_that_a_killed_process_has_left_spoils_no_other(run: Run, lib: str) -> None:
    Path("t.jsonl").write_text('{"name": "half')
    check(run, "--trace", "t.jsonl")
    lines = Path("t.jsonl").read_text().splitlines()
    assert lines[0] == '{"name": "half'
    assert [json.loads(line)["name"] for line in lines[1:]][-1] == "check"
    assert Path("t.jsonl").stat().st_mode & 0o044  # it was there before, and keeps its rights


def test_a_new_file_is_its_owners(run: Run, lib: str) -> None:
    check(run, "--trace", "t.jsonl")
    assert Path("t.jsonl").stat().st_mode & 0o077 == 0


_WRITER = """
import sys
from pipeline.settings import Settings
from pipeline.traces import Traces
traces = Traces(Settings(trace="t.jsonl"), {})
for n in range(300):
    with traces.stage(sys.argv[1] * 50) as span:
        span.set({"n": n})
traces.close()
"""


def test_four_processes_write_whole_lines_into_one_file(tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    running = [subprocess.Popen([sys.executable, "-c", _WRITER, n], cwd=tmp_path, env=environ) for n in "abcd"]
    assert [p.wait(timeout=120) for p in running] == [0] * 4
    found = sorted((s["name"][0], s["attributes"]["n"]) for s in spans(str(tmp_path / "t.jsonl")))
    assert found == [(name, n) for name in "abcd" for n in range(300)]


def test_hostile_names_are_text(tmp_path: Path) -> None:
    nasty = 'Ä\ud800\x00\n"\u202e{}'
    traces = Traces(Settings(trace=str(tmp_path / "t.jsonl"), trace_text=True), {})
    with traces.stage("check", ("clm_1", nasty)) as span:
        span.set({"text": nasty, "none": None, "list": [1, 2]})
        with call_span(lambda: Called(nasty, nasty, nasty, 1), [], has_schema=False):
            pass
    traces.close()
    traces.close()
    call, stage = spans(str(tmp_path / "t.jsonl"))
    assert stage["attributes"]["text"] == nasty.replace("\ud800", "?")
    assert "none" not in stage["attributes"]
    assert call["name"] == "chat " + nasty.replace("\ud800", "?")


def test_a_call_outside_of_any_stage_is_not_traced(tmp_path: Path) -> None:
    traces = Traces(Settings(trace=str(tmp_path / "t.jsonl")), {})
    with call_span(lambda: 1 / 0, [], has_schema=False):
        pass
    with traces.stage("check"):
        pass
    with call_span(lambda: 1 / 0, [], has_schema=False):
        pass
    traces.close()
    assert [s["name"] for s in spans(str(tmp_path / "t.jsonl"))] == ["check"]


# -- a collector -------------------------------------------------------------------------------------------------


class Collector:
    """An OTLP collector over gRPC, which keeps what it is sent."""

    def __init__(self) -> None:
        import grpc
        from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

        self.requests: list[Any] = []
        outer = self

        class Service(trace_service_pb2_grpc.TraceServiceServicer):  # type: ignore[misc]
            def Export(self, request: Any, context: Any) -> Any:
                outer.requests.append(request)
                return trace_service_pb2.ExportTraceServiceResponse()

        self._server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
        trace_service_pb2_grpc.add_TraceServiceServicer_to_server(Service(), self._server)
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def close(self) -> None:
        self._server.stop(None).wait()


@pytest.fixture
def collector() -> Iterator[Collector]:
    opened = Collector()
    yield opened
    opened.close()


def test_a_collector_gets_the_spans(run: Run, lib: str, collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.port}")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
    assert check(run).code == 0
    sent = [s for r in collector.requests for x in r.resource_spans for y in x.scope_spans for s in y.spans]
    assert sorted(s.name for s in sent) == sorted(
        ["check", "retrieve", "screen", "grade", "verdict"] + ["chat any"] * 3
    )
    resource = {a.key: a.value.string_value for a in collector.requests[0].resource_spans[0].resource.attributes}
    assert resource["service.name"] == "twosource"
    assert resource["deployment.environment.name"] == "test"
    raw = b"".join(r.SerializeToString() for r in collector.requests)
    assert all(text.encode() not in raw for text in (*TEXTS, KEY))


def test_a_collector_that_is_not_there_is_told_once_and_waited_for_shortly(
    run: Run, lib: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert check(run).code == 0
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    begin = time.monotonic()
    ran = check(run, "--json")
    assert time.monotonic() - begin < 15
    assert (ran.code, json.loads(ran.out)["verdict"]) == (0, "conflicting")
    warned = [r.getMessage() for r in caplog.records if r.name == "twosource.traces"]
    assert 1 <= len(warned) <= 2
    assert all("collector" in w for w in warned)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "carrier/pigeon\x1b", "carrier/pigeon is not known"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "extra `otlp`"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon", "cannot be set up (ValueError)"),
        ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "many", "cannot be set up (ValueError)"),
    ],
)
def test_variables_that_make_no_sense_are_told_and_fail_nothing(
    run: Run,
    lib: str,
    name: str,
    value: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if value == "http/protobuf":
        monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv(name, value)
    assert check(run, "--json").code == 0
    warned = [r.getMessage() for r in caplog.records if r.name == "twosource.traces"]
    assert len(warned) == 1
    assert words in warned[0]
    assert warned[0].isprintable()
