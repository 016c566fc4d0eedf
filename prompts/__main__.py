"""`python -m prompts lock` rewrites prompts.lock; `python -m prompts check` compares it with the files."""

from __future__ import annotations

import sys

from prompts import PromptError, all_prompts, check_lock, write_lock

_ACTIONS = {"lock": write_lock, "check": check_lock}


def main(arguments: list[str]) -> int:
    """Runs one action; 0 done, 1 a prompt or the lock is wrong, 2 usage."""
    if len(arguments) != 1 or arguments[0] not in _ACTIONS:
        sys.stderr.write("usage: python -m prompts lock|check\n")
        return 2
    try:
        _ACTIONS[arguments[0]]()
        sys.stderr.write(f"prompts.lock: {len(all_prompts())} prompts\n")
    except PromptError as error:
        sys.stderr.write(f"{error}\n{error.mend}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
