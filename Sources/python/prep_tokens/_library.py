"""libprep.so, and what it needs to be called: structures, texts without copies, arrays over its memory."""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING, Any

from . import _errors

if TYPE_CHECKING:
    import numpy

_FOLDER = os.path.dirname(os.path.abspath(__file__))


def library_path() -> str:
    """The library: `$PREP_LIBRARY_PATH`, or the one of the package."""
    return os.environ.get("PREP_LIBRARY_PATH") or os.path.join(_FOLDER, "libprep.so")


def program() -> str:
    """The command line as a program: `$PREP`, or the one of the package."""
    return os.environ.get("PREP") or os.path.join(_FOLDER, "prep")


def get_include() -> str:
    """The folder with prep.h."""
    return os.path.join(_FOLDER, "include")


class Failure(ctypes.Structure):
    _fields_ = [
        ("status", ctypes.c_int32), ("code", ctypes.c_char * 44), ("message", ctypes.c_void_p), ("path", ctypes.c_void_p),
        ("line", ctypes.c_int64), ("column", ctypes.c_int64), ("index", ctypes.c_int64),
    ]


class Text(ctypes.Structure):
    _fields_ = [("bytes", ctypes.c_void_p), ("count", ctypes.c_size_t)]


class Rows(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t), ("rows", ctypes.c_size_t), ("tokens", ctypes.c_size_t), ("offsets", ctypes.c_void_p),
        ("ids", ctypes.c_void_p), ("begins", ctypes.c_void_p), ("ends", ctypes.c_void_p), ("words", ctypes.c_void_p),
        ("mask", ctypes.c_void_p), ("weights", ctypes.c_void_p), ("records", ctypes.c_void_p),
    ]


class Encoding(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t), ("flags", ctypes.c_uint32), ("threads", ctypes.c_int32), ("longest", ctypes.c_int64),
        ("allowed", ctypes.POINTER(ctypes.c_char_p)), ("allowed_count", ctypes.c_size_t),
    ]


_pointer, _size, _int, _long = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int32, ctypes.c_int64
_failure, _out = ctypes.POINTER(Failure), ctypes.POINTER(ctypes.c_void_p)

#: By name: the result, and the arguments.
_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "prep_abi": (ctypes.c_uint32, []),
    "prep_version": (ctypes.c_char_p, []),
    "prep_build": (ctypes.c_char_p, []),
    "prep_failure_clear": (None, [_failure]),
    "prep_tokenizer_open": (_int, [ctypes.c_char_p, ctypes.c_char_p, _out, _failure]),
    "prep_tokenizer_close": (None, [_pointer]),
    "prep_tokenizer_description": (ctypes.c_char_p, [_pointer]),
    "prep_tokenizer_lost": (_size, [_pointer, ctypes.c_char_p, _size]),
    "prep_token_id": (_long, [_pointer, Text]),
    "prep_token_bytes": (Text, [_pointer, ctypes.c_uint32]),
    "prep_batch_rows": (_int, [_pointer, ctypes.POINTER(Rows)]),
    "prep_batch_pad": (_int, [_pointer, _size, _long, _int, _pointer, _pointer, _failure]),
    "prep_batch_close": (None, [_pointer]),
    "prep_encode": (_int, [_pointer, _pointer, _size, ctypes.POINTER(Encoding), _out, _failure]),
    "prep_count": (_int, [_pointer, _pointer, _size, ctypes.POINTER(Encoding), _pointer, _failure]),
    "prep_decode": (_int, [_pointer, _pointer, _pointer, _size, _int, _out, _failure]),
    "prep_bytes_data": (_pointer, [_pointer, _out, ctypes.POINTER(_size)]),
    "prep_bytes_close": (None, [_pointer]),
    "prep_tokenizing_open": (_int, [_pointer, ctypes.c_char_p, _out, _failure]),
    "prep_tokenizing_close": (None, [_pointer]),
    "prep_tokenize": (_int, [_pointer, _pointer, _size, _int, _out, _failure]),
    "prep_render": (_int, [_pointer, Text, _out, _failure]),
    "prep_shards_open": (_int, [ctypes.c_char_p, _out, _failure]),
    "prep_shards_close": (None, [_pointer]),
    "prep_shards_description": (ctypes.c_char_p, [_pointer]),
    "prep_shard_load": (_int, [_pointer, _size, _out, _failure]),
}

_library: Any = None
_python: Any = None


def library() -> Any:
    """The library, loaded when first asked for. The interpreter's lock is open while its functions run."""
    global _library
    if _library is None:
        # Without a lock, which a child that is forked meanwhile would wait for: two threads load the same at worst.
        loaded = ctypes.CDLL(library_path())
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(loaded, name)
            function.restype, function.argtypes = result, arguments
        if loaded.prep_abi() < 1:
            raise ImportError("%s is of another kind than this package" % library_path())
        _library = loaded
    return _library


def python() -> Any:
    """The functions of the library that use CPython's own, called with the interpreter's lock held; None where they are not."""
    global _python
    if _python is None:
        library()
        loaded = ctypes.PyDLL(library_path())
        if loaded.prep_python_found():
            loaded.prep_python_texts.restype = _long
            loaded.prep_python_texts.argtypes = [ctypes.py_object, _pointer, _long]
            loaded.prep_python_encode.restype = ctypes.py_object
            loaded.prep_python_encode.argtypes = [_pointer, ctypes.py_object, ctypes.py_object]
            _python = loaded
        else:
            _python = False
    return _python or None


def version() -> str:
    """The version of the library."""
    return str(library().prep_version().decode())


def call(function: Any, *arguments: Any) -> None:
    """Calls a function that can fail, and raises its failure."""
    failure = Failure()
    status = function(*arguments, ctypes.byref(failure))
    if status == 0:
        return
    message, path = ctypes.string_at(failure.message or b""), failure.path and ctypes.string_at(failure.path)
    raised = _errors.error(
        status, message.decode("utf-8", "replace"), code=failure.code.decode(), path=os.fsdecode(path) if path else None,
        line=failure.line or None, column=failure.column or None, index=failure.index if failure.index >= 0 else None)
    library().prep_failure_clear(ctypes.byref(failure))
    raise raised


class Handle:
    """What the library gave, closed when nobody holds it."""

    __slots__ = ("pointer", "_close", "_process", "__weakref__")

    def __init__(self, pointer: int, close: Any) -> None:
        self.pointer = pointer
        self._close = close

    def __del__(self) -> None:
        pointer, self.pointer = self.pointer, 0
        if pointer:
            self._close(pointer)


def opened(function: Any, close: str, *arguments: Any) -> Handle:
    """Calls a function whose last argument but one is what it gives."""
    out = ctypes.c_void_p()
    call(function, *arguments, ctypes.byref(out))
    return Handle(out.value or 0, getattr(library(), close))


class _Memory:
    """Memory of the library as numpy takes it; it keeps alive what it belongs to."""

    __slots__ = ("__array_interface__", "_owner")

    def __init__(self, address: int, count: int, kind: str, owner: Any) -> None:
        self.__array_interface__ = {"data": (address, False), "shape": (count,), "typestr": kind, "version": 3}
        self._owner = owner


def array(address: int | None, count: int, kind: str, owner: Any) -> "numpy.ndarray[Any, Any]":
    """An array over memory of the library."""
    import numpy

    if not address or count == 0:
        return numpy.empty(0, numpy.dtype(kind))
    return numpy.asarray(_Memory(address, count, kind, owner))
