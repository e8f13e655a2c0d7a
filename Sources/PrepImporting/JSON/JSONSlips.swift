import Synchronization

/// Slips of hand-made JSON that the cutting of values can get over, by the names that repairs have. Those inside of a
/// value that leave its ends clear are left to whoever reads it.
package enum JSONSlip: String, Sendable, Hashable, CaseIterable {
  /// A comma before the bracket that closes the array.
  case trailingCommas = "trailing-commas"
  /// `//`, `#` and `/* */`, anywhere outside of strings.
  case comments = "comments"
  /// Strings in single quotes, in which double quotes and brackets mean nothing.
  case singleQuotes = "single-quotes"
  /// Line ends inside of strings.
  case controlCharacters = "control-characters"
  /// Values without a comma between them, and arrays one after the other.
  case concatenatedValues = "concatenated-values"
  /// Marks where files were joined.
  case byteOrderMark = "byte-order-mark"
}

/// The slips that are got over, and how many there were: shared by the inputs of a run.
package final class JSONSlips: Sendable {
  /// Those that are no fault.
  package let tolerated: Set<JSONSlip>
  private let counted = Mutex<[JSONSlip: Int]>([:])

  package init(_ tolerated: Set<JSONSlip>) { self.tolerated = tolerated }

  /// How often each was got over so far.
  package var counts: [JSONSlip: Int] { counted.withLock { $0 } }

  func count(_ slip: JSONSlip) { counted.withLock { $0[slip, default: 0] += 1 } }
}
