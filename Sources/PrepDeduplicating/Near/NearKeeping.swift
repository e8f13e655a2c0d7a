import PrepContents
import PrepDiagnostics
import PrepRecords

/// Which of several records that say the same stays.
package enum NearKeeping: Sendable, Hashable {
  /// The one with the most words.
  case longest
  case first, last
  /// The one with the largest, or the smallest, value in a field.
  case largest(FieldPath)
  case smallest(FieldPath)

  /// `longest`, `first`, `last`, `max:FIELD` or `min:FIELD`; nil for anything else.
  package init?(_ text: String) {
    switch text {
    case "longest": self = .longest
    case "first": self = .first
    case "last": self = .last
    default:
      guard text.hasPrefix("max:") || text.hasPrefix("min:"), let path = FieldPath(String(text.dropFirst(4))) else {
        return nil
      }
      self = text.hasPrefix("max:") ? .largest(path) : .smallest(path)
    }
  }

  /// As it is written.
  package var text: String {
    switch self {
    case .longest: "longest"
    case .first: "first"
    case .last: "last"
    case .largest(let path): "max:\(path.text)"
    case .smallest(let path): "min:\(path.text)"
    }
  }

  /// What a record is ranked by; the smallest stays.
  ///
  /// - Throws: `missing-field`, or `wrong-type` for a value that is neither number nor text.
  package func rank(of record: Record, words: Int, isReference: Bool) throws(Diagnostic) -> NearRank {
    // What is only compared with ranks before everything else.
    if isReference { return NearRank(0) }
    switch self {
    case .longest: return NearRank(1, ~UInt64(words))
    case .first, .last: return NearRank(1)
    case .largest(let path): return try Self.rank(of: path, record).reversed
    case .smallest(let path): return try Self.rank(of: path, record)
    }
  }

  private static func rank(of path: FieldPath, _ record: Record) throws(Diagnostic) -> NearRank {
    let view = try path.value(in: record)
    if let number = view.double {
      // The bits of numbers are ordered as the numbers are, those of negative ones the other way round.
      let bits = (number == 0 ? 0 : number).bitPattern
      return NearRank(1, bits >> 63 == 1 ? ~bits : bits | 1 << 63)
    }
    guard view.kind == .string else {
      throw Diagnostic(
        "wrong-type", "field \"\(path.text)\" is neither a number nor a text, and cannot be ranked",
        at: record.location(of: view))
    }
    var bytes: [UInt8] = []
    do throws(JSONError) { try view.appendUnescaped(to: &bytes) } catch {
      throw Diagnostic(error.code, error.message, at: record.location(of: view))
    }
    func word(_ start: Int) -> UInt64 {
      (start..<start + 8).reduce(0) { $0 << 8 | UInt64($1 < bytes.count ? bytes[$1] : 0) }
    }
    return NearRank(2, word(0), word(8), word(16))
  }
}

/// What records are ranked by, before their places: numbers, then texts by their first 24 bytes.
package struct NearRank: Sendable, Hashable {
  package var kind: UInt64
  package var words: (UInt64, UInt64, UInt64)

  package init(_ kind: UInt64, _ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0) {
    self.kind = kind
    words = (first, second, third)
  }

  /// What was largest is smallest.
  var reversed: NearRank { NearRank(kind, ~words.0, ~words.1, ~words.2) }

  package static func == (left: NearRank, right: NearRank) -> Bool {
    left.kind == right.kind && left.words == right.words
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
  }

  /// An entry that sorts as the ranks do, then by number.
  package func entry(number: UInt64) -> SortedEntry {
    SortedEntry(
      ContentDigest(high: kind, low: words.0), ContentDigest(high: words.1, low: words.2), number: number)
  }
}
