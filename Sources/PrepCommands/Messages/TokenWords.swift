import PrepDiagnostics
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
    line += ", \(learned), by \(tokenizer)"
    if counts.straddlingTokens > 0 {
      let straddling = Counted(counts.straddlingTokens, "token")
      line +=
        "; \(straddling.with("spans", "span")) prompt and completion and \(straddling.count == 1 ? "is" : "are") not trained"
      // Where most examples have one, nothing separates prompt and completion.
      line +=
        straddling.count * 2 > counts.examples
        ? ": separate the two with prep format, render them with --template, or see --boundary" : " (see --boundary)"
    }
    if counts.openExamples > 0 {
      line +=
        "; \(Counted(counts.openExamples, "example").with("does", "do")) not train on the end of an answer (try --train reasoning,content,tool_call,end)"
    }
    if counts.thoughtsNotShown > 0 {
      line += "; the template drops the reasoning of \(Counted(counts.thoughtsNotShown, "message"))"
    }
    if counts.namesNotShown > 0 {
      line += "; the template does not show the names of \(Counted(counts.namesNotShown, "message"))"
    }
    if counts.toolsNotShown > 0 {
      line += "; the template does not show the tools of \(Counted(counts.toolsNotShown, "example"))"
    }
    for (count, one, words) in taskWords where count > 0 { line += "; \(Counted(count, one)) \(words)" }
    let lost = counts.lostTokensByRole
    if lost.total > 0 {
      let roles = TokenRole.allCases.filter { lost[$0] > 0 }.map { "\(Counted.grouped(lost[$0])) \($0.name)" }
      line += "; \(Counted(lost.total, "token")) lost to --max-tokens (\(roles.joined(separator: ", ")))"
    }
    if counts.droppedExamples > 0 { line += "; \(Counted(counts.droppedExamples, "example")) dropped" }
    return line
  }
}

extension TokenizeJob.Summary {
  /// What is learnt: tokens, or what stands beside them.
  private var learned: String {
    guard counts.trainedTokens == 0 else { return "\(Counted.grouped(counts.trainedTokens)) trained" }
    switch shape {
    case .classification where counts.examples > 0: return "\(Counted(counts.examples, "label")) beside them"
    case .questionAnswering where counts.sequences > 0:
      return "\(Counted(counts.sequences, "answer position")) beside them"
    default: return "0 trained"
    }
  }

  /// What happened to labels of words and to answers.
  private var taskWords: [(count: Int, one: String, words: String)] {
    [
      (counts.windows, "window", "of texts longer than --max-tokens"),
      (counts.repairedTags, "tag", "changed from I- to B- at the beginning of an entity"),
      (counts.wordsWithoutTokens, "word", "without tokens"),
      (counts.passedOnTags, "B- tag", "moved to the next word, because a word has no tokens"),
      (counts.cutEntities, "label", "changed from I- to B- at the beginning of a window"),
      (counts.overlappingSpans, "span", "dropped because of overlap"),
      (counts.droppedSpans, "span", "dropped because of a boundary inside a token"),
      (counts.expandedSpans, "span", "expanded to token boundaries"),
      (counts.spansWithoutTokens, "span", "without tokens"),
      (counts.otherOffsets, "record", "with offsets in another unit than --span-unit, as the quoted words show"),
      (counts.movedAnswers, "answer", "found at another offset"),
      (counts.checkedLabels, "label", "checked against the text"),
    ]
  }
}

extension PackJob.Summary {
  /// What was made, in a line.
  var words: String {
    var line =
      "\(Counted(counts.documents, "document")), \(Counted(counts.tokens, "token")) in \(Counted(counts.rows, "row"))"
    line += ", \(Self.hundredths(counts.emptyPercent))% empty"
    if counts.cutDocuments > 0 { line += ", \(Counted(counts.cutDocuments, "document")) cut" }
    if counts.droppedDocuments > 0 { line += ", \(Counted(counts.droppedDocuments, "document")) dropped" }
    if counts.droppedRows > 0 { line += ", \(Counted(counts.droppedRows, "row")) without trained tokens dropped" }
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
    if summary.emptyRows > 0 { line += "; \(Counted(summary.emptyRows, "empty row")) dropped" }
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
        "warning: \(format) stores no loss mask or weights: \(Counted(counts.lostLoss, "untrained or weighted token")) "
          + "will be trained at full weight")
    }
    if counts.lostLabels > 0 {
      console.say(
        "warning: \(format) stores no labels: dropped the desirable/undesirable label of "
          + "\(Counted(counts.lostLabels, "document"))")
    }
    if done.loneParts > 0 {
      console.say(
        "warning: wrote \(Counted(done.loneParts, "separated chunk")) of documents as \(Counted(done.loneParts, "document"))"
      )
    }
    var line =
      "\(Counted(counts.documents, "document")), \(Counted(counts.tokens, "token")) as \(format) in \(options.prefix)"
    if counts.emptyDocuments > 0 { line += "; \(Counted(counts.emptyDocuments, "empty document")) dropped" }
    summarize(line)
  }
}
