import PrepDiagnostics
import PrepRecords

/// Collects the findings of one batch, or of the end of a run, and counts those it no longer keeps. One thread uses it,
/// and nothing it calls comes back to it, so accesses need no check.
final class FindingLog {
  private let severities: SeverityTable
  /// How many findings of a rule are kept; the others are only counted.
  private let limit: Int
  // SAFETY: one thread has it at a time, and it calls nobody while it changes these, so that accesses need no check.
  /// Where findings are grouped: which are kept, whatever the limit is.
  @exclusivity(unchecked) private var groups: FindingGroups?
  @exclusivity(unchecked) private var patterns = PointerPattern()
  @exclusivity(unchecked) private(set) var findings: [Finding] = []
  @exclusivity(unchecked) private(set) var counts: FindingCounts
  @exclusivity(unchecked) var file = ""
  /// Whether lines were made of something else: columns and offsets mean nothing then.
  @exclusivity(unchecked) var areLinesMade = false
  /// Where lines stand that were cut out of a JSON text.
  @exclusivity(unchecked) var cutValues: CutValues?
  @exclusivity(unchecked) private var line = 0
  @exclusivity(unchecked) private var sourceLine = 0
  @exclusivity(unchecked) private var lineStart = 0
  @exclusivity(unchecked) private var baseOffset = 0
  @exclusivity(unchecked) private var root: BorrowedJSON?
  @exclusivity(unchecked) private var paths = PointerPath()
  /// The worst finding about the record since the last ``begin(line:sourceLine:start:baseOffset:root:)``.
  @exclusivity(unchecked) private(set) var worst: Diagnostic.Severity?
  /// The rules that have found something in it.
  @exclusivity(unchecked) private var rulesOfRecord: [Int] = []

  /// - Parameter places: How many findings of a kind are kept, where they are grouped; nil does not group them.
  init(severities: SeverityTable, limit: Int, places: Int?) {
    self.severities = severities
    self.limit = limit
    groups = places.map { FindingGroups(places: $0) }
    counts = FindingCounts(targets: severities.targets)
  }

  /// What a rule reports through, by its number.
  @inline(__always)
  func reporter(for rule: Int) -> Reporter { Reporter(log: self, rule: rule) }

  /// The profiles of the run.
  var profiles: [TargetProfile] { severities.profiles }

  /// The set as a whole.
  var wholeSet: SourceLocation { SourceLocation(file: file) }

  /// The places of records, where the reporter judges all inputs.
  var places: (RecordPlace) -> SourceLocation = {
    SourceLocation(file: "", line: $0.line, column: 1, offset: $0.offset, pointer: "")
  }

  /// Turns to another line of the batch.
  ///
  /// - Parameters:
  ///   - line: The line of the input.
  ///   - sourceLine: The line of what the input was made into; nil where that is the same.
  func begin(line: Int, sourceLine: Int? = nil, start: Int, baseOffset: Int, root: BorrowedJSON?) {
    self.line = line
    self.sourceLine = sourceLine ?? line
    lineStart = start
    self.baseOffset = baseOffset
    self.root = root
    worst = nil
    rulesOfRecord.removeAll(keepingCapacity: true)
    paths.reset()
    patterns.reset()
  }

  /// Whether a rule has found something in the record at hand.
  func hasReported(_ rule: Int) -> Bool { rulesOfRecord.contains(rule) }

  /// Reports a value of the record at hand.
  @inline(never)
  fileprivate func report(_ rule: Int, at value: BorrowedJSON, for targets: TargetSet, _ message: () -> String) {
    add(rule, targets, message) {
      place(at: value.start - lineStart, pointer: root.map { paths.pointer(to: value, from: $0) })
    } pattern: {
      root.map { patterns.hash(of: value, from: $0) } ?? PointerPattern.start
    }
  }

