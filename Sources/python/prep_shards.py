"""Read the shard sets that `prep shard` writes: one file, no torch, numpy only if it is there.

    from prep_shards import ShardSet
    for row in ShardSet("shards/"):
        row["input_ids"], row["loss_mask"], row["cu_seqlens"]

Rows are dictionaries of columns in the order of the set; a column is a numpy array, or without numpy an `array.array`. `len(set)` and
`set[i]` work as on a list, with slices too; `set[[3, 1]]` and `set[numpy_array]` give the rows with these numbers. Every shard is checked against the index before any of its rows is given, and the index against the
manifest: whatever is missing, cut short or changed raises `ShardDamage`; nothing ends early. Compressed sets need Python 3.14's
`compression.zstd` or one of the packages `zstandard`, `zstd` and `pyzstd`.

As a program, `python3 prep_shards.py DIRECTORY` reads everything and prints what it found as one line of JSON: rows, tokens, and
the SHA-256 of all ids in order as little-endian 32-bit numbers; `--rows` prints the rows instead, a line of JSON each.

Copyright (c) 2026 the authors of prep. MIT license: see LICENSE.
"""

import array
import collections
import hashlib
import json
import operator
import os
import sys

try:
    import numpy
except ImportError:
    numpy = None

__all__ = ["ShardDamage", "ShardSet"]

#: The types of numbers: how `array` calls them, how many bytes one has.
_TYPES = {
    "uint8": ("B", 1), "int8": ("b", 1), "uint16": ("H", 2), "int16": ("h", 2), "uint32": ("I", 4), "int32": ("i", 4),
    "uint64": ("Q", 8), "int64": ("q", 8), "float32": ("f", 4), "float64": ("d", 8),
}


class ShardDamage(Exception):
    """A file of a shard set is missing, cut short or changed."""


def _zstd():
    """Return a function that decompresses zstd data of one or more frames."""
    try:
        from compression import zstd

        return zstd.decompress
    except ImportError:
        pass
    try:
        import zstandard

        def decompress(data):
            reader = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True)
            return reader.read()

        return decompress
    except ImportError:
        pass
    for name in ("pyzstd", "zstd"):
        try:
            return __import__(name).decompress
        except ImportError:
            continue
    raise ImportError("compressed shards need Python 3.14, or one of: pip install zstandard, pip install zstd, pip install pyzstd")


def _numbers(data, kind):
    """Little-endian numbers of a type as an array."""
    code, size = _TYPES[kind]
    if len(data) % size:
        raise ShardDamage("an array ends within a number")
    if numpy is not None:
        return numpy.frombuffer(data, numpy.dtype(kind).newbyteorder("<"))
    values = array.array(code)
    values.frombytes(bytes(data))
    if sys.byteorder != "little":
        values.byteswap()
    return values


def _array(data, encoding):
    """A column's array: `ndarray:TYPE` says its shape in front, `ndarray:TYPE:SHAPE` has no need to."""
    parts = encoding.split(":")
    if parts[0] != "ndarray" or not 2 <= len(parts) <= 3 or parts[1] not in _TYPES:
        raise ShardDamage("unknown encoding " + encoding)
    if len(parts) == 3:
        values = _numbers(data, parts[1])
        if len(values) != int(parts[2]):
            raise ShardDamage("an array has another shape than its column")
        return values
    if not data or data[0] >> 2 != 1:
        raise ShardDamage("an array does not have one dimension")
    width = 1 << (data[0] & 3)
    count = int.from_bytes(data[1 : 1 + width], "little")
    values = _numbers(data[1 + width :], parts[1])
    if len(values) != count:
        raise ShardDamage("an array has another length than it says")
    return values


