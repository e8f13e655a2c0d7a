package import PrepBytePairEncoding

/// A walk through the words of a text by their parts, whose tokens are known: a word is searched as a whole where two ways
/// through one of its parts are so nearly as good that rounding may tell them otherwise within it.
package struct UnigramWords {
  /// In front of the tokens of a part: nothing, whether they are sure, and whether the part begins a word.
  static let near: UInt32 = 1 << 28
  static let sure: UInt32 = near | 1
  private static let begins: UInt32 = 2

  /// What stands before this has its tokens.
  private var done: Int
  /// Where the word begins in the text and among the tokens.
  private var beginning: (text: Int, tokens: Int)

  /// - Parameters:
  ///   - start: Where a word begins.
  ///   - tokens: How many tokens there are before it.
  package init(from start: Int, tokens: Int) {
    done = start
    beginning = (start, tokens)
  }

  /// Makes one of the words in front of successive parts.
  package static func joinParts(_ words: inout [UInt32], from first: Int, beginsWord: Bool) {
    var head = sure
    if words.count == first { words.append(head) }
    var count = first + 1
    for place in first..<words.count {
      if words[place] & near != 0 {
        head &= words[place]
      } else {
        words[count] = words[place]
        count += 1
      }
    }
    words[first] = beginsWord ? head | begins : head
    words.removeLast(words.count - count)
  }

  /// Takes the tokens of successive parts, each behind such a word, and appends them.
  ///
  /// - Parameters:
  ///   - words: Is written over.
  ///   - start: Where in the text the first part begins.
  ///   - ends: Where each ends.
  ///   - endOfWord: Where the word ends that has a part ending at a place.
  ///   - search: Appends the tokens of a word.
  package mutating func take(
    _ words: UnsafeMutableBufferPointer<UInt32>, _ start: Int, _ ends: UnsafeBufferPointer<UInt32>,
    into tokens: inout [Token], endOfWord: (Int) -> Int, search: (Range<Int>, inout [Token]) -> Void
  ) {
    var part = -1
    var place = 0
    var written = 0
    var known = tokens.count
    func begin(_ part: Int) -> Int { part == 0 ? start : Int(ends[part &- 1]) }
    /// Goes on to the first part that has no tokens yet.
    func skip() {
      while place < words.count {
        if words[place] & Self.near != 0 {
          if begin(part + 1) >= done { return }
          part += 1
        }
        place += 1
      }
    }
    if start < done { skip() }
    while place < words.count {
      let word = words[place]
      place &+= 1
      if word < Self.near {
        words[written] = word
        written &+= 1
        continue
      }
      part &+= 1
      if word & Self.begins != 0 { beginning = (begin(part), known &+ written) }
      if word & 1 != 0 { continue }
      tokens.append(contentsOf: UnsafeBufferPointer(rebasing: words[..<written]))
      written = 0
      tokens.removeLast(tokens.count - beginning.tokens)
      done = endOfWord(Int(ends[part]))
      search(beginning.text..<done, &tokens)
      known = tokens.count
      skip()
    }
    tokens.append(contentsOf: UnsafeBufferPointer(rebasing: words[..<written]))
  }
}
