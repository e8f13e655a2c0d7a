/// A pattern of paths: `*` stands for any part of a name, `?` for one byte, `[a-z]` and `[!a-z]` for one of a set
/// of bytes, `{a,b}` for one of several texts, and a part that is `**` for any number of folders.
struct PathPattern {
  /// Each way to choose among alternatives, cut at slashes.
  private let ways: [[[UInt8]]]
  /// Whether it is the path of one file.
  let isPlain: Bool

  /// How many ways the alternatives of a pattern may have.
  private static let mostWays = 1000

  /// nil for a pattern with far too many alternatives.
  init?(_ text: String) {
    var bytes = Array(text.utf8)
    while bytes.starts(with: "./".utf8) { bytes.removeFirst(2) }
    isPlain = !bytes.contains { "*?[{".utf8.contains($0) }
    guard let texts = Self.alternatives(bytes) else { return nil }
    ways = texts.map { text in
      var parts = text.split(separator: UInt8(ascii: "/")).map { Array($0) }
      // A folder stands for all that is in it and below.
      if text.last == UInt8(ascii: "/") || parts.last == Self.anyFolders { parts.append([UInt8(ascii: "*")]) }
      return parts
    }
  }

  private static let anyFolders = Array("**".utf8)

  /// Whether a path, from the folder of the pattern on, is one that it stands for.
  func matches(_ path: String) -> Bool {
    let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }
    return ways.contains { Self.matches($0, parts) }
  }

  /// The texts that one with alternatives stands for; nil for too many.
  private static func alternatives(_ text: [UInt8]) -> [[UInt8]]? {
    guard let open = text.firstIndex(of: UInt8(ascii: "{")),
      let close = text[open...].firstIndex(of: UInt8(ascii: "}")),
      text[open..<close].contains(UInt8(ascii: ","))
    else { return [text] }
    guard let rests = alternatives(Array(text[(close + 1)...])) else { return nil }
    let middles = text[(open + 1)..<close].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard rests.count * middles.count <= mostWays else { return nil }
    return middles.flatMap { middle in rests.map { Array(text[..<open]) + Array(middle) + $0 } }
  }

  /// Row by row: after each part of the pattern, how many parts of the path may be behind.
  private static func matches(_ pattern: [[UInt8]], _ path: [[UInt8]]) -> Bool {
    var reached = [Bool](repeating: false, count: path.count + 1)
    reached[0] = true
    for part in pattern {
      var next = [Bool](repeating: false, count: path.count + 1)
      if part == anyFolders {
        var isReached = false
        for place in 0...path.count {
          isReached = isReached || reached[place]
          next[place] = isReached
        }
      } else {
        for place in path.indices where reached[place] && matches(part[...], path[place][...]) {
          next[place + 1] = true
        }
      }
      reached = next
    }
    return reached[path.count]
  }

  /// Whether a name is what a part of a pattern stands for: where it is not, only the last star is tried again.
  private static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    var (place, position) = (pattern.startIndex, name.startIndex)
    var retry: (place: Int, position: Int)?
    while position < name.endIndex {
      if place < pattern.endIndex, pattern[place] == UInt8(ascii: "*") {
        retry = (place + 1, position)
        place += 1
      } else if place < pattern.endIndex, let next = step(pattern, place, name[position]) {
        place = next
        position += 1
      } else if let last = retry {
        retry = (last.place, last.position + 1)
        (place, position) = (last.place, last.position + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// Where the pattern goes on when what stands at a place in it is a byte; nil where it is not.
  private static func step(_ pattern: ArraySlice<UInt8>, _ place: Int, _ byte: UInt8) -> Int? {
    switch pattern[place] {
    case UInt8(ascii: "?"): return place + 1
    case UInt8(ascii: "["):
      let isNegated = place + 1 < pattern.endIndex && "!^".utf8.contains(pattern[place + 1])
      let first = place + (isNegated ? 2 : 1)
      // A bracket that stands first is one of the set.
      guard first < pattern.endIndex, let close = pattern[(first + 1)...].firstIndex(of: UInt8(ascii: "]")) else {
        return byte == UInt8(ascii: "[") ? place + 1 : nil
      }
      return isIn(pattern[first..<close], byte) != isNegated ? close + 1 : nil
    case let other: return other == byte ? place + 1 : nil
    }
  }

  private static func isIn(_ set: ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
    var place = set.startIndex
    while place < set.endIndex {
      if place + 2 < set.endIndex, set[place + 1] == UInt8(ascii: "-") {
        if set[place] <= byte, byte <= set[place + 2] { return true }
        place += 3
      } else {
        if set[place] == byte { return true }
        place += 1
      }
    }
    return false
  }
}
