"""prep for Python: its tokenizer, its commands, and readers of its shards.

    import prep_tokens as prep

    tokenizer = prep.Tokenizer("prep-32k-v2")
    ids = tokenizer.encode("Hello, world")
    batch = tokenizer.encode_batch(["one", "two"])
    findings = prep.validate("train.jsonl", target="trl-sft")
    for batch in prep.Shards("shards/").stream(batch=8, epochs=1): ...

Nothing is loaded before it is used, numpy and the library included.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import jobs, torch
    from ._errors import (
        BadData, Busy, CannotCreate, CannotRead, Fault, InputOutputError, Missing, PrepError, ShardDamage, UsageError)
    from ._library import get_include, library_path
    from .commands import Finding, Findings, Report, command
    from .commands import convert, count, decontaminate, dedup, encode, export, filter, fix, format, join, merge, mix, pack
    from .commands import repack, run, sample, shard, shuffle, sniff, split, tokenize, train, validate, verify
    from .hf import accelerate, patch_transformers
    from .ragged import Ragged
    from .records import Records, Rendered
    from .shards import Shards, Stream
    from .tokenizer import DecodeStream, Tokenizer

    __version__: str

_COMMANDS = (
    "command convert count decontaminate dedup encode export filter fix format join merge mix pack repack run sample shard shuffle sniff split "
    "tokenize train validate verify Finding Findings Report").split()
_ERRORS = "BadData Busy CannotCreate CannotRead Fault InputOutputError Missing PrepError ShardDamage UsageError".split()
_PLACES = {
    **{name: "commands" for name in _COMMANDS}, **{name: "_errors" for name in _ERRORS},
    "Tokenizer": "tokenizer", "DecodeStream": "tokenizer", "Ragged": "ragged", "Records": "records", "Rendered": "records",
    "Shards": "shards", "Stream": "shards", "accelerate": "hf", "patch_transformers": "hf",
    "get_include": "_library", "library_path": "_library",
}
_MODULES = ("jobs", "torch")

__all__ = sorted([*_PLACES, *_MODULES])


def __getattr__(name: str) -> Any:
    value: Any
    if name == "__version__":
        from ._library import version

        value = version()
    elif name in _MODULES:
        value = importlib.import_module("." + name, __name__)
    elif name in _PLACES:
        value = getattr(importlib.import_module("." + _PLACES[name], __name__), name)
    else:
        raise AttributeError("module %r has no attribute %r" % (__name__, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
