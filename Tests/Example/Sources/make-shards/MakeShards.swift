import PrepExamples
import PrepPacking
import PrepRecords
import PrepShards
import PrepTokenizers
import PrepTokenizing
import PrepTokens

/// Does the whole job through `import` alone: prompts and completions become a shard set, which is read again.
///
///     swift run make-shards train.jsonl shards/
@main
struct MakeShards {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count == 2 else { return print("usage: make-shards RECORDS DIRECTORY") }
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    let summary = try JSONLinesReader(paths: [arguments[0]])
      .examples(as: .promptCompletion)
      .tokenized(by: tokenizer, threads: 2)
      .packed(length: 2048)
      .write(to: ShardWriter(directory: arguments[1]))
    print("\(summary.samples) rows with \(summary.tokens) tokens in \(summary.shards) shards")

    let shards = try ShardReader(directory: arguments[1])
    var trained = 0
    for number in 0..<shards.count { trained += try shards.row(number).trainedTokenCount }
    print("\(trained) tokens are trained")
    guard shards.count > 0 else { return }
    let row = try shards.row(shards.count - 1)
    print("the last document: \(tokenizer.decode(Array(row.tokens[row.range(ofSegment: row.segmentCount - 1)])))")
  }
}
