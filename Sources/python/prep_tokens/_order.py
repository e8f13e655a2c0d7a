"""The order of an epoch: a function of the set, a seed and the epoch alone, any place of which is found at once.

A random order of n rows is a permutation in the manner of Feistel: four rounds over twice as many bits as half a row number needs, each of which
mixes one half into the other; numbers that are n or more go through again until they are rows (cycle walking). The mixing is that of
splitmix64.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


def _mix(value: int) -> int:
    value = (value + _STEP) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def _mixed(values: "NDArray[Any]") -> "NDArray[Any]":
    values = values + numpy.uint64(_STEP)
    values = (values ^ (values >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    mixed: "NDArray[Any]" = values ^ (values >> numpy.uint64(31))
    return mixed


def permuted(places: "NDArray[Any]", count: int, *key: int) -> "NDArray[Any]":
    """Where the places of a random order of `count` things are, for a key of numbers.

    Examples:
        >>> sorted(permuted(numpy.arange(10), 10, 7).tolist())
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    """
    if count < 2:
        return numpy.zeros(len(places), numpy.int64)
    seed = 0
    for number in key:
        seed = _mix(seed ^ (number & _MASK))
    half = max(1, ((count - 1).bit_length() + 1) // 2)
    shift, mask = numpy.uint64(half), numpy.uint64((1 << half) - 1)
    keys = [numpy.uint64(_mix(seed + turn)) for turn in range(4)]

    def turned(values: "NDArray[Any]") -> "NDArray[Any]":
        left, right = values >> shift, values & mask
        for turn in keys:
            left, right = right, left ^ (_mixed(right + turn) & mask)
        return (left << shift) | right

    with numpy.errstate(over="ignore"):
        values = turned(numpy.asarray(places).astype(numpy.uint64))
        while True:
            outside = numpy.flatnonzero(values >= numpy.uint64(count))
            if not len(outside):
                return values.astype(numpy.int64)
            values[outside] = turned(values[outside])


class Order:
    """The rows of an epoch in order.

    Args:
        counts: How many rows each shard has.
        shuffle: None is the order of the files; "window" takes the shards in random order and the rows at random among so many shards;
            "rows" takes all rows at random.
        window: How many shards are read at a time.
        seed: Another seed is another order.
    """

    def __init__(self, counts: list[int], shuffle: str | None, window: int, seed: int) -> None:
        if shuffle not in (None, "window", "rows"):
            raise ValueError("shuffle is %r, not None, 'window' or 'rows'" % (shuffle,))
        if window < 1:
            raise ValueError("window is %d, not a number of shards" % window)
        self.shuffle = shuffle
        self.window = window
        self.seed = seed
        self.count = sum(counts)
        self._counts = numpy.array(counts, numpy.int64)
        self._firsts = numpy.concatenate([numpy.zeros(1, numpy.int64), numpy.cumsum(self._counts)])
        self._epoch = -1
        self._groups: Any = None

    def rows(self, positions: "NDArray[Any]") -> "NDArray[Any]":
        """The rows at positions that count on through the epochs."""
        result = numpy.empty(len(positions), numpy.int64)
        epochs = positions // self.count
        for epoch in numpy.unique(epochs).tolist():
            chosen = epochs == epoch
            result[chosen] = self._rows(positions[chosen] - epoch * self.count, epoch)
        return result

    def places(self, rows: "NDArray[Any]") -> tuple["NDArray[Any]", "NDArray[Any]"]:
        """The shards of rows, and their places in them."""
        shards = numpy.searchsorted(self._firsts, rows, side="right") - 1
        return shards, rows - self._firsts[shards]

    def _rows(self, places: "NDArray[Any]", epoch: int) -> "NDArray[Any]":
        if self.shuffle is None:
            return places
        if self.shuffle == "rows":
            return permuted(places, self.count, self.seed, epoch)
        ends, shards = self._windows(epoch)
        groups = numpy.searchsorted(ends, places, side="right")
        result = numpy.empty(len(places), numpy.int64)
        for group in numpy.unique(groups).tolist():
            chosen = groups == group
            start = int(ends[group - 1]) if group else 0
            within = permuted(places[chosen] - start, int(ends[group]) - start, self.seed, epoch, group + 1)
            members = shards[group * self.window : (group + 1) * self.window]
            bounds = numpy.cumsum(self._counts[members])
            member = numpy.searchsorted(bounds, within, side="right")
            before = numpy.concatenate([numpy.zeros(1, numpy.int64), bounds])[member]
            result[chosen] = self._firsts[members[member]] + within - before
        return result

    def _windows(self, epoch: int) -> Any:
        """Where the rows of each window end, and the shards in their order; those of the latest epoch are kept."""
        if self._epoch != epoch:
            shards = permuted(numpy.arange(len(self._counts)), len(self._counts), self.seed, epoch, 0)
            sums = numpy.cumsum(self._counts[shards])
            last = numpy.minimum(numpy.arange(self.window, len(shards) + self.window, self.window), len(shards)) - 1
            self._groups, self._epoch = (sums[last], shards), epoch
        return self._groups