class _Shard:
    """One shard in memory, checked."""

    def __init__(self, directory, entry):
        stored = entry["zip_data"] or entry["raw_data"]
        self.path = os.path.join(directory, *stored["basename"].split("/"))
        self.entry = entry
        data = _read(self.path)
        if len(data) != stored["bytes"]:
            raise ShardDamage("%s: has %d bytes, the index says %d" % (self.path, len(data), stored["bytes"]))
        if hashlib.sha256(data).hexdigest() != stored["hashes"]["sha256"]:
            raise ShardDamage("%s: its SHA-256 is not the one of the index" % self.path)
        if entry["zip_data"]:
            decompress = _zstd()
            try:
                data = decompress(data)
            except Exception as error:
                raise ShardDamage("%s: cannot be decompressed: %s" % (self.path, error)) from error
        if len(data) != entry["raw_data"]["bytes"]:
            raise ShardDamage("%s: holds %d bytes, the index says %d" % (self.path, len(data), entry["raw_data"]["bytes"]))
        self.data = memoryview(data)
        head = 4 * (entry["samples"] + 2)
        if len(data) < head or int.from_bytes(data[:4], "little") != entry["samples"]:
            raise ShardDamage("%s: does not have the %d rows of the index" % (self.path, entry["samples"]))
        self.offsets = _numbers(self.data[4:head], "uint32")
        self.fixed = [size or 0 for size in entry["column_sizes"]]

    def row(self, number):
        start, end = int(self.offsets[number]), int(self.offsets[number + 1])
        if not 0 < start <= end <= len(self.data):
            raise ShardDamage("%s: row %d lies outside the shard" % (self.path, number))
        sample = self.data[start:end]
        entry = self.entry
        lengths = list(self.fixed)
        position = 0
        for column, size in enumerate(lengths):
            if not size:
                lengths[column] = int.from_bytes(sample[position : position + 4], "little")
                position += 4
        if position + sum(lengths) != len(sample):
            raise ShardDamage("%s: row %d contradicts itself" % (self.path, number))
        row = {}
        for name, encoding, length in zip(entry["column_names"], entry["column_encodings"], lengths):
            try:
                row[name] = _array(sample[position : position + length], encoding)
            except ShardDamage as damage:
                raise ShardDamage("%s: row %d: column %s: %s" % (self.path, number, name, damage)) from None
            position += length
        return row


def _read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ShardDamage("%s: %s" % (path, error.strerror)) from error


def _row_numbers(index, count):
    """The number of a row of so many, or a list of them: what stands in brackets may be a whole number, a slice, a sequence of whole numbers, or an
    array of as many truths as there are rows."""
    if isinstance(index, slice):
        return list(range(*index.indices(count)))
    kind = str(getattr(index, "dtype", "")).rpartition(".")[2]
    if isinstance(index, (bool, str, bytes, bytearray)) or (kind == "bool" and not getattr(index, "ndim", 0)):
        raise TypeError("a row has a number, or numbers: %r is none" % (index,))
    if not getattr(index, "ndim", 0) and hasattr(index, "__index__"):
        number = operator.index(index)
        if not -count <= number < count:
            raise IndexError("row %d of %d" % (number, count))
        return number % count
    if kind == "bool":
        if len(index) != count:
            raise IndexError("%d truths for %d rows" % (len(index), count))
        return [number for number, is_chosen in enumerate(index.tolist()) if is_chosen]
    if getattr(index, "ndim", 1) != 1:
        raise TypeError("row numbers in %d dimensions" % index.ndim)
    found = [_row_numbers(number, count) for number in index]
    if not all(isinstance(number, int) for number in found):
        raise TypeError("row numbers stand in one list")
    return found


