"""A mapping that forgets what was not asked for lately."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """A mapping that keeps what was last asked for.

    Args:
        most: How much is kept.
        weight: What one value counts for.
    """

    def __init__(self, most: int, weight: Callable[[Value], int] = lambda _: 1) -> None:
        self._most, self._weight, self._held = most, weight, 0
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def all_of(self, keys: Iterable[Key], read: Callable[[list[Key]], Mapping[Key, Value]]) -> dict[Key, Value]:
        """The values, in the order of the keys; keys that have none are left out.

        Args:
            read: Gives the values of keys that are not kept; those without one are left out.
        """
        wanted = list(dict.fromkeys(keys))
        new = [key for key in wanted if key not in self._values]
        found = dict(read(new)) if new else {}
        known: dict[Key, Value] = {}
        for key in wanted:
            if key in self._values:
                self._values.move_to_end(key)
            elif key in found:
                self._values[key] = found[key]
                self._held += self._weight(found[key])
            else:
                continue
            known[key] = self._values[key]
        while self._held > self._most and len(self._values) > 1:
            self._held -= self._weight(self._values.popitem(last=False)[1])
        return known
