import Testing

@testable import PrepFolders

@Suite struct SplitNamesTests {
  @Test(
    "paths say which split they are",
    arguments: [
      (["train.jsonl", "test.jsonl", "notes.jsonl"], ["train": ["train.jsonl"], "test": ["test.jsonl"]]),
      (
        ["dev.csv", "my-training.csv", "x_eval_1.csv", "xtest.csv"],
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
      // A name with words for two splits is of both.
      (
        ["test-train.jsonl", "test.jsonl", "train_val.jsonl", "pretrain.jsonl"],
        [
          "train": ["train_val.jsonl", "test-train.jsonl"], "test": ["test-train.jsonl", "test.jsonl"],
          "validation": ["train_val.jsonl"],
        ]
      ),
      (["train/test/x.jsonl", "a.jsonl"], ["train": ["train/test/x.jsonl"], "test": ["train/test/x.jsonl"]]),
      (["test/train.jsonl"], ["test": ["test/train.jsonl"]]),
      // Words are in small letters.
      (["TRAIN.jsonl", "Test.jsonl"], ["train": ["TRAIN.jsonl", "Test.jsonl"]]),
      // In the order of words, and of where they stand.
      (
        ["dev/a.jsonl", "my_valid/b.jsonl", "valid/c.jsonl", "valid_1/d.jsonl", "validation/e.jsonl"],
        ["validation": ["validation/e.jsonl", "valid/c.jsonl", "valid_1/d.jsonl", "my_valid/b.jsonl", "dev/a.jsonl"]]
      ),
      (["my_train.jsonl", "train.jsonl"], ["train": ["train.jsonl", "my_train.jsonl"]]),
      // What ends with the word has no ending behind it.
      (["train", "a-train", "train.x"], ["train": ["train.x"]]),
    ])
  func splits(_ paths: [String], _ expected: [String: [String]]) {
    let found = SplitNames.splits(of: paths).splits
    #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.paths) }) == expected)
  }

  @Test("a word counts exactly where a pattern of the Hub's would stand for it, over all short names")
  func agreesWithPatterns() throws {
    let pieces = ["val", "-", "9", ".", "x", ""]
    var names: Set<String> = []
    for a in pieces { for b in pieces { for c in pieces { for d in pieces { names.insert(a + b + c + d) } } } }
    func stands(_ patterns: [String], _ path: String) -> Bool {
      patterns.contains { PathPattern($0)?.matches(path) ?? false }
    }
    for name in names where !name.isEmpty {
      let isFile = stands(["**/val[-._ 0-9]*", "**/*[-._ 0-9]val[-._ 0-9]*"], name)
      #expect((SplitNames.splits(of: [name]).splits.first?.name == "validation") == isFile, "\(name)")
      let isFolder = stands(
        ["**/val/**", "**/val[-._ 0-9]*/**", "**/*[-._ 0-9]val/**", "**/*[-._ 0-9]val[-._ 0-9]*/**"], "\(name)/x")
      #expect((SplitNames.splits(of: ["\(name)/x"]).splits.first?.name == "validation") == isFolder, "\(name)/")
    }
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
