import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S06: the shape changes from one record to the next.
enum ShapeChangeRule: SetRule {
  static let about = RuleDescription(
    "S06", "shape-change", .error, "the records are of different shapes",
    reason:
      "Most consumers decide by the first record how to read all of them; the others are refused or read wrongly.",
    remedy: "Make one file for each shape; prep convert --to NAME brings them to one.",
    with: ["NAME": "chat"],
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"# + "\n"
        + #"{"prompt":"2+3 ->","completion":" 5"}"#, at: "2:1 ",
      good: #"{"text":"a"}"# + "\n" + #"{"text":"b"}"#))

  static func makeTally() -> any SetTally { Tally() }

  private final class Tally: SetTally {
    /// Places kept; more changes are only counted.
    private static let most = 100
    private var first: (shape: RecordShape?, file: Int)?
    private var last: (shape: RecordShape?, file: Int)?
    private var firstPlace: RecordPlace?
    private var changes: [(RecordPlace, from: RecordShape?, to: RecordShape?)] = []
    private var names: [Int: String] = [:]

    func observe(_ example: ExampleView, _ place: RecordPlace) {
      if example.root.isObject { step(example.shape, place) }
    }

    private func step(_ shape: RecordShape?, _ place: RecordPlace) {
      if first == nil {
        first = (shape, place.file)
        firstPlace = place
      }
      if let last, last.file == place.file, last.shape != shape, changes.count < Self.most {
        changes.append((place, last.shape, shape))
      }
      last = (shape, place.file)
    }

    func join(_ later: any SetTally) {
      guard let later = later as? Tally, let start = later.first, let place = later.firstPlace else { return }
      step(start.shape, place)
      changes.append(contentsOf: later.changes.prefix(max(0, Self.most - changes.count)))
      last = later.last
    }

    func conclude(_ report: Reporter) {
      for (place, old, new) in changes {
        report.report(at: report.location(of: place)) {
          "the record is of the shape \(new?.rawValue ?? "unknown"), the one before it of the shape \(old?.rawValue ?? "unknown")"
        }
      }
    }
  }
}