  /// Reports a position of the line at hand, counted from its first byte.
  @inline(never)
  fileprivate func report(_ rule: Int, atColumnOffset offset: Int, for targets: TargetSet, _ message: () -> String) {
    add(rule, targets, message) {
      place(at: offset, pointer: root.map { paths.pointer(toPosition: lineStart + offset, from: $0) })
    } pattern: {
      root.map { patterns.hash(ofPosition: lineStart + offset, from: $0) } ?? PointerPattern.start
    }
  }

  /// A position of the line at hand.
  private func place(at offset: Int, pointer: String?) -> SourceLocation {
    if let cutValues {
      return cutValues.placed(SourceLocation(file: file, line: sourceLine, column: offset + 1, pointer: pointer))
    }
    if areLinesMade { return SourceLocation(file: file, line: line, pointer: pointer) }
    return SourceLocation(
      file: file, line: line, column: offset + 1, offset: baseOffset + lineStart + offset, pointer: pointer)
  }

  /// Reports something at a place that is known already.
  @inline(never)
  fileprivate func report(_ rule: Int, at location: SourceLocation, for targets: TargetSet, _ message: () -> String) {
    add(rule, targets, message) {
      location
    } pattern: {
      PointerPattern.start
    }
  }

  private func add(
    _ rule: Int, _ targets: TargetSet, _ message: () -> String, _ location: () -> SourceLocation,
    pattern: () -> UInt64
  ) {
    guard let (severity, concerned) = severities.judge(rule: rule, targets) else { return }
    if worst.map({ $0 < severity }) ?? true { worst = severity }
    rulesOfRecord.append(rule)
    let before = counts.add(rule: rule, severity: severity, targets: concerned, severities: severities)
    var isElsewhere = false
    if groups != nil {
      let group = FindingGroup(rule: rule, severity: severity, targets: concerned, pattern: pattern())
      switch groups?.take(group, next: findings.count) {
      case .counted(let earlier)?:
        findings[earlier].more += 1
        return
      case .kept(let elsewhere)?: isElsewhere = elsewhere
      case nil: break
      }
    } else if before >= limit {
      return
    }
    findings.append(
      Finding(
        rule: rule, severity: severity, targets: severities.named(concerned), message: message(), location: location(),
        isElsewhere: isElsewhere))
  }
}

/// Reports what one rule finds.
struct Reporter {
  private let log: FindingLog
  /// The number of the rule that speaks.
  private let rule: Int

  @inline(__always)
  fileprivate init(log: FindingLog, rule: Int) {
    self.log = log
    self.rule = rule
  }

  /// The profiles of the run.
  var profiles: [TargetProfile] { log.profiles }

  /// The set as a whole.
  var wholeSet: SourceLocation { log.wholeSet }

  /// The place of a record of one of the inputs.
  func location(of place: RecordPlace) -> SourceLocation { log.places(place) }

  /// Reports a value of the record at hand.
  func report(at value: BorrowedJSON, for targets: TargetSet = .all, _ message: () -> String) {
    log.report(rule, at: value, for: targets, message)
  }

  /// Reports a position of the line at hand, counted from its first byte.
  func report(atColumnOffset offset: Int, for targets: TargetSet = .all, _ message: () -> String) {
    log.report(rule, atColumnOffset: offset, for: targets, message)
  }

  /// Reports something at a place that is known already.
  func report(at location: SourceLocation, for targets: TargetSet = .all, _ message: () -> String) {
    log.report(rule, at: location, for: targets, message)
  }

  /// Asks about each target for a value at fault and what is wrong with it; targets with the same answer share a
  /// finding.
  func reportByTarget(_ judge: (TargetProfile) -> (value: BorrowedJSON, message: String)?) {
    var faults: [(value: BorrowedJSON, message: String, targets: TargetSet)] = []
    for (target, profile) in profiles.enumerated() {
      guard let fault = judge(profile) else { continue }
      if let known = faults.firstIndex(where: { $0.value.node == fault.value.node && $0.message == fault.message }) {
        faults[known].targets.insert(target)
      } else {
        faults.append((fault.value, fault.message, .only(target)))
      }
    }
    for fault in faults { report(at: fault.value, for: fault.targets) { fault.message } }
  }
}
