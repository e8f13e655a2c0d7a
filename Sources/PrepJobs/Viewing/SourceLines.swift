import PrepRecords

/// Says where the documents of a token stream stand in the files they were made from.
///
/// Documents have the numbers of their records, so that the numbers and the lines go side by side but for blank lines.
struct SourceLines {
  /// Records whose lines follow each other.
  private struct Run {
    var first: UInt64
    var file: String
    var line: Int
  }

  private var runs: [Run] = []
  private var count: UInt64 = 0

  /// Reads the files once, in the order in which they were tokenized.
  init(_ inputs: [JobInput], maxLine: Int = JSONLimits.line) throws {
    var waiting = inputs[...]
    let reader = JSONLinesReader(sources: { try waiting.popFirst().map { try $0.open() } }, maxLine: maxLine)
    while let batch = try reader.next() {
      for index in batch.indices {
        let facts = batch.facts(index)
        guard facts.kind == .record || facts.kind == .invalid else { continue }
        if runs.last.map({ $0.file != batch.file || $0.line + Int(count - $0.first) != facts.line }) ?? true {
          runs.append(Run(first: count, file: batch.file, line: facts.line))
        }
        count += 1
      }
    }
  }

  /// `train.jsonl:17`; nil for a document that the files do not have.
  func place(of document: UInt64) -> String? {
    guard document < count else { return nil }
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].first <= document { low = middle } else { high = middle }
    }
    return "\(runs[low].file):\(runs[low].line + Int(document - runs[low].first))"
  }
}
