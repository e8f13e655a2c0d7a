"""Shard sets: rows in any order, streams for trainers. Nothing is ever written or deleted, and damage is an exception."""

from __future__ import annotations

import collections
import ctypes
import hashlib
import os
import tempfile
import threading
import weakref
from typing import TYPE_CHECKING, Any, Iterator, overload

import numpy

from . import _errors
from ._library import array, library, opened
from ._order import Order

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Row = dict[str, NDArray[Any]]


def _one_file() -> Any:
    """The reader that is one file, which says what an index and a manifest have to be."""
    try:
        from . import _prep_shards
    except ImportError:  # from the source
        import importlib.util

        path = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "prep_shards.py")
        spec = importlib.util.spec_from_file_location("prep_tokens._prep_shards", path)
        assert spec is not None and spec.loader is not None
        _prep_shards = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(_prep_shards)
    return _prep_shards


class Shards:
    """The rows of a shard set.

    Rows are dictionaries from columns to numpy arrays, in the order of the set. The index is read and held against the manifest when
    the set is opened, a shard is checked (size, SHA-256, contents) before its first row is given.

    Args:
        directory: The folder, as `prep shard` and `prep run` write it.
        columns: The columns that rows have; None is all.
        cache: A folder in which shards are kept without compression, each with its SHA-256, once a machine. Nothing in it is ever removed;
            a file that has changed is written again from the set.
        memory: How many bytes of shards are held, and always one.

    Raises:
        ShardDamage: A file is missing, cut short or changed.

    Examples:
        shards = Shards("shards/")
        len(shards), shards[0]["input_ids"], shards[[3, 1]], shards[10:20], shards[numpy_array]
        for batch in shards.stream(batch=8, shuffle="window", seed=1, epochs=1): ...
    """

    def __init__(
        self, directory: str | os.PathLike[str], *, columns: list[str] | None = None, cache: str | os.PathLike[str] | None = None,
        memory: int = 1 << 28,
    ) -> None:
        # The working directory may be another when a shard is read.
        self.directory = os.path.abspath(os.fspath(directory))
        self.cache = None if cache is None else os.path.abspath(os.fspath(cache))
        self.memory = memory
        reader = _one_file()
        try:
            found = reader.ShardSet(self.directory)
        except reader.ShardDamage as damage:
            raise _errors.ShardDamage(str(damage), code="damaged-index") from None
        self.index: dict[str, Any] = found.index
        self.manifest: dict[str, Any] = found.manifest
        self._entries: list[dict[str, Any]] = found.shards
        self._firsts: list[int] = found.first_rows
        names = self._entries[0]["column_names"] if self._entries else []
        unknown = [name for name in columns or [] if name not in names]
        if unknown and self._entries:
            raise ValueError("the set has no column %r: it has %s" % (unknown[0], ", ".join(names)))
        self.columns = list(names if columns is None else columns)
        self._renew()
        _open_sets.add(self)

    def _renew(self) -> None:
        """Holds nothing yet: as at the beginning, and in a child that was forked, where the lock may be a thread's that is not there."""
        self._set: Any = None
        self._loaded: "collections.OrderedDict[int, _Shard]" = collections.OrderedDict()
        self._lock = threading.Lock()

    @property
    def id(self) -> str:
        """The SHA-256 over all that the manifest says: two sets with the same id have the same rows."""
        return str(self.manifest["dataset_id"])

    def __len__(self) -> int:
        return self._firsts[-1]

    def __repr__(self) -> str:
        return "<Shards %s: %d rows in %d shards>" % (self.directory, len(self), len(self._entries))

    def __reduce__(self) -> Any:
        return _reopened, (self.directory, self.columns, self.cache, self.memory, self.id)

    @overload
    def __getitem__(self, index: int) -> "Row": ...
    @overload
    def __getitem__(self, index: Any) -> "list[Row]": ...
    def __getitem__(self, index: Any) -> Any:
        numbers = _one_file()._row_numbers(index, len(self))
        return self._row(numbers) if isinstance(numbers, int) else [self._row(number) for number in numbers]

    def _row(self, number: int) -> "Row":
        ordinal = int(numpy.searchsorted(self._firsts, number, side="right")) - 1
        return self._shard(ordinal).row(number - self._firsts[ordinal])

    __getitems__ = __getitem__

    def __iter__(self) -> "Iterator[Row]":
        for ordinal, entry in enumerate(self._entries):
            shard = self._shard(ordinal)
            for number in range(entry["samples"]):
                yield shard.row(number)

    def stream(self, **options: Any) -> "Stream":
        """The rows in batches, for a trainer; see Stream."""
        return Stream(self, **options)

    def _shard(self, ordinal: int) -> "_Shard":
        with self._lock:
            found = self._loaded.get(ordinal)
            if found is not None:
                self._loaded.move_to_end(ordinal)
                return found
            # Room is made first, so that the old shards and the new one are never there together.
            room = self.memory - self._entries[ordinal]["raw_data"]["bytes"]
            held = sum(shard.size for shard in self._loaded.values())
            while self._loaded and held > room:
                held -= self._loaded.popitem(last=False)[1].size
            made = self._loaded[ordinal] = _Shard(self, ordinal)
            return made

    def _bytes(self, ordinal: int) -> "NDArray[Any]":
        """A shard without compression, checked."""
        entry = self._entries[ordinal]
        if self.cache is None:
            return self._read(ordinal)
        path = os.path.join(self.cache, (entry["zip_data"] or entry["raw_data"])["hashes"]["sha256"] + ".mds")
        size = entry["raw_data"]["bytes"]
        found = _cached(path, size)
        if found is None:
            data = self._read(ordinal)
            os.makedirs(self.cache, exist_ok=True)
            handle, beside = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.cache)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data.data)
                    file.write(hashlib.sha256(data.data).digest())
                os.rename(beside, path)
            except BaseException:
                os.unlink(beside)
                raise
            found = _cached(path, size)
            if found is None:
                raise _errors.ShardDamage("is not what was written to it a moment ago", path=path, code="damaged-shard")
        return found

    def _read(self, ordinal: int) -> "NDArray[Any]":
        if self._set is None:
            self._set = _loading(opened, library().prep_shards_open, "prep_shards_close", os.fsencode(self.directory))
        handle = _loading(opened, library().prep_shard_load, "prep_bytes_close", self._set.pointer, ordinal)
        ends, count = ctypes.c_void_p(), ctypes.c_size_t()
        address = library().prep_bytes_data(handle.pointer, ctypes.byref(ends), ctypes.byref(count))
        size = (ctypes.c_int64 * 2).from_address(ends.value or 0)[1]
        return array(address, size, "|u1", handle)


