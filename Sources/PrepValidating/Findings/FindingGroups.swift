import PrepDiagnostics

/// What makes two findings of a kind: the rule, how bad it is, for whom, and where in its record.
struct FindingGroup: Hashable, Sendable {
  var rule: Int
  var severity: Diagnostic.Severity
  var targets: TargetSet
  /// The fingerprint of the pointer, with every place in a list alike.
  var pattern: UInt64
}

/// Which findings of a batch are kept where they are grouped: the first of each group. The others are counted with the
/// last one kept.
struct FindingGroups {
  /// The most groups of a batch; findings beyond count together, by rule and severity.
  static let most = 1000

  private struct State {
    var group: FindingGroup
    var count = 0
    /// The number of the last one kept among all findings.
    var last = 0
  }

  private let places: Int
  private var states: [State] = []
  private var numbers: [FindingGroup: Int] = [:]
  /// By rule the group of its last finding; findings of a rule mostly come in one place.
  private var latest: [Int]

  /// - Parameter places: How many findings of a group are kept.
  init(places: Int) {
    self.places = places
    latest = [Int](repeating: -1, count: RuleCatalogue.count)
  }

  /// What becomes of a finding.
  enum Fate {
    case kept(isElsewhere: Bool)
    /// It counts with an earlier one.
    case counted(with: Int)
  }

  /// Takes the next finding.
  ///
  /// - Parameter next: The number it gets if it is kept.
  mutating func take(_ group: FindingGroup, next: Int) -> Fate {
    var number = latest[group.rule]
    if number < 0 || states[number].group != group { number = find(group) }
    let isElsewhere = states[number].group.pattern != group.pattern
    if !isElsewhere { latest[group.rule] = number }
    states[number].count += 1
    if states[number].count > places { return .counted(with: states[number].last) }
    states[number].last = next
    return .kept(isElsewhere: isElsewhere)
  }

  private mutating func find(_ group: FindingGroup) -> Int {
    if let known = numbers[group] { return known }
    var group = group
    if states.count >= Self.most {
      (group.targets, group.pattern) = (.none, Self.elsewhere)
      if let known = numbers[group] { return known }
    }
    numbers[group] = states.count
    states.append(State(group: group))
    return states.count - 1
  }

  /// The pattern of findings for whose own group there is no room.
  private static let elsewhere: UInt64 = 1
}
