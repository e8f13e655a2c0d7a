"""What goes wrong, as exceptions: one class for each exit status of the command line."""

from __future__ import annotations

from typing import Any


class PrepError(Exception):
    """Something went wrong.

    Attributes:
        status: The exit status of the command line for it.
        code: What is wrong, for programs: `special-token`. It is never renamed.
        path: The file concerned, or None.
        line: The line of the file, from 1, or None.
        column: The column of the line in bytes, from 1, or None.
        index: The number of the text or record that was given, from 0, or None.
    """

    status = 70

    def __init__(
        self, message: str = "", *, code: str = "", path: str | None = None, line: int | None = None, column: int | None = None,
        index: int | None = None, status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.path = path
        self.line = line
        self.column = column
        self.index = index
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        place = self.path or ""
        if place and self.line:
            place += ":%d" % self.line + (":%d" % self.column if self.column else "")
        words = "%s: %s" % (place, self.message) if place else self.message
        return "%s (number %d)" % (words, self.index) if self.index is not None else words

    def __reduce__(self) -> Any:
        keys = ("code", "path", "line", "column", "index", "status")
        return _remake, (type(self), self.message, {key: getattr(self, key) for key in keys})


def _remake(kind: type[PrepError], message: str, values: dict[str, Any]) -> PrepError:
    return kind(message, **values)


class UsageError(PrepError, ValueError):
    """Arguments or options that make no sense."""

    status = 64


class BadData(PrepError, ValueError):
    """Data that are not what they have to be."""

    status = 65


class ShardDamage(BadData):
    """A file of a shard set is missing, cut short or changed."""


class CannotRead(PrepError, OSError):
    """A file that cannot be read."""

    status = 66


class Missing(PrepError, FileNotFoundError):
    """A tokenizer or template that is not on this machine, or memory or threads that the system has no more of."""

    status = 69


class Fault(PrepError, RuntimeError):
    """A fault of prep itself."""

    status = 70


class CannotCreate(PrepError, OSError):
    """A file that cannot be created."""

    status = 73


class InputOutputError(PrepError, OSError):
    """Reading or writing that failed half-way: a full disk."""

    status = 74


class Busy(PrepError, OSError):
    """Another run is at work here, or a run was interrupted that can be resumed."""

    status = 75


_CLASSES = {kind.status: kind for kind in (UsageError, BadData, CannotRead, Missing, Fault, CannotCreate, InputOutputError, Busy)}


def error(status: int, message: str, **values: Any) -> PrepError:
    """The exception for an exit status."""
    kind = _CLASSES.get(status)
    return kind(message, **values) if kind else PrepError(message, status=status, **values)