#: All sets of this process. A child that is forked begins anew with each: its lock may have been held by a thread of the parent.
_open_sets: "weakref.WeakSet[Shards]" = weakref.WeakSet()


def _renew_all() -> None:
    for shards in list(_open_sets):
        shards._renew()


os.register_at_fork(after_in_child=_renew_all)


def _cached(path: str, size: int) -> "NDArray[Any] | None":
    """A shard as the cache has it, in front of its SHA-256; None where it is not there, or is not what was written."""
    try:
        if os.path.getsize(path) != size + 32:
            return None
        found = numpy.memmap(path, numpy.uint8, "r", shape=(size + 32,))
    except FileNotFoundError:
        return None
    return found[:size] if hashlib.sha256(found[:size].data).digest() == found[size:].tobytes() else None


def _loading(function: Any, *arguments: Any) -> Any:
    """Calls a function, whose failures are damage of the set."""
    try:
        return function(*arguments)
    except (_errors.BadData, _errors.CannotRead) as error:
        raise _errors.ShardDamage(error.message, code=error.code, path=error.path) from None


class _Shard:
    """A shard in memory, with where all columns of all rows lie."""

    __slots__ = ("data", "size", "path", "_columns")

    def __init__(self, shards: Shards, ordinal: int) -> None:
        entry = shards._entries[ordinal]
        self.path = os.path.join(shards.directory, *(entry["zip_data"] or entry["raw_data"])["basename"].split("/"))
        self.data = shards._bytes(ordinal)
        self.size = len(self.data)
        rows = entry["samples"]
        head = 4 * (rows + 2)
        if self.size < head or int.from_bytes(self.data[:4].tobytes(), "little") != rows:
            raise self._damage("does not have the %d rows of the index" % rows)
        ends = numpy.frombuffer(self.data, "<u4", rows + 1, 4).astype(numpy.int64)
        starts, stops = ends[:-1], ends[1:]
        if rows and (starts[0] < head or stops[-1] > self.size or bool((starts > stops).any())):
            raise self._damage("a row lies outside the shard")
        fixed = entry["column_sizes"]
        places = starts.copy()
        sizes: list[Any] = []
        for size in fixed:
            if size:
                sizes.append(numpy.full(rows, size, numpy.int64))
                continue
            if bool((places + 4 > stops).any()):
                raise self._damage("a row contradicts itself")
            sizes.append(self._numbers(places, 4))
            places += 4
        if rows and bool((places + sum(sizes) != stops).any()):
            raise self._damage("a row contradicts itself")
        self._columns: list[tuple[str, Any, list[int], list[int]]] = []
        for name, encoding, width, size in zip(entry["column_names"], entry["column_encodings"], fixed, sizes):
            begins, counts, kind = self._values(encoding, places, size, width)
            if name in shards.columns:
                self._columns.append((name, kind, begins.tolist(), counts.tolist()))
            places = places + size
        order = {name: place for place, name in enumerate(shards.columns)}
        self._columns.sort(key=lambda column: order[column[0]])

    def _damage(self, message: str) -> _errors.ShardDamage:
        return _errors.ShardDamage(message, path=self.path, code="damaged-shard")

    def _numbers(self, places: "NDArray[Any]", width: int) -> "NDArray[Any]":
        """Little-endian numbers at places."""
        result = numpy.zeros(len(places), numpy.int64)
        for byte in range(width):
            result |= self.data[places + byte].astype(numpy.int64) << (8 * byte)
        return result

    def _values(self, encoding: str, places: "NDArray[Any]", sizes: "NDArray[Any]", width: Any) -> tuple[Any, Any, Any]:
        """Where the numbers of a column begin in each row, and how many they are."""
        parts = encoding.split(":")
        kind = numpy.dtype(parts[1]).newbyteorder("<")
        if len(parts) == 3:
            if width != int(parts[2]) * kind.itemsize:
                raise self._damage("a column has another shape than its size")
            return places, numpy.full(len(places), int(parts[2]), numpy.int64), kind
        if bool((sizes < 2).any()):
            raise self._damage("an array is cut short")
        first = self.data[places]
        if bool((first >> 2 != 1).any()):
            raise self._damage("an array does not have one dimension")
        widths = 1 << (first & 3).astype(numpy.int64)
        counts = numpy.zeros(len(places), numpy.int64)
        for size in numpy.unique(widths).tolist():
            chosen = numpy.flatnonzero(widths == size)
            if bool((sizes[chosen] < 1 + size).any()):
                raise self._damage("an array is cut short")
            counts[chosen] = self._numbers(places[chosen] + 1, size)
        if bool((sizes != 1 + widths + counts * kind.itemsize).any()):
            raise self._damage("an array has another length than it says")
        return places + 1 + widths, counts, kind

    def row(self, number: int) -> "Row":
        data = self.data
        return {name: numpy.frombuffer(data, kind, counts[number], begins[number]) for name, kind, begins, counts in self._columns}


