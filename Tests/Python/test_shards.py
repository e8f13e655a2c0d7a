import itertools
import json
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import threading
import types
import unittest

import numpy

import prep_tokens as prep
from prep_tokens._order import Order, permuted
from prep_tokens.shards import _one_file
from support import FolderCase, run


def listing(folder):
    """All that a folder holds, with times and sizes."""
    found = []
    for place, _, files in os.walk(folder):
        for name in files:
            status = os.stat(os.path.join(place, name))
            found.append((place, name, status.st_size, status.st_mtime_ns))
    return sorted(found)


def plain(row):
    return {name: values.tolist() for name, values in row.items()}


class ShardsTests(FolderCase):
    def test_rows_are_those_of_the_other_readers(self):
        for number, options in enumerate(({}, {"length": 64}, {"level": "none"}, {"length": 64, "level": "none"}, {"seekable": "true"})):
            path = self.make_set("set%d" % number, **options)
            try:
                _one_file()._zstd()
            except ImportError:
                if options.get("level") != "none":
                    print("skipped: this Python has no zstd for the reader that is one file")
                    continue
            shards = prep.Shards(path)
            other = list(_one_file().ShardSet(path))
            self.assertEqual([plain(row) for row in shards], [plain(row) for row in other])
            self.assertEqual(len(shards), len(other))
            self.assertGreater(len(shards._entries), 2, options)
            order = random.Random(1).sample(range(len(shards)), len(shards))
            self.assertEqual([plain(shards[number]) for number in order], [plain(other[number]) for number in order])
            status, out, messages = run("view", "-q", path)
            self.assertEqual(status, 0, messages)
            ids = [json.loads(line) for line in out.splitlines()]
            name = "tokens" if "tokens" in ids[0] else "input_ids"
            self.assertEqual([row["input_ids"].tolist() for row in shards], [row[name] for row in ids])

    def test_places_of_all_kinds(self):
        shards = prep.Shards(self.make_set(), columns=["input_ids"])
        count = len(shards)
        self.assertEqual(list(shards[0]), ["input_ids"])
        self.assertEqual(plain(shards[-1]), plain(shards[count - 1]))
        self.assertEqual([plain(row) for row in shards[[3, 1]]], [plain(shards[3]), plain(shards[1])])
        self.assertEqual([plain(row) for row in shards[5:9:2]], [plain(shards[5]), plain(shards[7])])
        self.assertEqual(plain(shards[numpy.int64(4)]), plain(shards[4]))
        for wrong in (count, -count - 1):
            with self.assertRaises(IndexError):
                shards[wrong]
        with self.assertRaisesRegex(ValueError, "no column 'x'"):
            prep.Shards(self.path("set"), columns=["x"])
        with self.assertRaises(prep.ShardDamage):
            prep.Shards(self.path("nowhere"))

    def test_brackets_mean_the_same_to_both_readers(self):
        path = self.make_set(records=40, size="1Ki", level="none")
        readers = (prep.Shards(path), _one_file().ShardSet(path))
        rows = [plain(row) for row in readers[1]]
        count = len(rows)
        truths = [number % 3 == 0 for number in range(count)]

        class Number:
            def __index__(self):
                return 4

        def at(numbers):
            return [rows[number] for number in numbers]

        good = [
            (0, rows[0]), (-1, rows[-1]), (numpy.int64(5), rows[5]), (numpy.uint8(6), rows[6]), (numpy.array(7), rows[7]), (Number(), rows[4]),
            (slice(0, 3), rows[0:3]), (slice(None, None, -7), rows[::-7]), (slice(5, 2), []), ([3, 1, 1, -2], at([3, 1, 1, -2])), ((2, 0), at([2, 0])),
            (range(4, 9, 2), at([4, 6, 8])), ([], []), (iter([1, 2]), at([1, 2])), (numpy.array([3, 1]), at([3, 1])), (numpy.array([9]), at([9])),
            (numpy.array([], int), []), (numpy.random.default_rng(1).permutation(count)[:8], None), (numpy.array(truths), at(range(0, count, 3))),
            ([numpy.int32(2), Number()], at([2, 4]))]
        bad = [
            (count, IndexError), (-count - 1, IndexError), ([0, count], IndexError), (numpy.array([True]), IndexError), ("12", TypeError), (b"12", TypeError),
            (True, TypeError), (numpy.bool_(True), TypeError), (1.0, TypeError), ([1.5], TypeError), (numpy.array([1.5]), TypeError), (truths, TypeError),
            (numpy.array([[1, 2]]), TypeError), ([[1], [2]], TypeError), (None, TypeError), ([slice(0, 2)], TypeError), (["1"], TypeError)]
        for shards in readers:
            for index, expected in good:
                if isinstance(index, type(iter([]))):
                    index = iter([1, 2])
                found = shards[index]
                if expected is None:
                    expected = at(index.tolist())
                self.assertEqual([plain(row) for row in found] if isinstance(found, list) else plain(found), expected, index)
            for index, error in bad:
                with self.assertRaises(error, msg=repr(index)):
                    shards[index]

    def test_another_working_directory_changes_nothing(self):
        path = self.make_set(records=40, size="1Ki", level="none")
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)
        readers = (prep.Shards("set"), prep.Shards("set", cache="cache"), _one_file().ShardSet("set"))
        os.mkdir("other")
        os.chdir("other")
        for shards in readers:
            self.assertEqual(len([plain(row) for row in shards]), 40)
            self.assertEqual(len([plain(row) for row in pickle.loads(pickle.dumps(shards))]), 40)
        self.assertEqual(os.listdir(self.path("other")), [])
        self.assertTrue(os.listdir(self.path("cache")))
        self.assertEqual(readers[0].directory, path)

    def test_a_child_that_is_forked_while_others_read_goes_on(self):
        shards = prep.Shards(self.make_set(records=200, size="1Ki"), memory=2000)
        expected = [plain(row) for row in shards]
        has_ended = False

        def read(seed):
            generator = random.Random(seed)
            while not has_ended:
                shards[generator.randrange(len(expected))]

        threads = [threading.Thread(target=read, args=(seed,)) for seed in range(2)]
        for thread in threads:
            thread.start()
        statuses = []
        try:
            for number in range(40):
                child = os.fork()
                if child == 0:
                    signal.signal(signal.SIGALRM, signal.SIG_DFL)
                    signal.alarm(20)
                    places = (number % len(expected), number * 37 % len(expected), -1)
                    is_same = False
                    try:
                        is_same = all(plain(shards[place]) == expected[place] for place in places)
                    finally:
                        os._exit(0 if is_same else 1)
                statuses.append(os.waitpid(child, 0)[1])
        finally:
            has_ended = True
            for thread in threads:
                thread.join()
        self.assertEqual(statuses, [0] * 40)

    def test_a_changed_file_of_the_cache_is_written_again(self):
        shards = prep.Shards(self.make_set(records=60, size="1Ki"))
        rows = [plain(row) for row in shards]
        cache = self.path("cache")
        list(prep.Shards(shards.directory, cache=cache))
        sound = {name: self.read(cache, name) for name in os.listdir(cache)}
        generator = random.Random(2)
        for name, data in sound.items():
            place = generator.randrange(len(data))
            for changed in (
                data[:place] + bytes([data[place] ^ 1 << generator.randrange(8)]) + data[place + 1 :], data[:-1], data[:-32], data + b"x", b"", bytes(len(data)),
            ):
                self.write(os.path.join(cache, name), changed)
                self.assertEqual([plain(row) for row in prep.Shards(shards.directory, cache=cache)], rows)
                self.assertEqual(self.read(cache, name), data)

    def test_the_reader_that_is_one_file_says_what_is_missing(self):
        path = self.make_set(records=10)
        hidden = self.path("hidden")
        os.mkdir(hidden)
        for name in ("compression", "zstandard", "zstd", "pyzstd"):
            self.write(os.path.join(hidden, name + ".py"), "raise ImportError('none')")
        done = subprocess.run(
            [sys.executable, _one_file().__file__, path], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": hidden})
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"\Aprep_shards.py: compressed shards need .*\n\Z")

    def test_pickled_sets_and_streams_go_on(self):
        shards = prep.Shards(self.make_set())
        shards[0]
        again = pickle.loads(pickle.dumps(shards))
        self.assertEqual((again.id, plain(again[7])), (shards.id, plain(shards[7])))
        stream = shards.stream(batch=2, shuffle="window", epochs=1)
        self.assertEqual(
            [[plain(row) for row in batch] for batch in pickle.loads(pickle.dumps(stream))],
            [[plain(row) for row in batch] for batch in stream])

    def test_nothing_is_written_or_removed(self):
        path = self.make_set()
        before = listing(path)
        shards = prep.Shards(path, cache=self.path("cache"), memory=1)
        rows = [plain(row) for row in shards]
        for shuffle in (None, "window", "rows"):
            list(shards.stream(batch=3, shuffle=shuffle, epochs=1))
        self.assertEqual(listing(path), before)
        cached = listing(self.path("cache"))
        self.assertEqual(len(cached), len(shards._entries))
        self.assertEqual([plain(row) for row in prep.Shards(path, cache=self.path("cache"))], rows)
        self.assertEqual(listing(self.path("cache")), cached)

    def test_damage_is_an_exception_before_a_row_of_it(self):
        path = self.make_set(records=200)
        names = sorted(name for name in os.listdir(path) if name.startswith("shard."))
        generator = random.Random(5)

        def damaged(change):
            copy = self.path("copy")
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(path, copy)
            change(copy)
            with self.assertRaises(prep.ShardDamage):
                list(prep.Shards(copy))
            with self.assertRaises(prep.ShardDamage):
                list(prep.Shards(copy).stream(batch=4, shuffle="rows", epochs=1))

        def edit(name, change):
            def apply(folder):
                file = os.path.join(folder, name)
                with open(file, "rb") as source:
                    data = bytearray(source.read())
                with open(file, "wb") as target:
                    target.write(change(data))
            return apply

        def flipped(data):
            data[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
            return data

        for name in names[:2] + ["index.json", "prep.manifest"]:
            damaged(lambda folder: os.unlink(os.path.join(folder, name)))
            for _ in range(6):
                damaged(edit(name, flipped))
            damaged(edit(name, lambda data: data[: len(data) // 2]))
            damaged(edit(name, lambda data: data + b"x"))


class OrderTests(unittest.TestCase):
    def test_every_order_has_every_row_once(self):
        generator = random.Random(3)
        for _ in range(60):
            counts = [generator.randrange(9) for _ in range(generator.randrange(1, 9))]
            if not sum(counts):
                continue
            for shuffle, window in ((None, 1), ("window", 1), ("window", 3), ("rows", 1)):
                order = Order(counts, shuffle, window, generator.randrange(99))
                for epoch in (0, 1, 5):
                    rows = order.rows(numpy.arange(sum(counts)) + epoch * sum(counts))
                    self.assertEqual(sorted(rows.tolist()), list(range(sum(counts))))
                shards, places = order.places(numpy.arange(sum(counts)))
                expected = [(shard, place) for shard, count in enumerate(counts) for place in range(count)]
                self.assertEqual(list(zip(shards.tolist(), places.tolist())), expected)

    def test_orders_are_what_they_were(self):
        # Another order in a later version would make a resumed training see rows twice.
        self.assertEqual(permuted(numpy.arange(10), 10, 7).tolist(), PINNED_TEN)
        self.assertEqual(Order([3, 4, 5], "window", 2, 1).rows(numpy.arange(24)).tolist(), PINNED_WINDOW)

    def test_an_order_is_random(self):
        count = 100_000
        rows = permuted(numpy.arange(count), count, 1, 0)
        cells = numpy.zeros((10, 10))
        numpy.add.at(cells, (numpy.arange(count) * 10 // count, rows * 10 // count), 1)
        chi = float(((cells - count / 100) ** 2 / (count / 100)).sum())
        self.assertLess(chi, 150)
        self.assertLess(abs(float(numpy.corrcoef(rows[:-1], rows[1:])[0, 1])), 0.02)
        self.assertFalse((rows == permuted(numpy.arange(count), count, 1, 1)).all())
        # Any place of a large order is found at once.
        self.assertEqual(len(set(permuted(numpy.arange(1000) * 10**9, 10**12, 4).tolist())), 1000)


PINNED_TEN = [9, 7, 2, 3, 0, 8, 4, 5, 1, 6]
PINNED_WINDOW = [2, 0, 4, 3, 6, 1, 5, 9, 11, 10, 8, 7, 3, 8, 6, 4, 10, 9, 5, 7, 11, 0, 2, 1]


class SplitTests(FolderCase):
    """Every row once, whatever the ranks, workers and places of interruption."""

    def test_batches_of_workers_in_turn_are_the_order(self):
        path = self.make_set(records=61, size="1Ki")
        shards = prep.Shards(path, columns=["input_ids"])
        number = {tuple(row["input_ids"].tolist()): place for place, row in enumerate(shards)}
        self.assertEqual(len(number), len(shards))
        checks = 0

        def numbers(batch):
            return [number[tuple(row["input_ids"].tolist())] for row in (batch if isinstance(batch, list) else [batch])]

        def delivered(world, workers, **options):
            """What a loader gives to each rank that takes its workers in turn."""
            ranks = []
            for rank in range(world):
                streams = [iter(shards.stream(rank=rank, world=world, worker=(w, workers), **options)) for w in range(workers)]
                batches, turn, ended = [], 0, set()
                while len(ended) < workers:
                    if turn % workers not in ended:
                        try:
                            batches.append(numbers(next(streams[turn % workers])))
                        except StopIteration:
                            ended.add(turn % workers)
                    turn += 1
                    if options.get("epochs") is None and len(batches) >= 12:
                        break
                ranks.append(batches)
            return ranks

        for shuffle, batch in itertools.product((None, "window", "rows"), (1, 3, 8)):
            options = {"shuffle": shuffle, "batch": batch, "seed": 3, "window": 2}
            whole = delivered(1, 1, epochs=2, **options)[0]
            order = [row for one in whole for row in one]
            self.assertEqual(sorted(order), sorted(list(range(61)) * 2))
            for world, workers in itertools.product((1, 2, 3, 5), (1, 2, 3)):
                ranks = delivered(world, workers, epochs=2, **options)
                mixed = [ranks[b % world][b // world] for b in range(sum(map(len, ranks)))]
                self.assertEqual(mixed, whole)
                dropped = delivered(world, workers, epochs=2, last="drop", **options)
                self.assertEqual({len(one) for rank in dropped for one in rank}, {batch})
                self.assertEqual(len({len(rank) for rank in dropped}), 1)
                self.assertGreater(sum(map(len, dropped)) + world, 122 // batch)
                for_ever = delivered(world, workers, **options)
                self.assertEqual(for_ever[0][0], whole[0])
                # Interrupted anywhere, and gone on with by other ranks, workers and batches.
                step = (world * 7 + workers) % 5
                state = json.loads(json.dumps(shards.stream(world=world, **options).state_at(step)))
                seen = [row for one in mixed[: step * world] for row in one]
                other = {**options, "batch": 5}
                rest = [delivered_rows for delivered_rows in self._rest(shards, numbers, state, other)]
                self.assertEqual(seen + rest, order)
                checks += 4
        print("%d splits" % checks)

    @staticmethod
    def _rest(shards, numbers, state, options):
        ranks = [
            [list(shards.stream(rank=rank, world=2, worker=(w, 3), epochs=2, state=state, **options)) for w in range(3)] for rank in range(2)]
        turned = []
        for rank in ranks:
            turned.append([batch for batches in itertools.zip_longest(*rank) for batch in batches if batch is not None])
        for b in range(sum(map(len, turned))):
            yield from numbers(turned[b % 2][b // 2])

    def test_a_worker_goes_on_where_it_was(self):
        shards = prep.Shards(self.make_set(records=100, size="1Ki"))
        for stop in (0, 1, 5, 9):
            options = {"batch": 4, "shuffle": "window", "window": 2, "worker": (1, 2), "epochs": 2}
            stream = shards.stream(**options)
            iterator = iter(stream)
            for _ in range(stop):
                next(iterator)
            state = json.loads(json.dumps(stream.state_dict()))
            rest = [[plain(row) for row in batch] for batch in iterator]
            again = [[plain(row) for row in batch] for batch in shards.stream(state=state, **options)]
            self.assertEqual(again, rest)
            for other in ({**options, "worker": (0, 2)}, {**options, "seed": 5}, {**options, "shuffle": "rows"}):
                if stop or "seed" in other or other["shuffle"] == "rows":
                    with self.assertRaises(ValueError):
                        shards.stream(state=state, **other)

    def test_options_that_make_no_sense(self):
        shards = prep.Shards(self.make_set(records=20))
        for wrong in ({"batch": 0}, {"rank": 2, "world": 2}, {"worker": (1, 1)}, {"last": "all"}, {"shuffle": "yes"}, {"window": 0}):
            with self.assertRaises(ValueError):
                shards.stream(**wrong)


class Tensor(numpy.ndarray):
    """Stands for a tensor where there is no torch."""


def stand_in():
    """A module with as much of torch as the readers use."""
    torch = types.ModuleType("torch")
    torch.from_numpy = lambda array: array.view(Tensor)
    torch.utils = types.ModuleType("torch.utils")
    torch.utils.data = types.ModuleType("torch.utils.data")
    torch.utils.data.Dataset = type("Dataset", (), {})
    torch.utils.data.IterableDataset = type("IterableDataset", (), {})
    torch.utils.data.get_worker_info = lambda: None
    return {"torch": torch, "torch.utils": torch.utils, "torch.utils.data": torch.utils.data}


class TorchTests(FolderCase):
    def setUp(self):
        super().setUp()
        try:
            import torch  # noqa: F401
        except ImportError:
            for name, module in stand_in().items():
                sys.modules[name] = module
                self.addCleanup(sys.modules.pop, name, None)
            print("a stand-in for torch is used")
        self.addCleanup(sys.modules.pop, "prep_tokens.torch", None)
        prep.__dict__.pop("torch", None)

    def test_batches_are_tensors(self):
        import torch

        shards = prep.Shards(self.make_set(length=64, pad="right"))
        stream = prep.torch.Stream(shards, batch=4, shuffle="window", labels=True, positions=True, epochs=1, last="drop")
        batches = list(stream)
        self.assertEqual(len(batches), len(shards) // 4)
        self.assertEqual(tuple(batches[0]["input_ids"].shape), (4, 64))
        self.assertEqual(str(batches[0]["input_ids"].dtype).replace("torch.", ""), "int64")
        self.assertIn("labels", batches[0])
        for row, bounds in zip(batches[0].get("positions", []), batches[0].get("cu_seqlens", [])):
            self.assertTrue(all(int(row[int(start)]) == 0 for start in bounds if int(start) < 64))
        dataset = prep.torch.Dataset(shards)
        self.assertEqual(len(dataset), len(shards))
        self.assertEqual(dataset[3]["input_ids"].tolist(), shards[3]["input_ids"].tolist())
        # Workers share the batches.
        found = []
        original = torch.utils.data.get_worker_info
        self.addCleanup(setattr, torch.utils.data, "get_worker_info", original)
        for number in range(3):
            torch.utils.data.get_worker_info = lambda: types.SimpleNamespace(id=number, num_workers=3)
            found.append([batch["input_ids"].tolist() for batch in prep.torch.Stream(shards, batch=4, shuffle="window", epochs=1, last="drop")])
        turned = [batch for batches in itertools.zip_longest(*found) for batch in batches if batch is not None]
        self.assertEqual(turned, [batch["input_ids"].tolist() for batch in batches])

    def test_a_state_goes_on(self):
        shards = prep.Shards(self.make_set(length=64, pad="right"))
        whole = [batch["input_ids"].tolist() for batch in prep.torch.Stream(shards, batch=2, shuffle="rows", epochs=1)]
        stream = prep.torch.Stream(shards, batch=2, shuffle="rows", epochs=1)
        iterator = iter(stream)
        first = [next(iterator)["input_ids"].tolist() for _ in range(3)]
        other = prep.torch.Stream(shards, batch=2, shuffle="rows", epochs=1)
        other.load_state_dict(pickle.loads(pickle.dumps(stream.state_dict())))
        self.assertEqual(first + [batch["input_ids"].tolist() for batch in other], whole)


if __name__ == "__main__":
    unittest.main()
