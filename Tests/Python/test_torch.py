"""The readers with the real torch: its loader, its workers, its states. Skipped, and said, where there is none."""

import copy
import pickle
import unittest

import prep_tokens as prep
from support import FolderCase

try:
    import torch
    from torch.utils.data import DataLoader
except ImportError:
    torch = None

try:
    from torchdata.stateful_dataloader import StatefulDataLoader
except ImportError:
    StatefulDataLoader = None


def rows(batches):
    """What batches hold, as values that can be compared."""
    return [batch["input_ids"].tolist() for batch in batches]


@unittest.skipUnless(torch, "there is no torch")
class LoaderTests(FolderCase):
    def shards(self, **options):
        return prep.Shards(self.make_set(records=240, **{"length": 32, "pad": "right", "size": "2Ki", **options}))

    def stream(self, shards, **options):
        return prep.torch.Stream(shards, **{"batch": 4, "shuffle": "window", "seed": 5, "epochs": 1, "window": 2, **options})

    def test_workers_deliver_the_order_of_one_process(self):
        shards = self.shards()
        all_rows = sorted(tuple(row["input_ids"].tolist()) for row in shards)
        for shuffle in (None, "window", "rows"):
            alone = rows(self.stream(shards, shuffle=shuffle))
            self.assertEqual(sorted(tuple(row) for batch in alone for row in batch), all_rows)
            for workers, context in ((0, None), (1, "fork"), (2, "fork"), (3, "spawn")):
                loader = DataLoader(
                    self.stream(shards, shuffle=shuffle), batch_size=None, num_workers=workers, multiprocessing_context=context)
                self.assertEqual(rows(loader), alone, "%s, %d workers by %s" % (shuffle, workers, context))

    def test_a_seed_is_an_order(self):
        shards = self.shards()
        orders = [rows(DataLoader(self.stream(shards, seed=seed, shuffle="rows"), batch_size=None, num_workers=2)) for seed in (1, 1, 2)]
        self.assertEqual(orders[0], orders[1])
        self.assertNotEqual(orders[0], orders[2])
        both = rows(DataLoader(self.stream(shards, epochs=2, shuffle="rows"), batch_size=None, num_workers=2))
        flat = [tuple(row) for batch in both for row in batch]
        half = len(shards)
        self.assertEqual(sorted(flat[:half]), sorted(flat[half:]))
        self.assertNotEqual(flat[:half], flat[half:])

    def test_ranks_and_workers_share_an_epoch(self):
        shards = self.shards()
        expected = sorted(tuple(row["input_ids"].tolist()) for row in shards)
        for world in (2, 3):
            found = []
            for rank in range(world):
                loader = DataLoader(self.stream(shards, rank=rank, world=world, shuffle="rows"), batch_size=None, num_workers=2)
                found += [tuple(row) for batch in rows(loader) for row in batch]
            self.assertEqual(sorted(found), expected)

    def test_a_state_goes_on_with_other_workers(self):
        shards = self.shards()
        whole = rows(self.stream(shards, shuffle="rows"))
        for step in (0, 1, 5, len(whole) - 1):
            state = pickle.loads(pickle.dumps(self.stream(shards, shuffle="rows").state_at(step)))
            for workers in (0, 3):
                other = self.stream(shards, shuffle="rows")
                other.load_state_dict(copy.deepcopy(state))
                self.assertEqual(rows(DataLoader(other, batch_size=None, num_workers=workers)), whole[step:], "%d, %d" % (step, workers))

    @unittest.skipUnless(StatefulDataLoader, "there is no torchdata")
    def test_the_stateful_loader_goes_on(self):
        shards = self.shards()
        for workers in (0, 2):
            def loader():
                return StatefulDataLoader(self.stream(shards, shuffle="rows"), batch_size=None, num_workers=workers)

            whole = rows(loader())
            for stop in (1, 4, len(whole) - 2):
                first = loader()
                iterator = iter(first)
                begun = [next(iterator)["input_ids"].tolist() for _ in range(stop)]
                state = pickle.loads(pickle.dumps(first.state_dict()))
                rest = loader()
                rest.load_state_dict(state)
                self.assertEqual(begun + rows(rest), whole, "%d workers, stopped behind %d" % (workers, stop))

    def test_rows_by_number(self):
        shards = self.shards()
        expected = sorted(tuple(row["input_ids"].tolist()) for row in shards)
        for workers in (0, 2):
            generator = torch.Generator().manual_seed(3)
            loader = DataLoader(prep.torch.Dataset(shards), batch_size=None, shuffle=True, num_workers=workers, generator=generator)
            self.assertEqual(sorted(map(tuple, rows(loader))), expected)
        only = prep.torch.Dataset(prep.Shards(shards.directory, columns=["input_ids"]))
        loader = DataLoader(only, batch_size=5, shuffle=True, num_workers=2)
        self.assertEqual(sorted(tuple(row) for batch in rows(loader) for row in batch), expected)

    def test_labels_and_places(self):
        shards = self.shards()
        batch = next(iter(DataLoader(self.stream(shards, labels=True, positions=True, shuffle=None), batch_size=None, num_workers=2)))
        self.assertEqual({batch[name].dtype for name in ("input_ids", "labels", "positions")}, {torch.int64})
        for row, labels, positions, bounds in zip(*(batch[name] for name in ("input_ids", "labels", "positions", "cu_seqlens"))):
            self.assertTrue(bool(((labels == row) | (labels == -100)).all()))
            for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist()):
                self.assertEqual(positions[start:end].tolist(), list(range(end - start)))


if __name__ == "__main__":
    unittest.main()
