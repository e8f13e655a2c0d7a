import json
import os
import pickle
import random
import unittest

import prep_tokens as prep
from support import FIXTURES, FolderCase, run


def chats(count):
    """Conversations that differ."""
    generator = random.Random(7)
    for number in range(count):
        messages = [{"role": "system", "content": "Be brief."}] if number % 3 == 0 else []
        for turn in range(generator.randrange(1, 4)):
            messages += [
                {"role": "user", "content": "question %d.%d é 日本 %s" % (number, turn, "x " * generator.randrange(20))},
                {"role": "assistant", "content": "answer %d <|im_end|>" % turn}]
        yield {"messages": messages}


class RecordsTests(FolderCase):
    @classmethod
    def setUpClass(cls):
        cls.tokenizer = prep.Tokenizer("prep-8k")

    def test_tokens_are_those_of_the_command(self):
        records = list(chats(60))
        path = self.write("in.jsonl", "".join(json.dumps(record) + "\n" for record in records))
        for options in ({"template": "chatml"}, {"template": "chatml", "mask": "last"}, {"template": "qwen2.5", "max_tokens": 120, "overflow": "cut-prompt"}):
            out = prep.tokenize(path, tokenizer="prep-8k", json=True, quiet=True, **options)
            expected = list(out.records())
            expected = [row for row in expected if "tokens" in row or "input_ids" in row]
            rows = self.tokenizer.records(**options)(records)
            self.assertEqual(rows.tolist(), [row.get("tokens", row.get("input_ids")) for row in expected])
            masks = [values.tolist() for values in rows.split(rows.mask)]
            for mask, row in zip(masks, expected):
                given = row.get("loss_mask", row.get("mask"))
                if given is not None:
                    self.assertEqual(mask, given)
            self.assertEqual(rows, self.tokenizer.records(**options)(records, threads=3))

    def test_records_of_all_kinds(self):
        records = self.tokenizer.records(template="chatml")
        one = next(chats(1))
        expected = records([one]).tolist()
        for kind in (json.dumps(one), json.dumps(one).encode(), json.dumps(one, indent=2), json.dumps(one, ensure_ascii=False)):
            self.assertEqual(records([kind]).tolist(), expected)
        self.assertEqual(len(records([])), 0)
        pair = {"prompt": "a", "chosen": " b", "rejected": " c"}
        rows = self.tokenizer.records()([pair, {"text": "d"}])
        self.assertEqual(rows.records.tolist(), [0, 0, 1])
        weighted = self.tokenizer.records(weights=True)([{"prompt": "a", "completion": " b", "weight": 0.5}])
        self.assertEqual(set(weighted.weights.tolist()), {0.0, 0.5})

    def test_bad_records_are_named_or_left_out(self):
        records = self.tokenizer.records()
        good = {"text": "good"}
        for bad, code in [("{", None), ({"text": 3}, "wrong-type"), ({"x": 1}, "unknown-shape"), ("", "not-an-object"), ({"text": "\ud800"}, "lone-surrogate")]:
            with self.assertRaises(prep.BadData) as caught:
                records([good, bad, good])
            self.assertEqual(caught.exception.index, 1, bad)
            if code:
                self.assertEqual(caught.exception.code, code)
            rows = self.tokenizer.records(on_invalid="skip")([good, bad, good])
            self.assertEqual(rows.records.tolist(), [0, 2])
        with self.assertRaisesRegex(ValueError, "record 1 cannot"):
            records([good, {"text": float("nan")}])
        with self.assertRaisesRegex(TypeError, "record 1 cannot"):
            records([good, {"text": b"x"}])
        with self.assertRaises(prep.BadData):
            records([good, 3])

    def test_options_that_are_none_are_named(self):
        with self.assertRaisesRegex(prep.UsageError, "did you mean template"):
            self.tokenizer.records(templat="chatml")
        with self.assertRaises(prep.UsageError):
            self.tokenizer.records(mask="everything")
        with self.assertRaises(prep.Missing):
            self.tokenizer.records(template="no-such-template")

    def test_a_record_as_text(self):
        records = self.tokenizer.records(template="chatml")
        shown = records.render({"messages": [{"role": "user", "content": "é日2+2?"}, {"role": "assistant", "content": "4"}]})
        self.assertEqual(shown.text, "<|im_start|>user\né日2+2?<|im_end|>\n<|im_start|>assistant\n4<|im_end|>\n")
        self.assertEqual("".join(shown.text[span.begin : span.end] for span in shown.spans if span.token is None or span.end > span.begin), shown.text)
        self.assertEqual({span.role for span in shown.spans if span.trained}, {"assistant"})
        both = self.tokenizer.records().render({"prompt": "a", "chosen": " b", "rejected": " c"})
        self.assertEqual([len(both), both[0].text[:3], both[1].text[:3]], [2, "a b", "a c"])

    def test_for_datasets(self):
        records = list(chats(20))
        rows = self.tokenizer.records(template="chatml")
        batch = {"messages": [record["messages"] for record in records]}
        made = rows.for_datasets()(batch)
        self.assertEqual([row.tolist() for row in made["input_ids"]], rows(records).tolist())
        labels = rows.for_datasets(labels=True)(batch)["labels"]
        self.assertTrue(all((row == -100).any() for row in labels))
        function = rows.for_datasets(labels=True, columns=["messages"])
        self.assertEqual(pickle.dumps(pickle.loads(pickle.dumps(function))), pickle.dumps(function))
        try:
            import pyarrow
        except ImportError:
            print("skipped: there is no pyarrow")
            return
        table = rows.for_datasets()(pyarrow.table({"messages": batch["messages"]}))
        self.assertEqual(table["input_ids"].to_pylist(), rows(records).tolist())

    def test_the_map_function_of_datasets(self):
        try:
            import datasets
        except ImportError:
            self.skipTest("there is no datasets")
        function = self.tokenizer.records(template="chatml").for_datasets()
        given = datasets.Dataset.from_list(list(chats(50)))
        made = given.map(function, batched=True, batch_size=7, remove_columns=given.column_names)
        arrow = given.with_format("arrow").map(function, batched=True, batch_size=7, remove_columns=given.column_names)
        self.assertEqual(made["input_ids"][:], arrow.with_format(None)["input_ids"][:])


class ExampleTests(unittest.TestCase):
    def test_examples_of_the_fixtures(self):
        path = os.path.join(FIXTURES, "examples", "questions.jsonl")
        with open(path, encoding="utf-8") as file:
            lines = [line for line in file if line.strip()]
        rows = prep.Tokenizer("prep-32k").records()(lines)
        self.assertEqual(len(rows), len(lines))
        status, out, messages = run("tokenize", "-q", "-t", "prep-32k", "--json", path)
        self.assertEqual(status, 0, messages)
        ids = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(rows.tolist(), [row.get("tokens", row.get("input_ids")) for row in ids if "tokens" in row or "input_ids" in row])


if __name__ == "__main__":
    unittest.main()
