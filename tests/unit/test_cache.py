"""The call cache: it saves time, and never costs a check."""

from __future__ import annotations

import ast
import logging
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.cache import CallCache, cache_dir, call_key

ROOT = Path(__file__).resolve().parents[2]

INPUTS: dict[str, Any] = {
    "model": "local:m@0123456789ab",
    "messages": [("system", "s"), ("user", "u")],
    "max_tokens": 5,
    "schema": None,
    "top_logprobs": 0,
    "repeat": 0,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "calls.sqlite3"


@pytest.fixture
def cache(path: Path) -> Iterator[CallCache]:
    with CallCache(path) as cache:
        yield cache


def test_what_is_put_is_got_also_by_another_process_with_surrogates_and_null(cache: CallCache, path: Path) -> None:
    value = {"text": "Čeští „voliči“ \ud800 \x00", "logprobs": {"Ja": -0.1}, "finish": None}
    cache.put("k", value, model="m")
    assert cache.get("k") == value
    assert cache.get("other") is None
    code = f"from store.cache import CallCache\nwith CallCache({str(path)!r}) as c: print(ascii(c.get('k')))"
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ast.literal_eval(out.stdout) == value


def test_the_first_value_stays(cache: CallCache) -> None:
    cache.put("k", {"text": "first"})
    cache.put("k", {"text": "second"})
    assert cache.get("k") == {"text": "first"}


def test_the_file_is_in_wal_mode_and_closed_cleanly(cache: CallCache, path: Path) -> None:
    cache.put("k", {"text": "x"})
    assert path.with_name(path.name + "-wal").exists()
    cache.close()
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name]
    assert cache.get("k") == {"text": "x"}, "a closed cache opens again"


@pytest.mark.parametrize(
    "change",
    [
        {"model": "local:m@ffffffffffff"},
        {"messages": [("system", "s"), ("user", "v")]},
        {"messages": [("user", "s"), ("user", "u")]},
        {"messages": [("system", "s")]},
        {"max_tokens": 6},
        {"schema": {"type": "object"}},
        {"top_logprobs": 5},
        {"repeat": 1},
    ],
)
def test_each_input_changes_the_key(change: dict[str, Any]) -> None:
    assert call_key(**(INPUTS | change)) != call_key(**INPUTS)


def test_the_key_is_stable_and_does_not_depend_on_the_order_of_schema_keys() -> None:
    one = call_key(**(INPUTS | {"schema": {"a": 1, "b": 2}}))
    assert one == call_key(**(INPUTS | {"schema": {"b": 2, "a": 1}}))
    # A changed key throws away everybody's cache: do it on purpose, by raising KEY_VERSION.
    assert call_key(**INPUTS) == "7903855b88812126b4af6b03bf7279eccd5e49fb63beb3079ef6ec12b4aa82a8"


@pytest.mark.parametrize("content", [b"this is not a database, but it is long enough" * 40, os.urandom(9000)])
def test_a_damaged_file_is_set_aside_with_one_warning(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING), CallCache(path) as cache:
        assert cache.get("k") is None
        cache.put("k", {"text": "x"})
        assert cache.get("k") == {"text": "x"}
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == content


def test_damage_inside_a_page_while_open_is_survived(path: Path) -> None:
    with CallCache(path) as cache:
        for n in range(2000):
            cache.put(f"{n:064}", {"text": "x" * 200})
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with CallCache(path) as cache:
        assert cache.get(f"{7:064}") is None
        cache.put("k", {"text": "new"})
        assert cache.get("k") == {"text": "new"}
    assert len(list(path.parent.glob("*.damaged-*"))) == 1


@pytest.mark.parametrize("value", ["{", "[1]", "null"])
def test_an_unreadable_row_is_a_miss_and_can_be_replaced(cache: CallCache, path: Path, value: str) -> None:
    cache.put("k", {"text": "x"})
    database = sqlite3.connect(path)
    with database:
        database.execute("UPDATE calls SET value = ?", (value,))
    database.close()
    assert cache.get("k") is None
    cache.put("k", {"text": "y"})
    assert cache.get("k") == {"text": "y"}


def test_another_programs_database_is_left_alone(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE collections (id TEXT)")
    database.close()
    before = path.read_bytes()
    with CallCache(path) as cache:
        cache.put("k", {"text": "x"})
        assert cache.get("k") is None
    assert path.read_bytes() == before
    assert "another program's database" in caplog.text


def test_a_path_that_cannot_be_a_file_is_ignored_with_one_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("x")
    for bad in (tmp_path / "file" / "calls.sqlite3", tmp_path):
        caplog.clear()
        with CallCache(bad) as cache:
            cache.put("k", {"text": "x"})
            assert cache.get("k") is None
        assert len(caplog.records) == 1
        assert str(bad) in caplog.text


def test_a_file_locked_by_somebody_else_costs_one_warning(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("store.cache.BUSY_SECONDS", 0.05)
    with CallCache(path) as cache:
        cache.put("k", {"text": "x"})
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            cache.put("l", {"text": "y"})
        assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 1
        assert cache.get("k") == {"text": "x"}, "readers are not blocked in WAL mode"
        other.execute("ROLLBACK")
        other.close()
        assert cache.get("l") is None
        cache.put("l", {"text": "y"})
        assert cache.get("l") == {"text": "y"}, "the cache is used again once the lock is gone"


def test_many_threads_share_one_cache(cache: CallCache) -> None:
    wrong: list[str] = []

    def work(thread: int) -> None:
        for n in range(60):
            cache.put(f"{n}", {"text": f"{n}"})
            if cache.get(f"{n}") != {"text": f"{n}"}:
                wrong.append(f"{thread}:{n}")

    threads = [threading.Thread(target=work, args=(t,)) for t in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_many_processes_write_a_new_file_at_once(path: Path) -> None:
    code = """
import logging, sys
from store.cache import CallCache
logging.basicConfig(level="WARNING")
with CallCache(sys.argv[1]) as cache:
    for n in range(50):
        cache.put(f"{sys.argv[2]}-{n}", {"text": "x"})
"""
    command = [sys.executable, "-c", code, str(path)]
    running = [subprocess.Popen([*command, str(n)], cwd=ROOT, stderr=subprocess.PIPE, text=True) for n in range(4)]
    assert [process.communicate()[1] for process in running] == [""] * 4
    with CallCache(path) as cache:
        assert all(cache.get(f"{process}-{n}") for process in range(4) for n in range(50))


def test_a_forked_child_opens_its_own_connection(cache: CallCache) -> None:
    cache.put("k", {"text": "x"})
    pid = os.fork()
    if pid == 0:
        ok = cache.get("k") == {"text": "x"}
        cache.put("child", {"text": "y"})
        os._exit(0 if ok else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert cache.get("child") == {"text": "y"}


def test_the_cache_folder_follows_the_environment(tmp_path: Path) -> None:
    assert cache_dir({"TWOSOURCE_CACHE_DIR": str(tmp_path)}) == tmp_path
    assert cache_dir({"TWOSOURCE_CACHE_DIR": "~/x"}) == Path.home() / "x"
    assert cache_dir({}).name == "twosource"
    assert cache_dir({"TWOSOURCE_CACHE_DIR": " "}) == cache_dir({})
