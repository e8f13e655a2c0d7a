/// A part of a text: where it lies, and whether it is a match of what is looked for or lies between two.
struct TextPart: Hashable {
  var range: Range<Int>
  var isMatch: Bool
}

/// What becomes of the matches of a split, as Hugging Face `tokenizers` defines it.
enum SplitBehavior: String, Sendable {
  case isolated = "Isolated"
  case removed = "Removed"
  case mergedWithPrevious = "MergedWithPrevious"
  case mergedWithNext = "MergedWithNext"
  case contiguous = "Contiguous"

  /// Hands over the pieces that parts become, in order; some may be empty.
  func forEachPart(_ parts: [TextPart], _ body: (Range<Int>) -> Void) {
    switch self {
    case .isolated: for part in parts { body(part.range) }
    case .removed: for part in parts where !part.isMatch { body(part.range) }
    case .contiguous:
      merge(parts, joins: { $0 == $1 }).forEach(body)
    case .mergedWithPrevious:
      merge(parts, joins: { isMatch, wasMatch in isMatch && !wasMatch }).forEach(body)
    case .mergedWithNext:
      merge(parts.reversed(), joins: { isMatch, wasMatch in isMatch && !wasMatch }).reversed().forEach(body)
    }
  }

  /// Joins each part with the one before where a rule says so, which is asked with both kinds; before the first stands
  /// no match.
  private func merge(_ parts: some Sequence<TextPart>, joins: (Bool, Bool) -> Bool) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    var wasMatch = false
    for part in parts {
      if joins(part.isMatch, wasMatch), let last = merged.last {
        merged[merged.count - 1] =
          min(last.lowerBound, part.range.lowerBound)..<max(last.upperBound, part.range.upperBound)
      } else {
        merged.append(part.range)
      }
      wasMatch = part.isMatch
    }
    return merged
  }
}
