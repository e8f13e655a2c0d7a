import PrepBytes
import PrepDiagnostics

/// Findings by kind: of one rule, for the same targets, at the same place of records. Of each kind the first ones are
/// written, as lines of text, and how many there are; errors come first. Memory is bounded however many there are.
final class GroupedFindingWriter: FindingWriter {
  private struct Kind: Hashable {
    var rule: Int
    var severity: Diagnostic.Severity
    var targets: TargetSet
    /// The pointer, with `*` for every place in a list; nil for places that got no group of their own.
    var pattern: String?
  }

  private struct Group {
    var kind: Kind
    var mark: String
    var lines: [String] = []
    var count = 0
  }

  private let sink: any ByteSink
  private let targets: [String]
  private let places: Int
  private var groups: [Group] = []
  private var numbers: [Kind: Int] = [:]

  /// - Parameter places: How many findings of a kind are written.
  init(_ sink: any ByteSink, targets: [String], places: Int) {
    self.sink = sink
    self.targets = targets
    self.places = places
  }

  func write(_ finding: Finding) throws {
    let number = number(of: finding)
    groups[number].count += 1 + finding.more
    if groups[number].lines.count < places { groups[number].lines.append(finding.line(targets)) }
  }

  func finish(_ result: ValidationResult) throws {
    // What comes first in the data comes first among equals.
    let order = groups.indices.sorted { (groups[$1].kind.severity, $0) < (groups[$0].kind.severity, $1) }
    for group in order.map({ groups[$0] }) {
      for line in group.lines { try sink.write(line) }
      let more = group.count - group.lines.count
      if more > 0 { try sink.write("  \(words(more, group))".printableAtLineStart + "\n") }
    }
  }

  private func words(_ count: Int, _ group: Group) -> String {
    let place =
      switch group.kind.pattern {
      case nil: " elsewhere"
      case ""?: ""
      case let pattern?: " at \(pattern)"
      }
    return "and \(Counted.grouped(count)) more\(place), \(Counted.grouped(group.count)) in all\(group.mark)"
  }

  private func number(of finding: Finding) -> Int {
    var kind = Kind(
      rule: finding.rule, severity: finding.severity, targets: finding.targets,
      pattern: Self.pattern(finding.location.pointer ?? ""))
    if !finding.isElsewhere, let known = numbers[kind] { return known }
    if finding.isElsewhere || groups.count >= FindingGroups.most {
      (kind.targets, kind.pattern) = (.none, nil)
      if let known = numbers[kind] { return known }
    }
    numbers[kind] = groups.count
    groups.append(Group(kind: kind, mark: kind.pattern == nil ? " [\(finding.about.code)]" : finding.mark(targets)))
    return groups.count - 1
  }

  private static func pattern(_ pointer: String) -> String {
    guard pointer.utf8.contains(where: { $0 &- 0x30 < 10 }) || pointer.contains("/properties/") else { return pointer }
    var before: Substring = ""
    return pointer.split(separator: "/", omittingEmptySubsequences: false).map { step in
      defer { before = step }
      let isNumber = !step.isEmpty && step.utf8.allSatisfy { $0 &- 0x30 < 10 }
      return isNumber || PointerPattern.namesMembers(before) ? "*" : step
    }.joined(separator: "/")
  }
}
