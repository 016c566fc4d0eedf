"""prompts.lock: one line a prompt, `name version hash`, sorted by name.

A prompt that changes changes what the models are asked. The lock makes that a line in a diff, and a test fails
until somebody has written it on purpose.
"""

from __future__ import annotations

from pathlib import Path

from prompts.loader import FOLDER, PromptError, all_prompts

LOCK_NAME = "prompts.lock"
_MEND = "If the change is meant, run: python -m prompts lock"


def write_lock(folder: Path = FOLDER) -> Path:
    """Writes the lock for the prompts as they are now, and returns its path."""
    path = folder / LOCK_NAME
    path.write_text("".join(f"{line}\n" for line in _lines(folder).values()), encoding="utf-8", newline="\n")
    return path


def check_lock(folder: Path = FOLDER) -> None:
    """Compares the lock with the prompts.

    Raises:
        PromptError: They differ; the message names each prompt that was changed, added or removed.
    """
    path = folder / LOCK_NAME
    if not path.is_file():
        raise PromptError(f"{path}: no such file", mend=_MEND)
    now = _lines(folder)
    locked = {line.split()[0]: line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()}
    changed = [f"{name} changed" for name in now if name in locked and locked[name] != now[name]]
    added = [f"{name} is not in the lock" for name in now if name not in locked]
    removed = [f"{name} has no file" for name in locked if name not in now]
    if differences := changed + added + removed:
        raise PromptError(f"{path}: {', '.join(differences)}", mend=_MEND)


def _lines(folder: Path) -> dict[str, str]:
    return {prompt.name: f"{prompt.name} {prompt.version} {prompt.hash}" for prompt in all_prompts(folder)}
