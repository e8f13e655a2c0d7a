/// Which characters of some words are tokens.
enum CharacterAlphabet {
  /// The code points that are kept, ascending.
  ///
  /// - Parameters:
  ///   - counts: How often each occurs.
  ///   - limit: How many are kept; the rarest go, of equally frequent ones those with larger code points.
  ///   - initial: Those that stay before all others.
  static func kept(_ counts: [UInt32: Int], limit: Int?, initial: Set<UInt32>) -> [UInt32] {
    var all = counts.map { (point: $0.key, count: $0.value, isInitial: initial.contains($0.key)) }
    if let limit, all.count > limit {
      all.sort { ($1.isInitial ? 1 : 0, $1.count, $0.point) < ($0.isInitial ? 1 : 0, $0.count, $1.point) }
      all.removeLast(all.count - max(0, limit))
    }
    return all.map(\.point).sorted()
  }
}
