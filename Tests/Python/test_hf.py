import os
import pickle
import unittest
import warnings

import prep_tokens as prep
from support import FIXTURES, FolderCase

try:
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    import transformers
except ImportError:
    transformers = None

TEXTS = ["Hello, world", "", "naïve 日本語 <|im_end|> 123", "a much longer text " * 9, "\n\n  x"]


@unittest.skipUnless(transformers, "there is no transformers")
class TransformersTests(FolderCase):
    def fast(self, name="prep-8k", **options):
        """A tokenizer of transformers, and the same that prep does the work of."""
        path = self.path(name + ".json")
        prep.command("tokenizer", "convert", name, output=path, quiet=True)
        made = [transformers.PreTrainedTokenizerFast(tokenizer_file=path, pad_token="<|pad|>", eos_token="<|endoftext|>", **options) for _ in range(2)]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return made[0], prep.accelerate(made[1], check=300)

    def test_results_are_the_same(self):
        for options in ({}, {"padding_side": "left"}, {"model_input_names": ["input_ids"]}):
            plain, fast = self.fast(**options)
            self.assertIsInstance(fast, transformers.PreTrainedTokenizerFast)
            self.assertTrue(hasattr(fast, "_prep"))
            for asked in (
                {}, {"padding": True}, {"padding": "max_length", "max_length": 64}, {"truncation": True, "max_length": 5},
                {"padding": True, "truncation": True, "max_length": 7, "return_tensors": "np"}, {"padding": True, "pad_to_multiple_of": 16},
                {"add_special_tokens": False}, {"return_offsets_mapping": True}, {"return_token_type_ids": True}, {"return_attention_mask": False},
                {"return_length": True}, {"text_pair": list(reversed(TEXTS))}, {"split_special_tokens": True}, {"return_special_tokens_mask": True},
            ):
                self.same(plain(TEXTS, **asked), fast(TEXTS, **asked), asked)
                if "text_pair" not in asked:
                    self.same(plain(TEXTS[2], **asked), fast(TEXTS[2], **asked), asked)
                    self.same(plain([TEXTS[2]], **asked), fast([TEXTS[2]], **asked), asked)
            self.assertEqual(plain.encode(TEXTS[2]), fast.encode(TEXTS[2]))
            self.assertEqual(plain.decode(plain.encode(TEXTS[2])), fast.decode(fast.encode(TEXTS[2])))
            self.assertEqual(plain.tokenize(TEXTS[2]), fast.tokenize(TEXTS[2]))
            self.assertEqual(plain(TEXTS).word_ids(2), fast(TEXTS).word_ids(2))
            self.assertEqual(pickle.loads(pickle.dumps(fast(TEXTS)))["input_ids"], plain(TEXTS)["input_ids"])
            self.assertEqual(plain([["one", "two"]], is_split_into_words=True)["input_ids"], fast([["one", "two"]], is_split_into_words=True)["input_ids"])

    def same(self, one, other, asked):
        def values(encoding):
            return {name: value.tolist() if hasattr(value, "tolist") else [list(row) if isinstance(row, (list, tuple)) else row for row in value]
                    for name, value in encoding.items()}

        self.assertEqual(values(one), values(other), asked)
        self.assertEqual(list(one), list(other), asked)

    def test_other_families(self):
        folder, count = os.path.join(FIXTURES, "tokenizers"), 0
        for place, _, files in os.walk(folder):
            for name in sorted(files):
                if not name.endswith(".tokenizer.json") and name != "tokenizer.json" or count >= 8:
                    continue
                path = os.path.join(place, name)
                try:
                    plain, fast = (transformers.PreTrainedTokenizerFast(tokenizer_file=path) for _ in range(2))
                except Exception:
                    continue
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    fast = prep.accelerate(fast, check=200)
                count += hasattr(fast, "_prep")
                self.assertEqual(plain(TEXTS)["input_ids"], fast(TEXTS)["input_ids"], path)
        print("%d tokenizers of the fixtures are accelerated" % count)

    def test_what_cannot_be_read_stays_as_it_is(self):
        class Other:
            pass

        other = Other()
        with self.assertWarnsRegex(UserWarning, "not accelerated"):
            self.assertIs(prep.accelerate(other), other)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = prep.Tokenizer("prep-8k").as_hf()
        self.assertEqual(made(TEXTS)["input_ids"], [prep.Tokenizer("prep-8k").encode(text, special="allow") for text in TEXTS])
        again = pickle.loads(pickle.dumps(made))
        self.assertEqual((again(TEXTS)["input_ids"], hasattr(again, "_prep")), (made(TEXTS)["input_ids"], True))


if __name__ == "__main__":
    unittest.main()
