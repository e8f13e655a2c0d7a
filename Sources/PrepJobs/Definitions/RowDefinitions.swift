import PrepOptions
import PrepPacking
import PrepShards

extension PackingOptions {
  /// The options before any is given; ``definitions`` ask for a length.
  package static var none: PackingOptions { PackingOptions(length: 0) }

  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<PackingOptions>] {
    [
      .value("length", "N", \.length, .quantity(in: 1...Int(Int32.max)), "How many tokens a row holds").required(),
      .value("strategy", "STRATEGY", \.strategy, .choice, "How documents are put into rows").common(),
      .value("overflow", "HOW", \.overflow, .choice, "What becomes of a document longer than a row").defaulting(
        to: "split"),
      .value(
        "stride", "N", \.stride, .quantity(in: 1...),
        "With --overflow split: how many tokens the parts of a document have in common; they are learnt once"),
      .value(
        "doc-multiple-of", "N", \.documentMultiple, .quantity(in: 1...),
        "Make every document as long as a multiple of N, with the padding id, which is not learnt"),
      .list(
        "buckets", "N,...", \.buckets, .quantity(in: 1...Int(Int32.max)),
        "Rows of several lengths, up to --length: a document goes where it fits most tightly"
      ) { lengths in
        zip(lengths, lengths.dropFirst()).allSatisfy { $0 < $1 } ? nil : "the lengths ascend, and none stands twice"
      },
      .value("pad", "left|right", \.padding, .choice, "Fill every row up").defaulting(
        to: "rows end with their last document"),
      .value(
        "pad-to", "TARGET", \.paddingTarget, .paddingTarget,
        "How far rows are filled up: length, multiple:N, or batch:N, the longest of N rows that follow one another"),
      .value(
        "batch-tokens", "N", \.batchTokens, .quantity(in: 1...),
        "With --pad: rows are filled up to the longest of a batch of rows that follow one another, as many as hold at most N "
          + "tokens then"),
      .value("pad-id", "ID", \.paddingID, .digits, "The id that fills rows").defaulting(to: "the vocabulary's own"),
      .flag(
        "boundary-mask", \.masksBoundaries,
        "Take the first token of each document in a row out of what is learnt: it would follow from another document"),
      .value(
        "on-empty", "drop|keep", \.onEmpty, .choice,
        "What becomes of rows in which nothing is learnt, such as a part of a document that is all prompt; those of prompts alone are kept"
      ),
      .value("seed", "N", \.seed, .digits, "Where chance starts: the order of the rows of --strategy window"),
    ]
  }
}

extension OptionSyntax where Value == RowPadding.Target {
  /// `length`, `multiple:N` or `batch:N`.
  static var paddingTarget: OptionSyntax {
    .reading(
      "length, multiple:N or batch:N",
      { text in
        if text == "length" { return .length }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let number = NumberText.quantity(String(parts[1])), (1...1 << 40).contains(number)
        else { return nil }
        return parts[0] == "multiple" ? .multiple(number) : parts[0] == "batch" ? .batch(number) : nil
      }, write: { $0.words }
    ).completed(by: .words(["length", "multiple:", "batch:"]))
  }
}

extension ShardOptions {
  /// The options before any is given; ``definitions`` ask for a directory.
  package static var none: ShardOptions { ShardOptions(directory: "") }

  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ShardOptions>] {
    [
      .value(
        "output", short: "o", "DIRECTORY", \.directory, .directory,
        "The directory of the shard set, which is made; it has to be empty"
      ).required(),
      .value(
        "size", "SIZE", \.size, .quantity(in: 1...Int(UInt32.max) - 1), "The most bytes a shard has before compression"),
      .value(
        "level", "N|none", \.level, .compressionLevel,
        "The level of zstd, 1 to 22, or 'none' for shards that are not compressed"),
      .value("tokens-name", "NAME", \.tokensName, .name(), "The name of the column with the ids"),
      .value("dtype", "TYPE", \.idType, .choice, "The type of the ids")
        .defaulting(to: "uint16 when the vocabulary fits, else uint32"),
      .value(
        "rows", "pack|doc", \.rows, .choice,
        "What a row is: a sequence as it comes, or a document, for which packed sequences are taken apart"),
      .flag("labels", \.usesLabels, "Store labels instead of a mask: the ids, and -100 where nothing is learnt"),
      .flag(
        "seekable", \.isSeekable,
        "Compress in several frames with a table of them, so that a row can be read without the rest of its shard"),
      .value(
        "matrix", "N", \.fixedLength, .quantity(in: 1...(1 << 28) - 1),
        "Store rows of N tokens as one matrix: only ids and what is learnt, to be mapped into memory"),
      .flag("drop-last", \.dropsLast, "With --matrix: leave out the last row where it is shorter"),
      .flag(
        "resume", \.resumes, "Complete a set that an interrupted run began: its whole shards are verified and kept"),
    ]
  }
}

extension OptionSyntax where Value == Int? {
  /// A level of zstd, or none.
  static var compressionLevel: OptionSyntax {
    OptionSyntax(
      wanted: "a level from 1 to 22, or 'none'",
      read: { (text) throws(ValueProblem) in
        if text == "none" { return nil }
        guard let level = NumberText.quantity(text), (1...22).contains(level) else { throw ValueProblem() }
        return level
      }, write: { $0.map { "\($0)" } ?? "none" })
  }
}
