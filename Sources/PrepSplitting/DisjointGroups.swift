import PrepContents

/// Groups that belong together because they share something; each is known by its smallest member.
struct DisjointGroups {
  private var parents: [ContentDigest: ContentDigest] = [:]

  /// Whether no groups have been joined.
  var isEmpty: Bool { parents.isEmpty }

  /// Makes two groups one.
  mutating func join(_ left: ContentDigest, _ right: ContentDigest) {
    let (a, b) = (representative(of: left), representative(of: right))
    if a != b { parents[max(a, b)] = min(a, b) }
  }

  /// The smallest group that a group belongs together with.
  mutating func representative(of group: ContentDigest) -> ContentDigest {
    var root = group
    while let parent = parents[root] { root = parent }
    var member = group
    while member != root, let parent = parents[member] {
      parents[member] = root
      member = parent
    }
    return root
  }
}
