import PrepDiagnostics
import PrepRecords

/// G04: the chosen answers are longer, or shorter, than the rejected ones throughout.
enum LengthBiasRule: CensusRule {
  static let about = RuleDescription(
    "G04", "length-bias", .warning, "chosen answers differ in length from rejected ones throughout",
    reason: "The model then learns to write long, or short, instead of what makes an answer better.",
    remedy: "Add pairs in which the shorter answer is the better one.",
    example: RuleExample(
      (0..<24).map {
        "{\"prompt\":\"q\($0)\",\"chosen\":\"\(String(repeating: "long ", count: 20 + $0))\",\"rejected\":\"\(String(repeating: "x", count: 3 + $0 % 5))\"}"
      }
      .joined(separator: "\n"), at: "0:0",
      good: (0..<24).map {
        "{\"prompt\":\"q\($0)\",\"chosen\":\"\(String(repeating: "y", count: 3 + $0 % 7))\",\"rejected\":\"\(String(repeating: "x", count: 3 + $0 % 7))\"}"
      }
      .joined(separator: "\n")))

  /// Cohen's d from which the difference is worth a word.
  private static let threshold = 0.3

  static func conclude(_ census: SetCensus, _ report: Reporter) {
    let pairs = census.pairs
    guard pairs.count >= 20 else { return }
    let count = Double(pairs.count)
    let (chosen, rejected) = (Double(pairs.chosen) / count, Double(pairs.rejected) / count)
    let variance =
      max(0, Double(pairs.chosenSquares) / count - chosen * chosen)
      + max(0, Double(pairs.rejectedSquares) / count - rejected * rejected)
    let deviation = (variance / 2).squareRoot()
    guard deviation > 0, abs(chosen - rejected) / deviation >= threshold else { return }
    report.report(at: report.wholeSet) {
      let size = Int((abs(chosen - rejected) / deviation * 100).rounded())
      let fraction = "\(size / 100).\(size % 100 < 10 ? "0" : "")\(size % 100)"
      return
        "chosen answers have \(Int(chosen)) bytes on average, rejected ones \(Int(rejected)); Cohen's d is \(fraction)"
    }
  }
}
