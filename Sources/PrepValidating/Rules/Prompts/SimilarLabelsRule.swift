import PrepDiagnostics
import PrepRecords
import PrepShapes

/// P13: labels that are nearly the same.
enum SimilarLabelsRule: CensusRule {
  static let about = RuleDescription(
    "P13", "similar-labels", .warning, "two labels differ in blanks or case alone",
    reason: "They are two classes to the model and one to the reader.",
    remedy: "Write each label in one way.",
    example: RuleExample(
      #"{"text":"a","label":"good"}"# + "\n"
        + #"{"text":"b","label":"Good "}"# + "\n"
        + #"{"text":"c","label":"bad"}"#, at: "2:1 ",
      good: #"{"text":"a","label":"good"}"# + "\n"
        + #"{"text":"c","label":"bad"}"#))

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    guard census.completionRecords == 0 || census.task == .classification else { return }
    var known: [[UInt8]: LabelCensus.Label] = [:]
    let labels = census.labels.labels.sorted { ($0.first.file, $0.first.line) < ($1.first.file, $1.first.line) }
    for label in labels {
      let folded = label.text.filter { $0 > 0x20 }.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
      if let other = known[folded] {
        report.report(at: report.location(of: label.first)) {
          "the labels \(Bytes.quoted(other.text)) and \(Bytes.quoted(label.text)) differ in blanks or case alone"
        }
      } else {
        known[folded] = label
      }
    }
  }
}
