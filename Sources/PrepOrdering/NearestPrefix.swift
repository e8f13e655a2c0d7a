/// Takes sizes in an order until what is wanted is met as nearly as whole records allow.
package struct NearestPrefix: Sendable {
  /// What is wanted.
  package let wanted: Double
  /// What was taken.
  package private(set) var got = 0
  /// Whether nothing more is taken.
  package private(set) var hasEnded = false

  package init(wanted: Double) { self.wanted = wanted }

  /// Whether the next record is taken: where it brings the sum nearer to what is wanted, or not farther from it.
  package mutating func take(_ size: Int) -> Bool {
    if hasEnded { return false }
    let missing = wanted - Double(got)
    if missing <= 0 || Double(size) - missing > missing {
      hasEnded = true
      return false
    }
    got += size
    return true
  }
}
