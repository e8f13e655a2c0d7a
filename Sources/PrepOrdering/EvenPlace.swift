/// Where a record stands in its source, from 0 to 1: the middle of the stretch that it takes there.
///
/// Sources that are merged by these places are spread evenly: every beginning of the mixture holds what each source has
/// of the whole, but for half a record of it. Places are compared as fractions of whole numbers.
package struct EvenPlace: Sendable, Hashable {
  /// Twice what stands before the record, and once its own size.
  private let numerator: UInt64
  /// Twice what the source gives.
  private let denominator: UInt64

  /// - Parameters:
  ///   - before: The sizes of what the source gives before the record.
  ///   - size: The record's own.
  ///   - total: Those of all that it gives; more than 0.
  package init(before: Int, size: Int, total: Int) {
    numerator = 2 * UInt64(before) + UInt64(size)
    denominator = 2 * UInt64(max(1, total))
  }

  package static func precedes(_ left: EvenPlace, _ right: EvenPlace) -> Bool {
    let one = left.numerator.multipliedFullWidth(by: right.denominator)
    let other = right.numerator.multipliedFullWidth(by: left.denominator)
    return (one.high, one.low) < (other.high, other.low)
  }

  /// The part of so many that the place falls into.
  package func part(of parts: Int) -> Int {
    if numerator >= denominator { return parts - 1 }
    let product = numerator.multipliedFullWidth(by: UInt64(parts))
    return Int(denominator.dividingFullWidth(product).quotient)
  }
}
