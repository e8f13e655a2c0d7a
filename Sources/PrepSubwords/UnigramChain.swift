package import PrepBytePairEncoding

/// The sum of scores along a text, part by part: parts that are known by their steps are taken over where the sum they
/// begin with cannot change them, and searched anew where it may.
///
/// Sums of 32 bits are rounded at each step by at most half a unit of their last place. Two ways through a part that
/// differ by more than that of all their steps are told the same from any sum (``UnigramModel/measure(_:into:_:)``).
package struct UnigramChain {
  /// The scores of tokens in 32 bits.
  private let scores: [Float]
  private let unknownScore: Float
  private let unknown: Token?
  /// The sum of what was taken.
  package private(set) var sum: Float = 0
  /// Whether the last step was an unknown character.
  private var endsUnknown = false
  private var searched: [UInt32] = []

  /// A sum below this is taken off by SentencePiece, within a part too.
  private static let lowest: Float = -99_999

  package init(_ model: UnigramModel) {
    scores = model.scores.map { Float($0) }
    unknownScore = Float(model.unknownScore)
    unknown = model.unknown
  }

  /// Begins a text.
  package mutating func begin() {
    sum = 0
    endsUnknown = false
  }

  /// Searches a part from the sum so far and appends its tokens.
  package mutating func search(
    _ part: UnsafeBufferPointer<UInt8>, _ model: UnigramModel, into tokens: inout [Token], _ output: inout SubwordTokens
  ) {
    var words: [UInt32] = []
    swap(&words, &searched)
    words.removeAll(keepingCapacity: true)
    let sum = model.chain(part, from: sum, into: &words, &output)
    words.withUnsafeMutableBufferPointer { words in
      let written = take(words, 0).written
      tokens.append(contentsOf: UnsafeBufferPointer(rebasing: words[..<written]))
    }
    self.sum = sum
    swap(&words, &searched)
  }

  /// Takes the steps of successive parts, each behind a head, and appends their tokens.
  ///
  /// - Parameters:
  ///   - words: Is written over.
  ///   - search: Searches the part of this number with ``search(_:_:into:_:)``.
  package mutating func take(
    _ words: UnsafeMutableBufferPointer<UInt32>, into tokens: inout [Token],
    _ search: (Int, inout UnigramChain, inout [Token]) -> Void
  ) {
    var place = 0
    var part = 0
    while place < words.count {
      let (written, next) = take(UnsafeMutableBufferPointer(rebasing: words[place...]), part)
      tokens.append(contentsOf: UnsafeBufferPointer(rebasing: words[place..<place + written]))
      place += next.place
      part = next.part
      if place < words.count {
        search(part - 1, &self, &tokens)
        place += 1
        while place < words.count, words[place] & UnigramModel.Word.head == 0 { place += 1 }
      }
    }
  }

  /// Takes steps up to the head of a part that may not be taken over, and writes their tokens over them: how many, where
  /// that head is, and how many parts have begun with its.
  private mutating func take(_ words: UnsafeMutableBufferPointer<UInt32>, _ part: Int) -> (
    written: Int, next: (place: Int, part: Int)
  ) {
    typealias Word = UnigramModel.Word
    var part = part
    var written = 0
    var place = 0
    var sum = sum
    var endsUnknown = endsUnknown
    scores.withUnsafeBufferPointer { scores in
      while place < words.count {
        let word = words[place]
        if word < Word.byte {
          sum += scores[Int(word)]
          words[written] = word
          written &+= 1
          endsUnknown = false
        } else if word & Word.head != 0 {
          part &+= 1
          if !Self.holds(word, from: sum) { return }
        } else if word & Word.unknown != 0 {
          sum += unknownScore
          if word == Word.unknown {
            if !endsUnknown, let unknown {
              words[written] = unknown
              written &+= 1
            }
            endsUnknown = true
          }
        } else {
          words[written] = word & ~Word.byte
          written &+= 1
          endsUnknown = false
        }
        place &+= 1
      }
    }
    self.sum = sum
    self.endsUnknown = endsUnknown
    return (written, (place, part))
  }

  /// Whether a part has the steps behind its head from this sum too.
  @inline(__always)
  private static func holds(_ head: UInt32, from sum: Float) -> Bool {
    let depth = UnigramModel.Word.depth(head)
    let reach = max(1, abs(sum) + depth)
    let lastPlace = Float(bitPattern: (reach.bitPattern & 0x7F80_0000) &- 23 &<< 23)
    return UnigramModel.Word.gap(head) > lastPlace && sum - depth > lowest
  }
}
