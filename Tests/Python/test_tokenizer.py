import copy
import json
import multiprocessing
import os
import pickle
import random
import subprocess
import sys
import threading
import unittest
import warnings

import numpy

import prep_tokens as prep
from support import FIXTURES, FolderCase, run


def texts(seed, count):
    """Texts of many kinds, from a seed."""
    generator = random.Random(seed)
    pieces = ["the", " quick", "日本語", " naïve", "\n\n", "  ", "👩‍👩‍👧", "<|im_end|>", "\0", "12345", "\ufffd", "été", "\t", "x" * 40]
    return ["".join(generator.choice(pieces) for _ in range(generator.randrange(40))) for _ in range(count)]


class TokenizerTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tokenizer = prep.Tokenizer("prep-8k")

    def test_texts_come_back(self):
        given = texts(1, 300)
        rows = self.tokenizer.encode_batch(given)
        self.assertEqual(self.tokenizer.decode_batch(rows), given)
        self.assertEqual([self.tokenizer.decode(row) for row in rows], given)
        self.assertEqual(rows.tolist(), [self.tokenizer.encode(text) for text in given])
        self.assertEqual(rows.lengths.tolist(), self.tokenizer.count(given).tolist())

    def test_ids_are_those_of_the_command(self):
        given = texts(2, 100)
        lines = "".join(json.dumps({"text": text}) + "\n" for text in given).encode()
        status, out, messages = run("encode", "-q", "-t", "prep-8k", "--json", "--records", "--field", "text", input=lines)
        self.assertEqual(status, 0, messages)
        self.assertEqual([json.loads(line)["ids"] for line in out.splitlines()], self.tokenizer.encode_batch(given).tolist())

    def test_any_number_of_threads_gives_the_same(self):
        given = texts(3, 2000) * 5
        expected = self.tokenizer.encode_batch(given)
        for threads in (2, 0):
            self.assertEqual(self.tokenizer.encode_batch(given, threads=threads), expected)

    def test_texts_of_all_kinds_of_containers(self):
        given = texts(4, 50)
        expected = self.tokenizer.encode_batch(given).tolist()
        for kind in (tuple(given), iter(given), (text for text in given), [text.encode() for text in given],
                     [bytearray(text.encode()) for text in given], numpy.array(given, dtype=object)):
            self.assertEqual(self.tokenizer.encode_batch(kind).tolist(), expected)
        mixed = [text if number % 2 else text.encode() for number, text in enumerate(given)]
        self.assertEqual(self.tokenizer.encode_batch(mixed).tolist(), expected)
        self.assertEqual(len(self.tokenizer.encode_batch([])), 0)

    def test_columns_of_arrow_are_read_where_they_lie(self):
        try:
            import pyarrow
        except ImportError:
            self.skipTest("there is no pyarrow")
        given = texts(5, 200) + ["", "short", "a text that is longer than twelve bytes"]
        expected = self.tokenizer.encode_batch(given).tolist()
        kinds = [pyarrow.string(), pyarrow.large_string(), pyarrow.binary(), pyarrow.large_binary()]
        kinds += [kind() for kind in (getattr(pyarrow, "string_view", None), getattr(pyarrow, "binary_view", None)) if kind]
        for kind in kinds:
            values = given if "binary" not in str(kind) else [text.encode() for text in given]
            column = pyarrow.array(values, kind)
            self.assertEqual(self.tokenizer.encode_batch(column).tolist(), expected, kind)
            self.assertEqual(self.tokenizer.encode_batch(column[20:50]).tolist(), expected[20:50], kind)
            chunked = pyarrow.chunked_array([column[:7], column[7:7], column[7:]])
            self.assertEqual(self.tokenizer.encode_batch(chunked).tolist(), expected, kind)
        with self.assertRaisesRegex(TypeError, "text 1 is None"):
            self.tokenizer.encode_batch(pyarrow.array(["a", None]))
        with self.assertRaisesRegex(TypeError, "not of strings"):
            self.tokenizer.encode_batch(pyarrow.array([1, 2]))
        with self.assertRaisesRegex(TypeError, r"the column is a dictionary \(categorical\)"):
            self.tokenizer.encode_batch(pyarrow.array(["a", "b", "a"]).dictionary_encode())
        rows = self.tokenizer.encode_batch(["one two", "", "three"])
        self.assertEqual(pyarrow.array(rows).to_pylist(), rows.tolist())
        self.assertEqual(rows.to_arrow().values.buffers()[1].address, rows.ids.ctypes.data)

    def test_wrong_texts_are_named(self):
        for given, kind, words in [
            (["a", 3], TypeError, "text 1 is an int"), (["a", None], TypeError, "text 1 is None"), ("abc", TypeError, "texts is a str"),
            (5, TypeError, "texts is an int"), (["a", "b\ud800"], ValueError, "text 1 has a lone surrogate at character 1"),
            ([b"a", ["x"]], TypeError, "text 1 is a list"),
        ]:
            with self.assertRaisesRegex(kind, words):
                self.tokenizer.encode_batch(given)
        for given, kind in [(3, TypeError), (None, TypeError), ("\udfff", ValueError), (["a"], TypeError)]:
            with self.assertRaises(kind):
                self.tokenizer.encode(given)
        for wrong in [{"threads": -1}, {"longest": 0}, {"offsets": "lines"}, {"special": "maybe"}]:
            with self.assertRaises(ValueError):
                self.tokenizer.encode_batch(["a"], **wrong)
        with self.assertRaises(prep.UsageError):
            self.tokenizer.encode_batch(["a"], special=["<|none|>"])

    def test_bytes_that_are_no_text(self):
        data = bytes(range(256)) * 3
        ids = self.tokenizer.encode_batch([data])[0]
        self.assertEqual(self.tokenizer.decode(ids, errors="bytes"), data)
        self.assertIn("\ufffd", self.tokenizer.decode(ids))
        with self.assertRaises(UnicodeDecodeError):
            self.tokenizer.decode(ids, errors="strict")

    def test_special_tokens(self):
        text, end = "a<|im_end|>b<|endoftext|>", self.tokenizer.special_tokens["<|im_end|>"]
        self.assertNotIn(end, self.tokenizer.encode(text))
        self.assertEqual(self.tokenizer.encode(text, special="allow").count(end), 1)
        some = self.tokenizer.encode(text, special={"<|im_end|>"})
        self.assertIn(end, some)
        self.assertNotIn(self.tokenizer.special_tokens["<|endoftext|>"], some)
        with self.assertRaises(prep.BadData) as caught:
            self.tokenizer.encode_batch(["fine", text], special="refuse")
        self.assertEqual((caught.exception.code, caught.exception.index, caught.exception.status), ("special-token", 1, 65))
        self.assertEqual(self.tokenizer.token_id("<|im_end|>"), end)
        self.assertEqual(self.tokenizer.token_bytes(end), b"<|im_end|>")
        self.assertIsNone(self.tokenizer.token_id("no such token at all"))
        with self.assertRaises(KeyError):
            self.tokenizer.token_bytes(1 << 31)
        with self.assertRaises(prep.UsageError):
            self.tokenizer.decode([1 << 31])

    def test_places_words_lengths(self):
        given = texts(6, 100)
        plain = self.tokenizer.encode_batch(given)
        rows = self.tokenizer.encode_batch(given, offsets="chars", words=True)
        self.assertEqual(rows, plain)
        for number, text in enumerate(given):
            spans = rows.split(rows.spans)[number].tolist()
            self.assertEqual(spans[-1][1] if spans else 0, len(text))
            words = rows.split(rows.words)[number].tolist()
            self.assertEqual(words, sorted(words))
        cut = self.tokenizer.encode_batch(given, longest=4)
        self.assertEqual(cut.tolist(), [row[:4] for row in plain.tolist()])

    def test_rows_as_a_matrix(self):
        rows = self.tokenizer.encode_batch(["one two three", "", "four"])
        for side in ("right", "left"):
            for given in (rows, rows[0:3], rows[::1]):
                ids, attention = given.padded(side=side, pad=9)
                self.assertEqual((ids.dtype, ids.shape), (numpy.int64, (3, int(rows.lengths.max()))))
                for number, row in enumerate(rows.tolist()):
                    fill = [9] * (ids.shape[1] - len(row))
                    self.assertEqual(ids[number].tolist(), row + fill if side == "right" else fill + row)
                self.assertEqual(attention.sum(axis=1).tolist(), rows.lengths.tolist())
        with self.assertRaisesRegex(ValueError, "row 0 has"):
            rows.padded(1)
        self.assertEqual(rows[1:].padded(3, pad=0)[0].shape, (2, 3))

    def test_rows_outlive_what_they_come_from(self):
        rows = prep.Tokenizer("prep-8k").encode_batch(texts(7, 100))
        ids, expected = rows.ids, rows.ids.tolist()
        del rows
        prep.Tokenizer("prep-8k").encode_batch(texts(8, 1000))
        self.assertEqual(ids.tolist(), expected)
        encode = prep.Tokenizer("prep-8k").encode
        self.assertEqual(encode("one"), self.tokenizer.encode("one"))
        again = pickle.loads(pickle.dumps(self.tokenizer.encode_batch(["a", "bc"])))
        self.assertEqual(again, self.tokenizer.encode_batch(["a", "bc"]))

    def test_memory_stays_flat(self):
        def resident():
            with open("/proc/self/statm") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

        given = texts(9, 50)
        for _ in range(50):
            self.tokenizer.encode_batch(given)
        before = resident()
        for _ in range(2000):
            self.tokenizer.encode_batch(given)
            self.tokenizer.encode(given[0])
            self.tokenizer.decode(self.tokenizer.encode(given[1]))
        for _ in range(20):
            prep.Tokenizer("prep-8k").encode("x")
        self.assertLess(resident() - before, 24 << 20)

    def test_pickle_and_copies(self):
        again = pickle.loads(pickle.dumps(self.tokenizer))
        self.assertEqual(again.fingerprint, self.tokenizer.fingerprint)
        self.assertEqual(pickle.dumps(again), pickle.dumps(self.tokenizer))
        self.assertIs(copy.deepcopy(self.tokenizer), self.tokenizer)

    def test_streams_of_ids(self):
        for text in texts(10, 60):
            stream = self.tokenizer.decode_stream()
            shown = [stream.append(id) for id in self.tokenizer.encode(text)] + [stream.finish()]
            self.assertEqual("".join(shown), text)

    def test_threads_share_a_tokenizer(self):
        given = texts(11, 400)
        expected = self.tokenizer.encode_batch(given)
        wrong = []

        def work(number):
            own = prep.Tokenizer("prep-8k") if number % 2 else self.tokenizer
            for _ in range(5):
                if own.encode_batch(given) != expected or own.encode(given[number]) != expected[number].tolist():
                    wrong.append(number)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_children_that_are_forked_while_others_encode(self):
        given, over = texts(12, 200), threading.Event()

        def work():
            while not over.is_set():
                self.tokenizer.encode_batch(given)

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        bad = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns of forks beside threads
            for number in range(int(os.environ.get("PREP_FORKS", "200"))):
                child = os.fork()
                if child == 0:
                    import signal
                    signal.alarm(60)
                    text = "%s %d" % (given[number % len(given)], number)
                    os._exit(0 if self.tokenizer.decode(self.tokenizer.encode(text)) == text else 1)
                status = os.waitpid(child, 0)[1]
                if status:
                    bad.append(status)
        over.set()
        for thread in threads:
            thread.join()
        self.assertEqual(bad, [])

    def test_processes_by_fork_and_spawn(self):
        given = texts(13, 20)
        expected = self.tokenizer.encode_batch(given).tolist()
        for method in ("fork", "spawn"):
            with multiprocessing.get_context(method).Pool(2) as pool:
                self.assertEqual(pool.starmap(_encode, [(self.tokenizer, text) for text in given]), expected)

    def test_nothing_is_loaded_before_it_is_used(self):
        code = "import sys, prep_tokens; print(sorted(m for m in ('numpy', 'ctypes', 'json', 'torch') if m in sys.modules))"
        done = subprocess.run([sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.strip(), "[]")

    def test_missing_tokenizers_say_where_they_are(self):
        with self.assertRaises(prep.Missing) as caught:
            prep.Tokenizer("no-such-tokenizer")
        self.assertEqual(caught.exception.code, "missing-tokenizer")
        self.assertIsInstance(caught.exception, FileNotFoundError)
        with self.assertRaises(prep.PrepError):
            prep.Tokenizer(os.path.join(FIXTURES, "examples", "questions.jsonl"))
        again = pickle.loads(pickle.dumps(caught.exception))
        self.assertEqual((again.code, str(again)), (caught.exception.code, str(caught.exception)))


class ChangedFileTests(FolderCase):
    def test_a_file_that_has_changed_since_is_no_longer_the_tokenizer(self):
        path = self.path("t.json")
        run("tokenizer", "convert", "-q", "prep-8k", "-o", path)
        data = pickle.dumps(prep.Tokenizer(path))
        self.assertEqual(pickle.loads(data).encode("one"), prep.Tokenizer("prep-8k").encode("one"))
        os.unlink(path)
        run("tokenizer", "convert", "-q", "prep-32k", "-o", path)
        with self.assertRaisesRegex(prep.BadData, "changed since"):
            pickle.loads(data)


def _encode(tokenizer, text):
    return tokenizer.encode(text)


if __name__ == "__main__":
    unittest.main()
