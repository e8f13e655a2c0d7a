import PrepDiagnostics

/// Which parts of a job something is of: `3/16` for one, `0-3,5/16` for several.
struct PartNumbers: Sendable, Equatable {
  /// Ranges in ascending order that do not touch.
  private var ranges: [ClosedRange<Int>]
  private let count: Int

  /// Reads numbers and ranges of them in ascending order, and how many parts there are; nil for anything else.
  init?(_ text: String) {
    let halves = text.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, let count = Int(halves[1]), count >= 1, count <= 1 << 20 else { return nil }
    self.count = count
    ranges = []
    for word in halves[0].split(separator: ",", omittingEmptySubsequences: false) {
      let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count <= 2, let first = ends[0], let last = ends.count == 2 ? ends[1] : first, first <= last,
        first > (ranges.last?.upperBound ?? -1), last < count
      else { return nil }
      append(first...last)
    }
  }

  private mutating func append(_ range: ClosedRange<Int>) {
    if let last = ranges.last, last.upperBound + 1 == range.lowerBound {
      ranges[ranges.count - 1] = last.lowerBound...range.upperBound
    } else {
      ranges.append(range)
    }
  }

  /// The parts of both.
  ///
  /// - Throws: ``ReportSum/Refusal`` for a part that both have, and for jobs of unlike numbers of parts.
  func adding(_ other: PartNumbers) throws(ReportSum.Refusal) -> PartNumbers {
    guard other.count == count else {
      throw ReportSum.Refusal(
        code: "other-part", message: "is of a job of \(Counted(other.count, "part")), the one before of \(count)")
    }
    var sum = self
    sum.ranges = []
    for range in (ranges + other.ranges).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = sum.ranges.last, last.upperBound >= range.lowerBound {
        throw ReportSum.Refusal(
          code: "double-part", message: "is of part \(range.lowerBound), which is among the reports already")
      }
      sum.append(range)
    }
    return sum
  }

  /// The numbers, as they are read.
  var text: String { Self.text(ranges) + "/\(count)" }

  /// The parts of the job that are not among these; nil where all are.
  var missing: String? {
    var gaps: [ClosedRange<Int>] = []
    var next = 0
    for range in ranges {
      if next < range.lowerBound { gaps.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next < count { gaps.append(next...count - 1) }
    return gaps.isEmpty ? nil : Self.text(gaps) + "/\(count)"
  }

  private static func text(_ ranges: [ClosedRange<Int>]) -> String {
    ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
  }
}
