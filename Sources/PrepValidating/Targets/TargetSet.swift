/// Some of the targets of a run, by their numbers.
package struct TargetSet: Sendable, Hashable {
  package var bits: UInt64

  package init(bits: UInt64) { self.bits = bits }

  static let all = TargetSet(bits: .max)
  static let none = TargetSet(bits: 0)

  static func only(_ target: Int) -> TargetSet { TargetSet(bits: 1 << UInt64(target)) }

  package var isEmpty: Bool { bits == 0 }

  package func contains(_ target: Int) -> Bool { bits & (1 << UInt64(target)) != 0 }

  mutating func insert(_ target: Int) { bits |= 1 << UInt64(target) }

  func forEach(_ body: (Int) -> Void) {
    var rest = bits
    while rest != 0 {
      body(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
  }

  /// The most targets a run can have.
  package static let most = 63
}
