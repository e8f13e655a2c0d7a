"""Texts as the library takes them: where their bytes lie, without copies where that can be had."""

from __future__ import annotations

import ctypes
from typing import Any, Iterable

import numpy

from ._library import array, python


def describe(value: Any) -> str:
    """`an int`, `a list`."""
    name = "None" if value is None else type(value).__name__
    return name if value is None else ("an " if name[:1].lower() in "aeiou" else "a ") + name


def refuse(value: Any, number: int, what: str = "text") -> Exception:
    """The exception for something that is no text."""
    if isinstance(value, str):
        place = next((i for i, character in enumerate(value) if 0xD800 <= ord(character) < 0xE000), 0)
        return ValueError("%s %d has a lone surrogate at character %d: it is no text that can be written as UTF-8" % (what, number, place))
    return TypeError("%s %d is %s, not a str or bytes" % (what, number, describe(value)))


class Texts:
    """The places of texts: `table` has an address and a count for each."""

    __slots__ = ("table", "_kept")

    def __init__(self, table: "numpy.ndarray[Any, Any]", kept: Any) -> None:
        self.table = table
        self._kept = kept

    def __len__(self) -> int:
        return len(self.table)

    @property
    def pointer(self) -> int:
        return int(self.table.ctypes.data)

    @property
    def counts(self) -> "numpy.ndarray[Any, Any]":
        return self.table[:, 1]

    def part(self, start: int, end: int) -> "Texts":
        return Texts(self.table[start:end], self._kept)


def of(texts: Any) -> Texts:
    """The places of texts that are a list of str or bytes, any iterable of such, or a column of Arrow, pandas or polars."""
    if isinstance(texts, (str, bytes)):
        raise TypeError("texts is %s: one text goes to encode, or into a list" % describe(texts))
    if not isinstance(texts, (list, tuple)):
        columns = _columns(texts)
        if columns is not None:
            return columns
        if hasattr(texts, "tolist"):
            texts = texts.tolist()
    try:
        # A list may change while another thread runs; the tuple does not.
        given = texts if isinstance(texts, tuple) else tuple(texts)
    except TypeError:
        raise TypeError("texts is %s, not a list of str" % describe(texts)) from None
    return _of_tuple(given)


def _of_tuple(given: tuple[Any, ...], what: str = "text") -> Texts:
    table = numpy.zeros((len(given), 2), numpy.uint64)
    functions = python()
    if functions is not None:
        found = functions.prep_python_texts(given, table.ctypes.data, len(given))
        if found == len(given):
            return Texts(table, given)
        if not isinstance(given[found], (bytearray, memoryview, str)):
            raise refuse(given[found], found, what)
    encoded = []
    for number, text in enumerate(given):
        if isinstance(text, (bytearray, memoryview)):
            text = bytes(text)
        try:
            encoded.append(text if isinstance(text, bytes) else text.encode())
        except (AttributeError, UnicodeEncodeError):
            raise refuse(text, number, what) from None
    joined = b"".join(encoded)
    counts = numpy.fromiter((len(text) for text in encoded), numpy.uint64, len(encoded))
    base = numpy.frombuffer(joined, numpy.uint8).ctypes.data if joined else 0
    table[:, 1] = counts
    table[:, 0] = numpy.uint64(base) + (numpy.cumsum(counts) - counts)
    return Texts(table, joined)


# Arrow's C data interface, https://arrow.apache.org/docs/format/CDataInterface.html


class _Schema(ctypes.Structure):
    pass


class _Array(ctypes.Structure):
    pass


class _Stream(ctypes.Structure):
    pass


_Schema._fields_ = [
    ("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_void_p), ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64), ("children", ctypes.c_void_p), ("dictionary", ctypes.c_void_p),
    ("release", ctypes.c_void_p), ("private_data", ctypes.c_void_p),
]
_Array._fields_ = [
    ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64), ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64), ("buffers", ctypes.POINTER(ctypes.c_void_p)), ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p), ("release", ctypes.c_void_p), ("private_data", ctypes.c_void_p),
]
_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.c_void_p), ("release", ctypes.c_void_p), ("private_data", ctypes.c_void_p),
]


