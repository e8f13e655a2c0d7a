import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S12: labels are now strings, now numbers.
enum LabelTypeRule: SetRule {
  static let about = RuleDescription(
    "S12", "label-type", .warning, "labels are of different kinds",
    reason: "\"1\", 1 and true are three classes to one consumer and one class to another.",
    remedy: "prep fix --apply label-types, or write all labels in one way.",
    example: RuleExample(
      #"{"text":"a","label":"1"}"# + "\n" + #"{"text":"b","label":1}"#, at: "2:1 ",
      good: #"{"text":"a","label":"1"}"# + "\n" + #"{"text":"b","label":"0"}"#))

  static func makeTally() -> any SetTally { Tally() }

  private final class Tally: SetTally {
    /// Where a label of each kind was first seen: string, number, truth value.
    private var first: [RecordPlace?] = [nil, nil, nil]
    private var counts = [0, 0, 0]

    func observe(_ example: ExampleView, _ place: RecordPlace) {
      guard let label = example[.label] else { return }
      guard let kind = label.isString ? 0 : label.isNumber ? 1 : label.isBool ? 2 : nil else { return }
      counts[kind] += 1
      if first[kind] == nil { first[kind] = place }
    }

    func join(_ later: any SetTally) {
      guard let later = later as? Tally else { return }
      for kind in 0..<3 {
        counts[kind] += later.counts[kind]
        if first[kind] == nil { first[kind] = later.first[kind] }
      }
    }

    func conclude(_ report: Reporter) {
      let places = first.compactMap { $0 }.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
      guard places.count > 1 else { return }
      report.report(at: report.location(of: places[1])) {
        "labels change their kind here: \(counts[0]) are strings, \(Counted(counts[1], "number")), \(counts[2]) truth values"
      }
    }
  }
}
