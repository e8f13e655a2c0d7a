import PrepDiagnostics
import PrepRecords
import PrepShapes

/// W03: only some records have a weight, or one is negative.
enum RecordWeightRule: SetRule {
  static let about = RuleDescription(
    "W03", "record-weight", .error, "only some records have a weight, or a weight is negative or not a number",
    reason: "Where records are weighed, all of them have to be; a negative weight unlearns, which few targets mean.",
    remedy: "Give every record a weight, 1 for those that had none.",
    example: RuleExample(
      #"{"prompt":"2+3 ->","completion":" 5","weight":2}"# + "\n" + #"{"prompt":"2+4 ->","completion":" 6"}"#,
      at: "2:1 ",
      good: #"{"prompt":"2+3 ->","completion":" 5","weight":2}"#))

  static func makeTally() -> any SetTally { Tally() }

  private final class Tally: SetTally {
    private var with = 0
    private var firstWithout: RecordPlace?
    private var without = 0
    private var negative: RecordPlace?
    private var wrong: RecordPlace?

    func observe(_ example: ExampleView, _ place: RecordPlace) {
      guard let weight = example[.weight] else {
        without += 1
        if firstWithout == nil { firstWithout = place }
        return
      }
      with += 1
      if !weight.isNumber {
        if wrong == nil { wrong = place }
      } else if weight.first == UInt8(ascii: "-"), negative == nil {
        negative = place
      }
    }

    func join(_ later: any SetTally) {
      guard let later = later as? Tally else { return }
      with += later.with
      without += later.without
      if firstWithout == nil { firstWithout = later.firstWithout }
      if negative == nil { negative = later.negative }
      if wrong == nil { wrong = later.wrong }
    }

    func conclude(_ report: Reporter) {
      if with > 0, without > 0, let firstWithout {
        report.report(at: report.location(of: firstWithout)) {
          "\(with) records have a weight, \(without) have none; this is the first without"
        }
      }
      if let wrong { report.report(at: report.location(of: wrong)) { "the record's weight is not a number" } }
      guard let negative else { return }
      var concerned = TargetSet.none
      for (target, profile) in report.profiles.enumerated() where !profile.takesNegativeWeights {
        concerned.insert(target)
      }
      if !concerned.isEmpty {
        report.report(at: report.location(of: negative), for: concerned) { "the record's weight is negative" }
      }
    }
  }
}