class _Owned:
    """A structure of Arrow that is released when nobody holds it."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __del__(self) -> None:
        if self.value.release:
            ctypes.CFUNCTYPE(None, ctypes.c_void_p)(self.value.release)(ctypes.addressof(self.value))


def _take(capsule: Any, name: bytes, kind: Any) -> _Owned:
    """Moves what a capsule holds into a structure of ours."""
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    source = kind.from_address(get(capsule, name))
    value = kind()
    ctypes.memmove(ctypes.addressof(value), ctypes.addressof(source), ctypes.sizeof(kind))
    source.release = None
    return _Owned(value)


def _columns(column: Any) -> Texts | None:
    """The texts of a column that can be had through Arrow's interface; None where there is no such thing."""
    arrays: list[_Owned] = []
    if hasattr(column, "__arrow_c_stream__"):
        stream = _take(column.__arrow_c_stream__(), b"arrow_array_stream", _Stream)
        schema = _Owned(_Schema())
        if stream.value.get_schema(ctypes.byref(stream.value), ctypes.byref(schema.value)):
            return None
        while True:
            owned = _Owned(_Array())
            if stream.value.get_next(ctypes.byref(stream.value), ctypes.byref(owned.value)):
                raise OSError("the column cannot be read")
            if not owned.value.release:
                break
            arrays.append(owned)
        kind = bytes(schema.value.format or b"")
    elif hasattr(column, "__arrow_c_array__"):
        first, second = column.__arrow_c_array__()
        schema = _take(first, b"arrow_schema", _Schema)
        arrays.append(_take(second, b"arrow_array", _Array))
        kind = bytes(schema.value.format or b"")
    else:
        return None
    if schema.value.dictionary:
        raise TypeError("the column is a dictionary (categorical): its texts are taken when it is cast to strings, or given as a list")
    if kind not in (b"u", b"U", b"z", b"Z", b"vu", b"vz"):
        raise TypeError("the column is of Arrow's type %r, not of strings or binary" % kind.decode("utf-8", "replace"))
    tables, number = [], 0
    for owned in arrays:
        tables.append(_table(owned.value, kind, number))
        number += owned.value.length
    table = numpy.concatenate(tables) if len(tables) != 1 else tables[0]
    return Texts(numpy.ascontiguousarray(table.reshape(-1, 2)), (arrays, column))


def _table(column: Any, kind: bytes, first: int) -> "numpy.ndarray[Any, Any]":
    length, offset = int(column.length), int(column.offset)
    table = numpy.zeros((length, 2), numpy.uint64)
    if length == 0:
        return table
    valid = column.buffers[0]
    if column.null_count != 0 and valid:
        bits = array(valid, (offset + length + 7) // 8, "|u1", column)
        missing = numpy.flatnonzero(numpy.unpackbits(bits, bitorder="little")[offset : offset + length] == 0)
        if len(missing):
            raise TypeError("text %d is None, not a str or bytes" % (first + int(missing[0])))
    if kind in (b"vu", b"vz"):
        _views(column, offset, length, table)
        return table
    step = "<i8" if kind in (b"U", b"Z") else "<i4"
    ends = array(column.buffers[1], offset + length + 1, step, column)[offset:].astype(numpy.int64)
    table[:, 0] = (ends[:-1] + (column.buffers[2] or 0)).astype(numpy.uint64)
    table[:, 1] = (ends[1:] - ends[:-1]).astype(numpy.uint64)
    return table


def _views(column: Any, offset: int, length: int, table: "numpy.ndarray[Any, Any]") -> None:
    """Texts in Arrow's views: up to twelve bytes lie in the view itself, else it says in which buffer, and where."""
    base = int(column.buffers[1])
    words = array(base, 4 * (offset + length), "<i4", column).reshape(-1, 4)[offset:]
    counts = words[:, 0].astype(numpy.int64)
    buffers = numpy.array([int(column.buffers[i] or 0) for i in range(2, int(column.n_buffers) - 1)] or [0], numpy.int64)
    places = base + 16 * (offset + numpy.arange(length, dtype=numpy.int64)) + 4
    is_long = counts > 12
    where = numpy.where(is_long, words[:, 2], 0)
    table[:, 0] = numpy.where(is_long, buffers[where] + words[:, 3], places).astype(numpy.uint64)
    table[:, 1] = counts.astype(numpy.uint64)


def as_list(texts: Iterable[Any]) -> list[Any]:
    return texts if isinstance(texts, list) else list(texts)
