"""Shard sets for torch: a dataset by rows, and a stream of batches for DataLoader with `batch_size=None`."""

from __future__ import annotations

from typing import Any, Iterator

import numpy
import torch
import torch.utils.data

from .shards import Shards, Stream as _Stream

__all__ = ["Dataset", "Stream"]


def _tensor(values: Any) -> Any:
    """A tensor of its own; ids are int64, as embeddings take them."""
    if values.dtype.kind in "iu":
        return torch.from_numpy(values.astype(numpy.int64))
    return torch.from_numpy(numpy.array(values, values.dtype.newbyteorder("=")))


class Dataset(torch.utils.data.Dataset):  # type: ignore[misc]
    """The rows of a set by number, as tensors."""

    def __init__(self, shards: Shards) -> None:
        self.shards = shards

    def __len__(self) -> int:
        return len(self.shards)

    def __getitem__(self, number: int) -> dict[str, Any]:
        return {name: _tensor(values) for name, values in self.shards[number].items()}

    def __getitems__(self, numbers: list[int]) -> list[dict[str, Any]]:
        return [self[number] for number in numbers]


class Stream(torch.utils.data.IterableDataset):  # type: ignore[misc]
    """Batches of a set, for `DataLoader(stream, batch_size=None, num_workers=…)`.

    Each column is a tensor of rows where all rows have one length, else a list of tensors.

    Args:
        shards: The set.
        labels: Whether `labels` are made, ids with -100 where nothing is learnt, in the place of loss_mask.
        positions: Whether `positions` are made of cu_seqlens: for each token its place in its document.
        rank, world: None is what torch.distributed says, where it is initialised.
        **options: batch, shuffle, window, seed, epochs, last: see prep_tokens.Stream.
    """

    def __init__(
        self, shards: Shards, *, batch: int = 8, labels: bool = False, positions: bool = False, rank: int | None = None,
        world: int | None = None, **options: Any,
    ) -> None:
        self.shards = shards
        self.labels, self.positions = labels, positions
        self._options = {"batch": batch, **options}
        self._rank, self._world = rank, world
        self._state: dict[str, Any] | None = None
        self._stream: _Stream | None = None
        self._open((0, 1))  # what is wrong with the options is said here

    def _open(self, worker: tuple[int, int]) -> _Stream:
        rank, world = self._rank, self._world
        if rank is None or world is None:
            distributed: Any = getattr(torch, "distributed", None)
            is_there = distributed is not None and distributed.is_available() and distributed.is_initialized()
            rank, world = (distributed.get_rank(), distributed.get_world_size()) if is_there else (0, 1)
        return _Stream(self.shards, rank=rank, world=world, worker=worker, **self._options)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        info = torch.utils.data.get_worker_info()
        stream = self._open((info.id, info.num_workers) if info is not None else (0, 1))
        if self._state is not None:
            stream.load_state_dict(self._state)
            self._state = None
        self._stream = stream
        for rows in stream:
            yield self._batch(rows if isinstance(rows, list) else [rows])

    def state_dict(self) -> dict[str, Any]:
        """Where this worker is, for StatefulDataLoader."""
        if self._stream is not None:
            return self._stream.state_dict()
        return self._state or self._open((0, 1)).state_at(0)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Goes on where a state says, from the next epoch of the loader on."""
        self._state = state

    def state_at(self, step: int) -> dict[str, Any]:
        """The state when every rank has taken so many batches: it is good for any world, batch and workers."""
        stream = self._open((0, 1))
        if self._state is not None:
            stream.load_state_dict({**self._state, "given": 0})
        elif self._stream is not None:
            stream._base = self._stream._base
        return stream.state_at(step)

    def _batch(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name in rows[0]:
            result[name] = self._joined([row[name] for row in rows])
        for prefix in ("", "chosen_", "rejected_"):
            ids, mask, bounds = prefix + "input_ids", prefix + "loss_mask", prefix + "cu_seqlens"
            if self.labels and ids in rows[0] and prefix + "labels" not in rows[0]:
                result[prefix + "labels"] = self._joined([_labels(row, ids, mask) for row in rows])
                result.pop(mask, None)
            if self.positions and bounds in rows[0]:
                result[prefix + "positions"] = self._joined([_positions(row[bounds], len(row[ids])) for row in rows])
            if bounds in result:
                # As packed attention takes them.
                result[bounds] = [torch.from_numpy(row[bounds].astype(numpy.int32)) for row in rows]
        return result

    @staticmethod
    def _joined(values: list[Any]) -> Any:
        if len({len(value) for value in values}) == 1:
            return _tensor(numpy.stack(values))
        return [_tensor(value) for value in values]


def _labels(row: dict[str, Any], ids: str, mask: str) -> Any:
    labels = row[ids].astype(numpy.int64)
    if mask in row:
        labels[row[mask] == 0] = -100
    return labels


def _positions(bounds: Any, count: int) -> Any:
    """Places in documents; what fills a row counts on from its own start."""
    starts = numpy.zeros(count, numpy.int64)
    first = bounds[bounds < count]
    starts[first] = first
    return numpy.arange(count, dtype=numpy.int64) - numpy.maximum.accumulate(starts)
