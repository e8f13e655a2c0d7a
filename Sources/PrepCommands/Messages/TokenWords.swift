import PrepExamples
import PrepExporting
import PrepJobs
import PrepPacking
import PrepShards
import PrepTokenizing

extension TokenizeJob.Summary {
  /// What was made, in a line.
  var words: String {
    var line = "\(Counted(counts.examples, "example")) (\(shape.rawValue)), \(Counted(counts.tokens, "token"))"
    line += ", \(Counted.grouped(counts.trainedTokens)) trained, by \(tokenizer)"
    if counts.straddlingTokens > 0 {
      line += "; \(Counted(counts.straddlingTokens, "token")) across the end of a prompt, not trained"
    }
    if counts.openExamples > 0 {
      line +=
        "; in \(Counted(counts.openExamples, "example")) the end of an answer is not trained (--train reasoning,content,tool_call,end may)"
    }
    if counts.thoughtsNotShown > 0 {
      line += "; reasoning of \(Counted(counts.thoughtsNotShown, "message")) is left out by the template"
    }
    if counts.toolsNotShown > 0 {
      line += "; the template does not show the tools of \(Counted(counts.toolsNotShown, "example"))"
    }
    let lost = counts.lostTokensByRole
    if lost.total > 0 {
      let roles = TokenRole.allCases.filter { lost[$0] > 0 }.map { "\(Counted.grouped(lost[$0])) \($0.name)" }
      line += "; \(Counted(lost.total, "token")) lost to --max-tokens (\(roles.joined(separator: ", ")))"
    }
    if counts.droppedExamples > 0 { line += "; \(Counted(counts.droppedExamples, "example")) left out" }
    return line
  }
}

extension PackJob.Summary {
  /// What was made, in a line.
  var words: String {
    var line =
      "\(Counted(counts.documents, "document")), \(Counted(counts.tokens, "token")) in \(Counted(counts.rows, "row"))"
    line += ", \(Self.hundredths(counts.emptyPercent)) % empty"
    if counts.cutDocuments > 0 { line += ", \(Counted(counts.cutDocuments, "document")) cut" }
    if counts.droppedDocuments > 0 { line += ", \(Counted(counts.droppedDocuments, "document")) dropped" }
    if counts.droppedRows > 0 { line += ", \(Counted(counts.droppedRows, "row")) with nothing to learn dropped" }
    if counts.droppedTokens > 0 { line += ", \(Counted(counts.droppedTokens, "token")) lost" }
    return line
  }

  private static func hundredths(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}

extension Session {
  func say(_ summary: TokenizeJob.Summary) { summarize(summary.words) }

  func say(_ summary: PackJob.Summary) { summarize(summary.words) }

  func say(_ summary: ShardWriter.Summary) {
    if summary.wasFinishedByAnother {
      return summarize("another attempt completed \(summary.directory) first, with the same data")
    }
    var line =
      "\(Counted(summary.shards, "shard")), \(Counted(summary.samples, "row")), \(Counted(summary.tokens, "token"))"
    line += ", \(ProgressDisplay.size(Double(summary.storedBytes))) in \(summary.directory)"
    if summary.keptShards > 0 { line += "; \(Counted(summary.keptShards, "shard")) kept" }
    if summary.emptyRows > 0 { line += "; \(Counted(summary.emptyRows, "empty row")) left out" }
    summarize(line)
  }

  func say(_ written: TokenTarget.Written) {
    if let set = written.set { return say(set) }
    summarize("\(Counted(written.rows, "row")), \(Counted(written.tokens, "token"))")
  }

  func say(_ count: TokenCount) {
    summarize("\(Counted(count.documents, "document")), \(Counted(count.tokens, "token")) by \(count.tokenizer)")
  }

  func say(_ done: ExportJob.Summary, _ options: ExportJob.Options) {
    let counts = done.counts
    let format = options.format.rawValue
    if counts.lostLoss > 0 {
      console.say(
        "\(Counted(counts.lostLoss, "token")) that \(counts.lostLoss == 1 ? "is" : "are") not learnt, or with a weight, "
          + "will be learnt like all others: the format \(format) cannot say so")
    }
    if counts.lostLabels > 0 {
      console.say(
        "whether \(Counted(counts.lostLabels, "document")) \(counts.lostLabels == 1 ? "was" : "were") liked is left out: "
          + "the format \(format) cannot say so")
    }
    if done.loneParts > 0 {
      console.say(
        "\(Counted(done.loneParts, "part")) of documents that stand\(done.loneParts == 1 ? "s" : "") apart from the others "
          + "\(done.loneParts == 1 ? "is a document" : "are documents")")
    }
    var line =
      "\(Counted(counts.documents, "document")), \(Counted(counts.tokens, "token")) as \(format) in \(options.prefix)"
    if counts.emptyDocuments > 0 { line += "; \(Counted(counts.emptyDocuments, "empty document")) left out" }
    summarize(line)
  }
}
