import PrepOptions
import PrepPacking
import PrepShards

extension PackingOptions {
  /// The options before any is given; ``definitions`` ask for a length.
  package static var none: PackingOptions { PackingOptions(length: 0) }

  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<PackingOptions>] {
    [
      .value(
        "length", "N", \.length, .quantity(in: 1...Int(Int32.max)),
        "Maximum tokens per row. Rows can be shorter; --pad makes them equal"
      ).required(),
      .value("strategy", "STRATEGY", \.strategy, .choice, "How to place documents in rows").common(),
      .value("overflow", "HOW", \.overflow, .choice, "How to handle documents longer than a row").defaulting(
        to: "split"),
      .value(
        "stride", "N", \.stride, .quantity(in: 1...),
        "With --overflow split: overlap in tokens between chunks of a document; the repeated tokens are trained once"),
      .value(
        "doc-multiple-of", "N", \.documentMultiple, .quantity(in: 1...),
        "Pad each document to a multiple of N tokens with the padding ID, untrained"),
      .list(
        "buckets", "N,...", \.buckets, .quantity(in: 1...Int(Int32.max)),
        "Row lengths to use, up to --length: each document goes into the tightest fit"
      ) { lengths in
        zip(lengths, lengths.dropFirst()).allSatisfy { $0 < $1 } ? nil : "the lengths ascend, without repetition"
      },
      .value("pad", "left|right", \.padding, .choice, "Pad every row").defaulting(
        to: "rows end with their last document"),
      .value(
        "pad-to", "TARGET", \.paddingTarget, .paddingTarget,
        "Pad rows to --length (length), to a multiple of N (multiple:N), or to the longest of N consecutive rows (batch:N)"
      ),
      .value(
        "batch-tokens", "N", \.batchTokens, .quantity(in: 1...),
        "With --pad: pad each row to the longest in its batch; a batch is a run of consecutive rows of at most N tokens in "
          + "total, padding included"),
      .value("pad-id", "ID", \.paddingID, .digits, "Padding ID").defaulting(to: "the tokenizer's"),
      .flag(
        "boundary-mask", \.masksBoundaries,
        "Do not train on the first token of each document: it would be predicted from the previous document"),
      .value(
        "on-empty", "drop|keep", \.onEmpty, .choice,
        "Rows without a trained token, such as a chunk that is all prompt; rows of a prompts-only dataset are kept"
      ),
      .value("seed", "N", \.seed, .digits, "Random seed for the row order of --strategy window"),
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
        "Output directory: created if missing, must be empty unless --resume"
      ).required(),
      .value(
        "size", "SIZE", \.size, .quantity(in: 1...Int(UInt32.max) - 1), "Maximum bytes per shard, before compression"),
      .value(
        "level", "N|none", \.level, .compressionLevel,
        "Level of zstd, 1 to 22, or 'none' for uncompressed shards"),
      .value("tokens-name", "NAME", \.tokensName, .name(), "Name of the column with the token IDs"),
      .value("dtype", "TYPE", \.idType, .choice, "Type of the token IDs")
        .defaulting(to: "uint16 if the vocabulary fits, else uint32"),
      .value(
        "rows", "pack|doc", \.rows, .choice,
        "Store sequences as they come (pack), or unpack them into one row per document (doc)"),
      .flag("labels", \.usesLabels, "Store labels instead of a loss mask: the IDs, and -100 for untrained tokens"),
      .flag(
        "seekable", \.isSeekable,
        "Compress each shard in several frames with a seek table, so that readers can load single rows"),
      .value(
        "matrix", "N", \.fixedLength, .quantity(in: 1...(1 << 28) - 1),
        "Store fixed-length columns: rows of exactly N tokens, only IDs and loss mask, for memory mapping"),
      .flag("drop-last", \.dropsLast, "With --matrix: drop the last row if it is shorter"),
      .flag(
        "resume", \.resumes, "Finish the dataset of an interrupted run: complete shards are verified and kept"),
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
