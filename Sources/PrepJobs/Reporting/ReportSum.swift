import PrepRecords

/// Reports of runs, added up member by member: what the parts of a job counted becomes what the whole job counted.
///
/// Numbers are added, those whose name begins with `longest`, `largest` or `max` become the larger of the two, with
/// `shortest`, `smallest` or `min` the smaller. Everything else says how the runs were made, and has to be equal.
/// Adding is associative: sums can be added again, in any tree that keeps the order.
package struct ReportSum: Sendable {
  /// Why two reports do not add.
  package struct Refusal: Error, Sendable {
    /// A stable code.
    package var code: StaticString
    /// What is wrong with the second one.
    package var message: String
  }

  private indirect enum Value {
    case integer(Int)
    case decimal(Double)
    /// A text, a list, true, false or null, as JSON.
    case other([UInt8])
    case object([(name: String, value: Value)])
  }

  private var members: [(name: String, value: Value)] = []
  private var parts: PartNumbers?

  /// Nothing, to which any report adds.
  package init() {}

  /// Adds a report.
  ///
  /// - Throws: ``Refusal``: `not-a-report` for what is no JSON object of a report, `no-counts` for one without counts,
  ///   `double-part` and `other-part` for parts that do not go together, `other-options` for reports of unlike runs.
  package mutating func add(_ report: JSONView) throws(Refusal) {
    guard report.kind == .object, case .object(let read)? = Self.value(report) else {
      throw Refusal(code: "not-a-report", message: "is not a report of a run")
    }
    var counts = read
    if Self.mentions(JobReport.finishedByAnother, counts) {
      throw Refusal(
        code: "no-counts",
        message: "has no counts: another attempt at the part was complete first; take the report of that one")
    }
    if let place = counts.firstIndex(where: { $0.name == JobReport.part }) {
      guard let text = try? report[JobReport.part]?.string(), let more = PartNumbers(text) else {
        throw Refusal(code: "not-a-report", message: "names no part of a job as i/N")
      }
      counts.remove(at: place)
      parts = try parts.map { known throws(Refusal) in try known.adding(more) } ?? more
    }
    try Self.add(counts, to: &members, "")
  }

  /// The parts of the job of which no report was added, as `--part` takes them; nil where none is missing, or the
  /// reports are of no parts.
  package var missingParts: String? { parts?.missing }

  /// The sum as one line of JSON.
  package var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if let parts {
      writer.key(JobReport.part)
      writer.string(parts.text)
    }
    Self.write(members, to: &writer)
    writer.endObject()
    return writer.bytes
  }

  // MARK: Values

  private static func value(_ view: JSONView) -> Value? {
    switch view.kind {
    case .number: return view.int.map { .integer($0) } ?? view.double.map { .decimal($0) }
    case .object:
      var members: [(String, Value)] = []
      var isSound = true
      view.forEachMember { key, member in
        guard let name = try? key.string(), let value = value(member) else {
          isSound = false
          return
        }
        members.append((name, value))
      }
      return isSound ? .object(members) : nil
    default: return .other(view.withUnsafeBytes { [UInt8]($0) })
    }
  }

  private static func mentions(_ name: String, _ members: [(name: String, value: Value)]) -> Bool {
    members.contains { member in
      if case .object(let inner) = member.value { return mentions(name, inner) }
      return member.name == name
    }
  }

  private static func add(
    _ more: [(name: String, value: Value)], to members: inout [(name: String, value: Value)], _ path: String
  ) throws(Refusal) {
    for (name, value) in more {
      guard let place = members.firstIndex(where: { $0.name == name }) else {
        members.append((name, value))
        continue
      }
      members[place].value = try sum(members[place].value, value, name, path + "/" + name)
    }
  }

  private static func sum(_ one: Value, _ other: Value, _ name: String, _ path: String) throws(Refusal) -> Value {
    switch (one, other) {
    case (.integer(let one), .integer(let other)):
      switch Rule(name) {
      case .largest: return .integer(max(one, other))
      case .smallest: return .integer(min(one, other))
      case .equal where one == other: return .integer(one)
      case .equal: break
      case .sum:
        let (sum, overflows) = one.addingReportingOverflow(other)
        return overflows ? .decimal(Double(one) + Double(other)) : .integer(sum)
      }
    case (.integer(let one), .decimal(let other)): return decimal(Double(one), other, name)
    case (.decimal(let one), .integer(let other)): return decimal(one, Double(other), name)
    case (.decimal(let one), .decimal(let other)): return decimal(one, other, name)
    case (.object(var members), .object(let more)):
      try add(more, to: &members, path)
      return .object(members)
    case (.other(let one), .other(let other)) where one == other: return .other(one)
    default: break
    }
    throw Refusal(code: "other-options", message: "\(path) differs: this report is of a run with other options")
  }

  private static func decimal(_ one: Double, _ other: Double, _ name: String) -> Value {
    switch Rule(name) {
    case .largest: .decimal(max(one, other))
    case .smallest: .decimal(min(one, other))
    default: .decimal(one + other)
    }
  }

  private enum Rule {
    case sum, largest, smallest, equal

    init(_ name: String) {
      if name == "vocabulary_size" {
        self = .equal
        return
      }
      switch name.split(separator: "_").first {
      case "longest", "largest", "max": self = .largest
      case "shortest", "smallest", "min": self = .smallest
      default: self = .sum
      }
    }
  }

  private static func write(_ members: [(name: String, value: Value)], to writer: inout JSONWriter) {
    for (name, value) in members {
      writer.key(name)
      switch value {
      case .integer(let number): writer.int(number)
      case .decimal(let number): writer.double(number)
      case .other(let text): text.withUnsafeBytes { writer.raw($0) }
      case .object(let inner):
        writer.beginObject()
        write(inner, to: &writer)
        writer.endObject()
      }
    }
  }
}
