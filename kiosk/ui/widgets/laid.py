"""What a box is laid out by."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class Laid(Generic[Value]):
    """An attribute that a box is laid out by. Nobody listens to it, so it is none of the toolkit's properties."""

    def __init__(self, default: Value) -> None:
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    def __get__(self, box: Any, owner: type | None = None) -> Value:  # any box
        value: Value = box.__dict__.get(self._name, self._default) if box is not None else self._default
        return value

    def __set__(self, box: Any, value: Value) -> None:  # any box
        if self.__get__(box) != value:
            box.__dict__[self._name] = value
            box.lay_again()
