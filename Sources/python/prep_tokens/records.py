"""Records to tokens, with what is learnt of them, as `prep tokenize` makes them."""

from __future__ import annotations

import ctypes
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import _errors, _texts
from ._library import Text, library, opened
from .ragged import Ragged

if TYPE_CHECKING:
    from .tokenizer import Tokenizer


class Records:
    """Makes tokens of records. It never changes; threads share it, and it can be pickled.

    Args:
        tokenizer: The tokenizer.
        **options: The long options of `prep tokenize`, with _ for -: `template="chatml"`, `mask="assistant"`, `max_tokens=2048`,
            `overflow="cut-end"`, `map={"prompt": "question"}`, `on_invalid="skip"`.

    Raises:
        UsageError: An option that there is not; the message has the nearest one.

    Examples:
        >>> from prep_tokens import Tokenizer
        >>> records = Tokenizer("prep-8k").records(template="chatml")
        >>> rows = records([{"messages": [{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "4"}]}])
        >>> len(rows), int(rows.mask.sum()) > 0
        (1, True)
    """

    def __init__(self, tokenizer: "Tokenizer", **options: Any) -> None:
        self.tokenizer = tokenizer
        self.options = {name.replace("_", "-"): value for name, value in options.items() if value is not None}
        try:
            text = json.dumps(self.options)
        except (TypeError, ValueError) as error:
            raise TypeError("an option cannot be written as JSON: %s" % error) from None
        self._handle = opened(
            library().prep_tokenizing_open, "prep_tokenizing_close", tokenizer._handle.pointer, text.encode())

    def __reduce__(self) -> Any:
        return _reopened, (self.tokenizer, self.options)

    def __repr__(self) -> str:
        return "<Records of %s: %s>" % (self.tokenizer.name, self.options)

    def __call__(self, records: Any, *, threads: int = 1) -> Ragged:
        """The tokens of records.

        Args:
            records: A list of dicts, or of JSON objects as str or bytes.
            threads: How many threads work, 0 being one a processor.

        Returns:
            Rows with `mask` (or `weights`) and `records`. A record that is left out has no row; one that is cut into several, or a pair
            of answers, has several.

        Raises:
            BadData: A record that is no example; `index` says which. `on_invalid="skip"` leaves it out instead.
        """
        if isinstance(records, (str, bytes, dict)):
            raise TypeError("records is %s: it goes into a list" % _texts.describe(records))
        given = tuple(_json(record, number) for number, record in enumerate(records))
        texts = _texts._of_tuple(given, "record")
        if not 0 <= threads <= 1024:
            raise ValueError("threads is %r, not 0 to 1024" % (threads,))
        batch = opened(
            library().prep_tokenize, "prep_batch_close", self._handle.pointer, texts.pointer, len(texts), threads)
        self.tokenizer._tell()
        return Ragged._of_batch(batch, self.tokenizer._filler)

    def render(self, record: Any) -> Any:
        """The text of a record, with whose words each part is and what is learnt of it; of a pair of answers both, in a list."""
        data = _json(record, 0)
        data = data.encode() if isinstance(data, str) else data
        buffer = ctypes.create_string_buffer(data, len(data))
        handle = opened(
            library().prep_render, "prep_bytes_close", self._handle.pointer, Text(ctypes.addressof(buffer), len(data)))
        ends, count = ctypes.c_void_p(), ctypes.c_size_t()
        address = library().prep_bytes_data(handle.pointer, ctypes.byref(ends), ctypes.byref(count))
        size = (ctypes.c_int64 * 2).from_address(ends.value or 0)[1]
        found = json.loads(ctypes.string_at(address, size))
        return [Rendered._of(side) for side in found] if isinstance(found, list) else Rendered._of(found)

    def for_datasets(self, *, labels: bool = False, columns: Any = None, threads: int = 1) -> "ForDatasets":
        """A function for `datasets.map(…, batched=True, remove_columns=…)`: input_ids with loss_mask, loss_weight or labels.

        It can be pickled, and the same options of the same vocabulary pickle to the same bytes, so that `datasets` finds its cache.

        Args:
            labels: Whether there are labels, ids with -100 where nothing is learnt, in the place of loss_mask.
            columns: The columns that records are made of; None is all.
            threads: How many threads work in each process.
        """
        return ForDatasets(self, labels, None if columns is None else tuple(columns), threads)


@dataclass(frozen=True)
class Span:
    """A part of a rendered text.

    Attributes:
        begin, end: Its characters.
        role: Whose words they are: system, user, assistant, tool, prompt, completion, template, text.
        weight: The weight of its loss; 0 is context.
        message: The number of the message, or None.
        token: The id of the control token that stands here, or None.
    """

    begin: int
    end: int
    role: str
    weight: float
    message: int | None = None
    token: int | None = None

    @property
    def trained(self) -> bool:
        """Whether it is learnt."""
        return self.weight != 0


@dataclass(frozen=True)
class Rendered:
    """A record as text."""

    text: str
    spans: tuple[Span, ...]

    @classmethod
    def _of(cls, side: dict[str, Any]) -> "Rendered":
        data = side["text"].encode()
        places, known, position = {0: 0}, 0, 0
        for span in side["spans"]:
            known += len(data[position : span["end"]].decode("utf-8", "replace"))
            position = max(position, span["end"])
            places[position] = known
        spans = tuple(
            Span(places.get(s["begin"], 0), places.get(s["end"], known), s["role"], s["weight"], s["message"], s.get("token"))
            for s in side["spans"])
        return cls(side["text"], spans)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class ForDatasets:
    """A function for datasets.map; see Records.for_datasets."""

    records: Records
    labels: bool = False
    columns: tuple[str, ...] | None = None
    threads: int = 1

    def __call__(self, batch: Any) -> Any:
        is_arrow = hasattr(batch, "to_pylist") and hasattr(batch, "column_names")
        if is_arrow:
            given = (batch if self.columns is None else batch.select(list(self.columns))).to_pylist()
        else:
            names = [name for name in batch if self.columns is None or name in self.columns]
            given = [dict(zip(names, values)) for values in zip(*(batch[name] for name in names))]
        rows = self.records(given, threads=self.threads)
        name, values = self._learnt(rows)
        if is_arrow:
            import pyarrow

            offsets = pyarrow.array(rows.offsets)
            return pyarrow.table({
                "input_ids": pyarrow.LargeListArray.from_arrays(offsets, pyarrow.array(rows.ids)),
                name: pyarrow.LargeListArray.from_arrays(offsets, pyarrow.array(values))})
        return {"input_ids": rows.split(rows.ids), name: rows.split(values)}

    def _learnt(self, rows: Ragged) -> tuple[str, Any]:
        import numpy

        mask = rows.mask if rows.mask is not None else numpy.empty(0, numpy.uint8)
        if self.labels:
            return "labels", numpy.where(mask != 0, rows.ids.astype(numpy.int64), -100)
        return ("loss_weight", rows.weights) if rows.weights is not None else ("loss_mask", mask)


def _json(record: Any, number: int) -> str | bytes:
    if isinstance(record, (str, bytes)):
        return record
    try:
        text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
        return text
    except UnicodeEncodeError:
        # Half of a surrogate pair: written as an escape, so that the message says where it is.
        return json.dumps(record, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise type(error)("record %d cannot be written as JSON: %s" % (number, error)) from None


def _reopened(tokenizer: "Tokenizer", options: dict[str, Any]) -> Records:
    return Records(tokenizer, **options)
