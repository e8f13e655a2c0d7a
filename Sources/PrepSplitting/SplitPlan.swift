// PrepSplitting deals records out to parts: by the hash of what they say, so that equal ones stay together and nothing
// depends on their order.

/// The parts of a split and how much each gets.
package struct SplitPlan: Sendable, Hashable {
  /// One part.
  package struct Part: Sendable, Hashable {
    package var name: String
    package var share: Share
  }

  /// How much a part gets.
  package enum Share: Sendable, Hashable {
    /// A part of the whole, from 0 to 1.
    case fraction(Double)
    /// So many records.
    case count(Int)
    /// What the others leave.
    case rest
  }

  package let parts: [Part]

  /// Whether the shares are numbers of records.
  package var countsRecords: Bool {
    parts.contains { if case .count = $0.share { true } else { false } }
  }

  /// The upper ends of the parts on the way from 0 to 1.
  package let bounds: [Double]

  private init(parts: [Part]) {
    self.parts = parts
    bounds = []
  }

  /// The same plan in numbers of records: parts of the whole are rounded down, and what is left over goes to the
  /// largest remainders, the first part first where they are equal (Hamilton's method).
  package func counted(of total: Int) -> SplitPlan {
    var sizes: [(count: Int, remainder: Double)] = parts.indices.map { index in
      if case .count(let count) = parts[index].share { return (count, 0) }
      let start = index == 0 || bounds.isEmpty ? 0 : bounds[index - 1]
      let exact = bounds.isEmpty ? 0 : (bounds[index] - start) * Double(total)
      // A share such as 0.95 - 0.8 is a little off in binary; a whole number of records is meant.
      let whole = (exact + 1e-6).rounded(.down)
      return (Int(whole), max(0, exact - whole))
    }
    if bounds.isEmpty {
      let taken = sizes.reduce(0) { $0 + $1.count }
      if let rest = parts.firstIndex(where: { $0.share == .rest }) { sizes[rest].count = max(0, total - taken) }
    } else {
      let left = total - sizes.reduce(0) { $0 + $1.count }
      let order = sizes.indices.sorted { (sizes[$1].remainder, $0) < (sizes[$0].remainder, $1) }
      for index in order.prefix(max(0, left)) { sizes[index].count += 1 }
    }
    return SplitPlan(parts: zip(parts, sizes).map { Part(name: $0.name, share: .count($1.count)) })
  }

  /// Whether a part is meant to get nothing.
  package func isEmptyByPlan(_ index: Int) -> Bool {
    switch parts[index].share {
    case .count(let count): count == 0
    case .fraction(let fraction): fraction == 0
    case .rest: bounds.isEmpty ? false : (index == 0 ? bounds[0] : bounds[index] - bounds[index - 1]) <= 1e-9
    }
  }

  /// Reads `train=90%,valid=0.05,test`: a share in per cent or as a decimal fraction, a number of records, or nothing
  /// (`test=rest` too) for the rest.
  ///
  /// - Throws: ``SplitPlanError``.
  package init(parsing argument: String) throws(SplitPlanError) {
    var parts: [Part] = []
    for piece in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(sides[0])
      guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte), name != ".", name != ".." else {
        throw SplitPlanError(message: "'\(name)' is not a valid split name: use letters, digits, '.', '-' and '_'")
      }
      guard !parts.contains(where: { $0.name == name }) else {
        throw SplitPlanError(message: "the split '\(name)' appears twice")
      }
      parts.append(Part(name: name, share: sides.count == 1 || sides[1] == "rest" ? .rest : try Self.share(sides[1])))
    }
    if parts.count > 100 { throw SplitPlanError(message: "there can be at most 100 splits") }
    self.parts = parts
    bounds = try Self.bounds(parts)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x2D || byte == 0x2E || byte == 0x5F || byte >= 0x80
  }

  private static func share(_ text: Substring) throws(SplitPlanError) -> Share {
    let isPercent = text.hasSuffix("%")
    if isPercent || text.contains(".") {
      if let value = Double(isPercent ? text.dropLast() : text) {
        let fraction = isPercent ? value / 100 : value
        if fraction.isFinite, (0...1).contains(fraction) { return .fraction(fraction) }
      }
    } else if let count = Int(text), count >= 0 {
      return .count(count)
    }
    throw SplitPlanError(
      message: "'\(text)' is not a share: write 90% or 0.9 for a percentage, or 1000 for a number of records")
  }

  /// What to write where all parts are numbers of records: percentages, where they add up to a hundred, or a rest.
  private static func withoutRest(_ parts: [Part]) -> String {
    let numbers = parts.map { part in if case .count(let count) = part.share { count } else { 0 } }
    if numbers.reduce(0, { $0.addingReportingOverflow($1).partialValue }) == 100 {
      let shares = zip(parts, numbers).map { "\($0.name)=\($1)%" }.joined(separator: ",")
      return "numbers are numbers of records; for percentages write \(shares)"
    }
    let others = zip(parts, numbers).dropFirst().map { ",\($0.name)=\($1)" }.joined()
    return "one split has to take the rest: write it without a number, as in \(parts.first?.name ?? "train")\(others)"
  }

  private static func bounds(_ parts: [Part]) throws(SplitPlanError) -> [Double] {
    let rests = parts.count { $0.share == .rest }
    if rests > 1 { throw SplitPlanError(message: "only one split can take the rest") }
    var sum = 0.0
    var counts = 0
    var fractions = 0
    for part in parts {
      switch part.share {
      case .fraction(let fraction):
        sum += fraction
        fractions += 1
      case .count: counts += 1
      case .rest: break
      }
    }
    if counts > 0 {
      if fractions > 0 { throw SplitPlanError(message: "numbers of records and percentages cannot be mixed") }
      if rests == 0 {
        throw SplitPlanError(message: Self.withoutRest(parts))
      }
      return []
    }
    if sum > 1 + 1e-9 { throw SplitPlanError(message: "the shares add up to more than 100%") }
    if rests == 0, sum < 1 - 1e-9 {
      throw SplitPlanError(
        message: "the shares add up to less than 100%: write one split without a share, which takes the rest")
    }
    var bounds: [Double] = []
    var end = 0.0
    for part in parts {
      if case .fraction(let fraction) = part.share { end += fraction } else { end += max(0, 1 - sum) }
      bounds.append(end)
    }
    if !bounds.isEmpty { bounds[bounds.count - 1] = 1 }
    return bounds
  }
}

/// Parts that make no sense.
package struct SplitPlanError: Error, Sendable, CustomStringConvertible {
  /// What is wrong and what to write instead.
  package let message: String

  package init(message: String) { self.message = message }

  package var description: String { message }
}
