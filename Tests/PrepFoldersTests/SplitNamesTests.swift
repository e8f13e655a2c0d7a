import Testing

@testable import PrepFolders

@Suite struct SplitNamesTests {
  @Test(
    "paths say which split they are",
    arguments: [
      (["train.jsonl", "test.jsonl", "notes.jsonl"], ["train": ["train.jsonl"], "test": ["test.jsonl"]]),
      (
        ["dev.csv", "my-training.csv", "x_eval_1.csv"],
        ["train": ["my-training.csv"], "validation": ["dev.csv"], "test": ["x_eval_1.csv"]]
      ),
      (
        ["train/a.jsonl", "train/b/c.jsonl", "val/a.jsonl", "readme.jsonl"],
        ["train": ["train/a.jsonl", "train/b/c.jsonl"], "validation": ["val/a.jsonl"]]
      ),
      (
        [
          "data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet", "data/extra-00000-of-00001.parquet",
          "data/train.jsonl",
        ],
        [
          "train": ["data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet"],
          "extra": ["data/extra-00000-of-00001.parquet"],
        ]
      ),
      (["trainer.jsonl", "attest.jsonl"], ["train": ["trainer.jsonl", "attest.jsonl"]]),
      (["train-test.jsonl", "test.jsonl"], ["test": ["test.jsonl"]]),
      (["test/train.jsonl"], ["test": ["test/train.jsonl"]]),
      (["TRAIN.jsonl"], ["train": ["TRAIN.jsonl"]]),
    ])
  func splits(_ paths: [String], _ expected: [String: [String]]) {
    let found = SplitNames.splits(of: paths).splits
    #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.paths) }) == expected)
  }

  @Test("train comes first, then validation and test, then others by name") func order() {
    let names = ["zebra", "test", "alpha", "train", "validation"].map { "data/\($0)-00000-of-00001.parquet" }
    #expect(SplitNames.splits(of: names).splits.map(\.name) == ["train", "validation", "test", "alpha", "zebra"])
  }

  @Test(
    "one of several files that is not there is told by the names of the others",
    arguments: [
      (["d/a-00000-of-00003.parquet", "d/a-00002-of-00003.parquet"], "d/a-00001-of-00003.parquet"),
      (["a-00001-of-00002.x", "a-00002-of-00002.x"], nil),
      (["a-00000-of-00002.x", "a-00001-of-00002.x"], nil),
      (["a-00000-of-00002.x", "b-00001-of-00002.x"], "a-00001-of-00002.x"),
      (["a.x", "b.x"], nil),
      (["a-00000-of-00001.x", "b/a-00001-of-00002.x"], "b/a-00000-of-00002.x"),
    ] as [([String], String?)])
  func missing(_ paths: [String], _ expected: String?) { #expect(ShardName.missing(among: paths) == expected) }
}