class Stream:
    """The rows of a set in batches, for one worker of one rank of a trainer.

    The order of an epoch depends on the set, the seed and the epoch alone. It is cut into batches; batch b goes to rank b mod world, and a
    rank's k-th batch to its worker k mod workers: no row is lost or doubled, whatever the ranks and workers are, and a loader that takes
    its workers in turn gives the order itself.

    Args:
        shards: The set.
        batch: The rows of a batch; 1 gives the rows themselves, else lists of rows are given.
        shuffle: "window" (shards at random, and rows at random among `window` of them), "rows" (all at random), or None.
        window: How many shards are mixed, which is how many are held in memory.
        seed: Another seed is another order.
        rank, world: Which trainer of how many.
        worker: Which worker of how many that trainer has.
        epochs: How many epochs; None goes on for ever, and a batch may be of two.
        last: With epochs: "short" gives what is left at the end, "drop" only rounds in which every rank has a whole batch.
    """

    def __init__(
        self, shards: Shards, *, batch: int = 1, shuffle: str | None = None, window: int = 4, seed: int = 0, rank: int = 0, world: int = 1,
        worker: tuple[int, int] = (0, 1), epochs: int | None = None, last: str = "short", state: dict[str, Any] | None = None,
    ) -> None:
        if batch < 1:
            raise ValueError("batch is %d, not a number of rows" % batch)
        if not 0 <= rank < world:
            raise ValueError("rank %d of %d" % (rank, world))
        if not 0 <= worker[0] < worker[1]:
            raise ValueError("worker %d of %d" % worker)
        if last not in ("short", "drop"):
            raise ValueError("last is %r, not 'short' or 'drop'" % (last,))
        if not len(shards):
            raise ValueError("%s has no rows" % shards.directory)
        self.shards = shards
        self.batch, self.rank, self.world, self.worker = batch, rank, world, worker
        self.epochs, self.last = epochs, last
        self._order = Order([entry["samples"] for entry in shards._entries], shuffle, window, seed)
        if shuffle == "window":
            sizes = sorted((entry["raw_data"]["bytes"] for entry in shards._entries), reverse=True)
            # One window, and the first shards of the next at its end.
            shards.memory = max(shards.memory, sum(sizes[: window + 1]))
        self._base = 0
        self._given = 0
        if state is not None:
            self.load_state_dict(state)

    def _identity(self) -> dict[str, Any]:
        order = self._order
        return {"set": self.shards.id, "seed": order.seed, "shuffle": order.shuffle, "window": order.window if order.shuffle == "window" else 0}

    def state_at(self, step: int) -> dict[str, Any]:
        """The state when every rank has taken so many batches since this stream began: it is good for any world, batch and workers."""
        return {**self._identity(), "rows": self._base + step * self.batch * self.world}

    def state_dict(self) -> dict[str, Any]:
        """Where this worker is: it is good for the same worker of as many."""
        return {
            **self._identity(), "rows": self._base, "given": self._given,
            "shape": [self.batch, self.rank, self.world, self.worker[0], self.worker[1]]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Goes on where a state says.

        Raises:
            ValueError: The state is of another set, seed or order, or of another worker.
        """
        for name, value in self._identity().items():
            if state.get(name) != value:
                raise ValueError("the state is of another %s: %r, not %r" % (name, state.get(name), value))
        given = state.get("given", 0)
        if given and state.get("shape") != [self.batch, self.rank, self.world, self.worker[0], self.worker[1]]:
            raise ValueError("the state is that of a worker among others than now: state_at(step) gives one for any world, batch and workers")
        self._base, self._given = int(state["rows"]), int(given)

    def _limits(self) -> tuple[int | None, int | None]:
        """The positions there are, and the batches; None where there is no end."""
        if self.epochs is None:
            return None, None
        positions = self.epochs * self._order.count
        left = max(0, positions - self._base)
        if self.last == "drop":
            return positions, left // (self.batch * self.world) * self.world
        return positions, -(-left // self.batch)

    def __iter__(self) -> Iterator[Any]:
        positions, batches = self._limits()
        number, workers = self.worker
        ahead = max(1, 2048 // self.batch)
        while True:
            # The next batches of this worker, by their numbers among all.
            own = numpy.arange(self._given, self._given + ahead, dtype=numpy.int64) * workers + number
            all_numbers = own * self.world + self.rank
            if batches is not None:
                all_numbers = all_numbers[all_numbers < batches]
            if not len(all_numbers):
                return
            places = self._base + (all_numbers[:, None] * self.batch + numpy.arange(self.batch)).reshape(-1)
            if positions is not None:
                places = places[places < positions]
            ordinals, inner = self._order.places(self._order.rows(places))
            yield from self._batches(ordinals.tolist(), inner.tolist())

    def _batches(self, ordinals: list[int], inner: list[int]) -> Iterator[Any]:
        load, size = self.shards._shard, self.batch
        held: dict[int, _Shard] = {}
        for start in range(0, len(ordinals), size):
            rows = []
            for ordinal, place in zip(ordinals[start : start + size], inner[start : start + size]):
                shard = held.get(ordinal)
                if shard is None:
                    if len(held) > self._order.window:
                        held.clear()
                    shard = held[ordinal] = load(ordinal)
                rows.append(shard.row(place))
            self._given += 1
            yield rows[0] if size == 1 else rows


def _reopened(directory: str, columns: list[str], cache: str | None, memory: int, identity: str) -> Shards:
    shards = Shards(directory, columns=columns, cache=cache, memory=memory)
    if shards.id != identity:
        raise _errors.ShardDamage("is another set than the one that was pickled", path=directory, code="other-set")
    return shards
