"""Rows of token ids, one after the other in one array."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, Iterator, Sequence, overload

import numpy

from ._library import Handle, Rows, array, call, library

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Arrays that have an entry a token.
_COLUMNS = ("begins", "ends", "words", "mask", "weights")


class Ragged(Sequence["NDArray[Any]"]):
    """Rows of token ids: row i is `ids[offsets[i]:offsets[i + 1]]`.

    The arrays are views of the library's memory, which lives as long as any of them.

    Attributes:
        ids: The ids of all rows, uint32.
        offsets: Where each row begins and the last one ends, int64.
        begins, ends: For each token the part of its text that it stands for, where `offsets=` asked for it; else None.
        words: For each token the piece of its text that it is part of, -1 for what was put around it; None where nobody asked.
        mask: For each token whether it is learnt, uint8; None where it does not come from records.
        weights: For each token the weight of its loss, float32; None where a mask says it all.
        records: For each row the number of the record that it comes from; None where it does not come from records.
    """

    def __init__(
        self, ids: "NDArray[Any]", offsets: "NDArray[Any]", *, pad: int | None = None, records: "NDArray[Any] | None" = None, **columns: Any
    ) -> None:
        self.ids = ids
        self.offsets = offsets
        self.records = records
        self.begins: "NDArray[Any] | None" = columns.get("begins")
        self.ends: "NDArray[Any] | None" = columns.get("ends")
        self.words: "NDArray[Any] | None" = columns.get("words")
        self.mask: "NDArray[Any] | None" = columns.get("mask")
        self.weights: "NDArray[Any] | None" = columns.get("weights")
        self._pad = pad
        self._batch: Handle | None = None

    @classmethod
    def _of_batch(cls, batch: Handle, pad: int | None) -> "Ragged":
        rows = Rows(size=ctypes.sizeof(Rows))
        if library().prep_batch_rows(batch.pointer, ctypes.byref(rows)):
            raise RuntimeError("the batch is none")
        count = int(rows.tokens)

        def column(address: int | None, kind: str) -> Any:
            return array(address, count, kind, batch) if address else None

        result = cls(
            array(rows.ids, count, "<u4", batch), array(rows.offsets, rows.rows + 1, "<i8", batch), pad=pad,
            begins=column(rows.begins, "<u4"), ends=column(rows.ends, "<u4"), words=column(rows.words, "<i4"),
            mask=column(rows.mask, "|u1"), weights=column(rows.weights, "<f4"),
            records=array(rows.records, rows.rows, "<i8", batch) if rows.records else None)
        result._batch = batch
        return result

    @classmethod
    def _joined(cls, parts: list["Ragged"]) -> "Ragged":
        if len(parts) == 1:
            return parts[0]
        offsets = [numpy.zeros(1, numpy.int64)]
        base = 0
        for part in parts:
            offsets.append(part.offsets[1:] + base)
            base += len(part.ids)
        columns = {}
        for name in _COLUMNS:
            values = [getattr(part, name) for part in parts if len(part.ids)] or [None]
            columns[name] = None if any(value is None for value in values) else numpy.concatenate(values)
        return cls(numpy.concatenate([part.ids for part in parts]), numpy.concatenate(offsets), pad=parts[0]._pad, **columns)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, index: int) -> "NDArray[Any]": ...
    @overload
    def __getitem__(self, index: slice) -> "Ragged": ...
    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self._slice(index)
        count = len(self)
        number = index.__index__()
        if not -count <= number < count:
            raise IndexError("row %d of %d" % (number, count))
        number %= count
        return self.ids[self.offsets[number] : self.offsets[number + 1]]

    def _slice(self, index: slice) -> "Ragged":
        numbers = range(*index.indices(len(self)))
        if numbers.step != 1:
            return self._taken(numpy.arange(numbers.start, numbers.stop, numbers.step))
        start, stop = numbers.start, max(numbers.start, numbers.stop)
        first, last = int(self.offsets[start]), int(self.offsets[stop])
        columns = {name: None if getattr(self, name) is None else getattr(self, name)[first:last] for name in _COLUMNS}
        return Ragged(
            self.ids[first:last], self.offsets[start : stop + 1] - first, pad=self._pad,
            records=None if self.records is None else self.records[start:stop], **columns)

    def _taken(self, numbers: "NDArray[Any]") -> "Ragged":
        lengths = (self.offsets[1:] - self.offsets[:-1])[numbers]
        offsets = numpy.concatenate([numpy.zeros(1, numpy.int64), numpy.cumsum(lengths)])
        places = numpy.concatenate(
            [numpy.arange(self.offsets[n], self.offsets[n + 1]) for n in numbers.tolist()] or [numpy.empty(0, numpy.int64)])
        columns = {name: None if getattr(self, name) is None else getattr(self, name)[places] for name in _COLUMNS}
        return Ragged(
            self.ids[places], offsets, pad=self._pad, records=None if self.records is None else self.records[numbers], **columns)

    def __iter__(self) -> Iterator["NDArray[Any]"]:
        ends = self.offsets.tolist()
        for start, end in zip(ends, ends[1:]):
            yield self.ids[start:end]

    def __repr__(self) -> str:
        return "<Ragged: %d rows, %d tokens>" % (len(self), len(self.ids))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ragged):
            return NotImplemented
        return numpy.array_equal(self.ids, other.ids) and numpy.array_equal(self.offsets, other.offsets)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> Any:
        columns = {name: None if getattr(self, name) is None else numpy.array(getattr(self, name)) for name in _COLUMNS}
        records = None if self.records is None else numpy.array(self.records)
        return _remade, (numpy.array(self.ids), numpy.array(self.offsets), self._pad, records, columns)

    @property
    def lengths(self) -> "NDArray[Any]":
        """How many tokens each row has."""
        lengths: "NDArray[Any]" = self.offsets[1:] - self.offsets[:-1]
        return lengths

    @property
    def spans(self) -> "NDArray[Any] | None":
        """For each token where the part of its text begins and ends that it stands for: an array of two columns."""
        if self.begins is None or self.ends is None:
            return None
        return numpy.stack([self.begins, self.ends], axis=1)

    def split(self, values: "NDArray[Any]") -> list["NDArray[Any]"]:
        """Rows of what has an entry a token."""
        ends = self.offsets.tolist()
        return [values[start:end] for start, end in zip(ends, ends[1:])]

    def tolist(self) -> list[list[int]]:
        """The rows as lists of ints."""
        ids, ends = self.ids.tolist(), self.offsets.tolist()
        return [ids[start:end] for start, end in zip(ends, ends[1:])]

    def padded(self, width: int | None = None, *, side: str = "right", pad: int | None = None) -> tuple["NDArray[Any]", "NDArray[Any]"]:
        """The rows as a matrix, and where in it are tokens.

        Args:
            width: The columns; None is the length of the longest row. A longer row is an error: `longest=` of encode_batch cuts it.
            side: Where the filling goes, "right" or "left".
            pad: The id that fills; None is the vocabulary's own, or its end of a text.

        Returns:
            Two int64 arrays: the ids, and 1 for a token and 0 for a filler.
        """
        if side not in ("right", "left"):
            raise ValueError("side is %r, not 'right' or 'left'" % (side,))
        filler = self._pad if pad is None else pad
        if filler is None:
            raise ValueError("the vocabulary has no token that fills rows: name one with pad=")
        lengths = self.lengths
        longest = int(lengths.max()) if len(self) else 0
        columns = longest if width is None else width
        if longest > columns:
            number = int(numpy.argmax(lengths > columns))
            raise ValueError("row %d has %d tokens, more than the %d of a row" % (number, lengths[number], columns))
        ids = numpy.empty((len(self), columns), numpy.int64)
        attention = numpy.empty((len(self), columns), numpy.int64)
        if self._batch is not None:
            call(
                library().prep_batch_pad, self._batch.pointer, columns, filler, side == "left", ids.ctypes.data, attention.ctypes.data)
            return ids, attention
        places = numpy.arange(columns)[None, :]
        taken = places < lengths[:, None] if side == "right" else places >= columns - lengths[:, None]
        ids[:] = filler
        ids[taken] = self.ids
        attention[:] = taken
        return ids, attention

    def to_arrow(self) -> Any:
        """The rows as a pyarrow array of lists, over the same memory."""
        import pyarrow

        ids = numpy.ascontiguousarray(self.ids)
        values = pyarrow.Array.from_buffers(pyarrow.uint32(), len(ids), [None, pyarrow.py_buffer(ids)])
        offsets = numpy.ascontiguousarray(self.offsets)
        return pyarrow.LargeListArray.from_arrays(
            pyarrow.Array.from_buffers(pyarrow.int64(), len(offsets), [None, pyarrow.py_buffer(offsets)]), values)

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        return self.to_arrow().__arrow_c_array__(requested_schema)


def _remade(ids: Any, offsets: Any, pad: int | None, records: Any, columns: dict[str, Any]) -> Ragged:
    return Ragged(ids, offsets, pad=pad, records=records, **columns)
