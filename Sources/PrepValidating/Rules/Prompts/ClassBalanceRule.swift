import PrepDiagnostics
import PrepRecords
import PrepShapes

/// P11: classes with few examples.
enum ClassBalanceRule: CensusRule {
  static let about = RuleDescription(
    "P11", "class-balance", .warning, "a class has few examples, or far fewer than another",
    reason: "About a hundred examples a class are advised; a rare class is hardly trained beside a frequent one.",
    remedy: "Add examples of the rare class, or join it with another.",
    example: RuleExample(
      (0..<250).map { "{\"text\":\"text \($0)\",\"label\":\"\($0 % 25 == 0 ? "rare" : "usual")\"}" }.joined(
        separator: "\n"), at: "0:0",
      good: (0..<250).map { "{\"text\":\"text \($0)\",\"label\":\"\($0 % 2 == 0 ? "good" : "bad")\"}" }.joined(
        separator: "\n")))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    let labels = census.labels.labels
    guard labels.count > 1, census.labels.records >= 10, census.completionRecords == 0 || census.task == .classification
    else { return }
    guard let most = labels.first, let least = labels.last else { return }
    let few = labels.filter { $0.count < 100 }
    if !few.isEmpty {
      report.report(at: report.wholeSet) {
        "\(few.count) of \(labels.count) classes have fewer than 100 examples; \(Bytes.quoted(least.text)) has \(least.count)"
      }
    } else if least.count * 10 < most.count {
      report.report(at: report.wholeSet) {
        "the class \(Bytes.quoted(most.text)) has \(Counted(most.count, "example")), \(Bytes.quoted(least.text)) has \(least.count)"
      }
    }
  }
}