class ShardSet:
    """The rows of a shard set as a sequence.

    `manifest=False` reads sets without `prep.manifest`, as MosaicML's MDSWriter makes them; what the index says is then believed.

    Shards that were read stay in memory, the ones used last, up to `cache_bytes` of their uncompressed bytes (and always one), so that rows can
    be taken in any order. A set can be pickled at any time, as workers that are not forked ask for; what is in memory is not
    pickled with it.
    """

    def __init__(self, directory, manifest=True, cache_bytes=1 << 28):
        # The working directory may be another when a shard is read.
        self.directory = os.path.abspath(os.fspath(directory))
        self.cache_bytes = cache_bytes
        path = os.path.join(self.directory, "index.json")
        text = _read(path)
        try:
            self.index = json.loads(text)
            self.shards = self.index["shards"]
            counts = [shard["samples"] for shard in self.shards]
        except (ValueError, KeyError, TypeError) as error:
            raise ShardDamage("%s: is no index of a shard set: %s" % (path, error)) from error
        if manifest:
            self._check_manifest(path)
        self.first_rows = [0]
        for count in counts:
            self.first_rows.append(self.first_rows[-1] + count)
        self._loaded = collections.OrderedDict()

    def __getstate__(self):
        state = self.__dict__.copy()
        state["_loaded"] = collections.OrderedDict()
        return state

    def _check_manifest(self, index_path):
        """The index says what the manifest says, and the manifest is the one it calls itself."""
        path = os.path.join(self.directory, "prep.manifest")
        text = _read(path)
        begin, end = len(b'{"dataset_id":"'), len(b'{"dataset_id":"') + 64
        identity = hashlib.sha256(b"{" + text[end + 2 : -1]).hexdigest()
        if text[:begin] != b'{"dataset_id":"' or text[begin:end] != identity.encode() or text[end : end + 2] != b'",' or text[-1:] != b"\n":
            raise ShardDamage("%s: has been changed since it was written" % path)
        self.manifest = json.loads(text)
        try:
            own = self.index["prep"]
            found = [
                {
                    "bytes": (shard["zip_data"] or shard["raw_data"])["bytes"],
                    "name": (shard["zip_data"] or shard["raw_data"])["basename"],
                    **({"parts": True} if "doc_starts" in shard["column_names"] else {}),
                    "raw_bytes": shard["raw_data"]["bytes"],
                    "raw_crc32c": checksum,
                    "samples": shard["samples"],
                    "sha256": (shard["zip_data"] or shard["raw_data"])["hashes"]["sha256"],
                    "tokens": tokens,
                }
                for shard, checksum, tokens in zip(self.shards, own["raw_crc32c"], own["tokens"])
            ]
            columns = [self.columns(own["layout"], own["stream"], parts) for parts in (False, True)]
            same = (
                own["dataset_id"] == identity and own["stream"] == self.manifest["stream"] and own["layout"] == self.manifest["layout"]
                and len(found) == len(self.shards) and found == self.manifest["shards"]
                and all(
                    (s["column_names"], s["column_encodings"], s["column_sizes"]) == columns["doc_starts" in s["column_names"]] and s["format"] == "mds" and s["version"] == 2
                    for s in self.shards)
            )
        except (KeyError, TypeError):
            same = False
        if not same:
            raise ShardDamage("%s: does not say what the manifest says" % index_path)

    @staticmethod
    def columns(layout, stream, parts=False):
        """The names, encodings and fixed sizes of the columns that a shard of a layout has.

        `parts` is for shards that say where the parts of documents stand: `doc_starts` and `doc_lengths`.
        """
        fixed = layout.get("fixed_length")
        ids = layout.get("id_type") or ("uint16" if stream["vocabulary_size"] <= 1 << 16 else "uint32")
        found = []
        for prefix in ("chosen_", "rejected_") if stream["rejected"] else ("",):
            found.append((prefix + layout["tokens_name"], ids, fixed))
            if not fixed:
                found.append((prefix + "cu_seqlens", "int32", None))
            if layout["labels"]:
                found.append((prefix + "labels", "int32", fixed))
            elif stream["loss"] == "mask":
                found.append((prefix + "loss_mask", "uint8", fixed))
            if stream["loss"] == "weights":
                found.append((prefix + "loss_weight", "float32", fixed))
        if not fixed:
            found.append(("doc_ids", "uint64", None))
            if stream["document_labels"]:
                found.append(("doc_labels", "uint8", None))
            if parts:
                found += [("doc_starts", "uint32", None), ("doc_lengths", "uint32", None)]
        for column in stream.get("columns", ()):
            if column["per"] == "token" or not fixed:
                found.append((column["name"], column["kind"], fixed if column["per"] == "token" else None))
        found.sort(key=lambda column: column[0].encode())
        return (
            [name for name, _, _ in found],
            ["ndarray:" + kind + (":%d" % length if length else "") for _, kind, length in found],
            [length * _TYPES[kind][1] if length else None for _, kind, length in found],
        )

    def __len__(self):
        return self.first_rows[-1]

    def __getitem__(self, index):
        numbers = _row_numbers(index, len(self))
        return self._row(numbers) if isinstance(numbers, int) else [self._row(number) for number in numbers]

    def _row(self, number):
        low, high = 0, len(self.shards)
        while high - low > 1:
            middle = (low + high) // 2
            if self.first_rows[middle] <= number:
                low = middle
            else:
                high = middle
        return self.shard(low).row(number - self.first_rows[low])

    def __iter__(self):
        for ordinal, entry in enumerate(self.shards):
            shard = self.shard(ordinal)
            for number in range(entry["samples"]):
                yield shard.row(number)

    def shard(self, ordinal):
        """A shard, loaded and checked; those used last are kept."""
        found = self._loaded.get(ordinal)
        if found is not None:
            self._loaded.move_to_end(ordinal)
            return found
        # Room is made first, so that the old shards and the new one are never there together.
        room = self.cache_bytes - self.shards[ordinal]["raw_data"]["bytes"]
        while self._loaded and sum(len(shard.data) for shard in self._loaded.values()) > room:
            self._loaded.popitem(last=False)
        found = self._loaded[ordinal] = _Shard(self.directory, self.shards[ordinal])
        return found

    def matrix(self, ordinal, column="input_ids"):
        """A column of a shard as one matrix, mapped into memory: for uncompressed sets of fixed shape, with numpy."""
        entry = self.shards[ordinal]
        if numpy is None or entry["zip_data"] or not all(entry["column_sizes"]):
            raise ValueError("only uncompressed shards whose columns have a fixed shape can be mapped, and only with numpy")
        path = os.path.join(self.directory, *entry["raw_data"]["basename"].split("/"))
        fields = []
        for name, encoding in zip(entry["column_names"], entry["column_encodings"]):
            _, kind, length = encoding.split(":")
            fields.append((name, numpy.dtype(kind).newbyteorder("<"), (int(length),)))
        start = entry["raw_data"]["bytes"] - entry["samples"] * sum(entry["column_sizes"])
        if os.path.getsize(path) != entry["raw_data"]["bytes"]:
            raise ShardDamage("%s: has another size than the index says" % path)
        return numpy.memmap(path, numpy.dtype(fields), "r", offset=start, shape=(entry["samples"],))[column]


def main(arguments):
    shows_rows = "--rows" in arguments
    paths = [argument for argument in arguments if argument != "--rows"]
    if len(paths) != 1 or paths[0].startswith("-"):
        sys.exit("usage: prep_shards.py [--rows] DIRECTORY")
    shards = ShardSet(paths[0])
    digest = hashlib.sha256()
    rows = tokens = 0
    for row in shards:
        if shows_rows:
            print(json.dumps({name: values.tolist() for name, values in row.items()}, separators=(",", ":")))
            continue
        rows += 1
        for name, values in row.items():
            if name.endswith(shards.index["prep"]["layout"]["tokens_name"]):
                ids = array.array("I", [int(value) for value in values])
                if sys.byteorder != "little":
                    ids.byteswap()
                digest.update(ids.tobytes())
                tokens += len(ids)
    if not shows_rows:
        print(json.dumps({"rows": rows, "tokens": tokens, "sha256": digest.hexdigest()}))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (ShardDamage, ImportError) as damage:
        sys.exit("prep_shards.py: %s" % damage)
