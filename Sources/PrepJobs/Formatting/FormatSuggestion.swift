import PrepDiagnostics
import PrepExamples
import PrepFormatting

/// What is suggested to be done to prompts and completions: a line each of what would be done and of what could be.
package struct FormatSuggestion {
  private let options: FormatOptions
  private let plan: FormatPlan
  private let census: FormatCensus
  private let common: FormatCensus
  private let labels: [LabelChoice]

  init(
    _ options: FormatOptions, _ plan: FormatPlan, _ census: FormatCensus, common: FormatCensus, _ labels: [LabelChoice]
  ) {
    self.options = options
    self.plan = plan
    self.census = census
    self.common = common
    self.labels = labels
  }

  var text: String { lines.map { $0.printable + "\n" }.joined() }

  private var lines: [String] {
    let kinds = census.completionCount.map { ", \(Counted($0, "different completion"))" } ?? ""
    var lines = ["task: \(census.task.rawValue) (\(Counted(census.prompts.count, "prompt"))\(kinds))"]
    lines.append("separator: " + ending(plan.separator, "prompt", isTooLong: 10))
    lines.append("stop: " + ending(plan.stop, "completion", isTooLong: 10))
    let unspaced = census.completions.count - census.spacedCompletions
    if census.completions.count > 0 {
      lines.append(
        "leading space: "
          + (unspaced == 0
            ? "all completions have one"
            : options.addsSpace
              ? "added to \(Counted(unspaced, "completion"))" : "missing from \(Counted(unspaced, "completion"))"))
    }
    for (name, texts, prefix) in [("prompts", common.prompts, 12), ("completions", common.completions, 4)]
    where texts.count > 1 && !texts.areEqual
      && String(decoding: texts.prefix, as: UTF8.self).unicodeScalars.count > prefix
    {
      lines.append(
        "common start of \(name): \(RecordFormatter.shown(texts.prefix)) (--remove-\(name.dropLast())-prefix common)")
    }
    for (name, counts) in [("prompts", common.promptCase), ("completions", common.completionCase)]
    where counts.upper * 2 > counts.lower {
      lines.append("capitals: more than a third of the letters of \(name) (--lower \(name))")
    }
    for label in labels {
      var line = "label \(RecordFormatter.shown(label.label)): \(Counted(label.count, "example"))"
      if label.tokens != nil { line += ", " + Self.fault(of: label) }
      if label.replacement != label.label { line += ", becomes \(RecordFormatter.shown(label.replacement))" }
      lines.append(line)
    }
    return lines
  }

  private func ending(_ ending: FormatCensus.Ending?, _ texts: String, isTooLong limit: Int) -> String {
    switch ending {
    case .new(let text)?: "\(RecordFormatter.shown(text)) added, which appears in no \(texts)"
    case .existing(let text)?:
      "\(RecordFormatter.shown(text)) ends all \(texts)s already"
        + (text.count > limit ? "; it is long, and every token of it is paid for in each" : "")
    case .noneLeft?, nil: "none"
    }
  }

  /// How a label fares with the tokenizer.
  package static func fault(of label: LabelChoice) -> String {
    if let twin = label.twin { return "begins with the same token as \(RecordFormatter.shown(twin))" }
    return label.tokens.map { "is \(Counted($0, "token"))" } ?? ""
  }
}
