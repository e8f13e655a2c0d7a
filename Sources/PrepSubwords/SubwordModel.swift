// PrepSubwords turns pieces of prepared text into the tokens of models other than byte-level byte pair encoding: pairs
// of characters, SentencePiece's two, WordPiece, lists of words, longest matches and bytes. What is done to a text
// before that, and where it came from, is not known here.

package import PrepBytePairEncoding

/// A model that turns pieces of text into tokens, without regard to what stands beside them.
package protocol SubwordModel: Sendable {
  /// Appends the tokens of a piece, which need not be valid UTF-8, and where in it each lies.
  func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens)

  /// The same model, which takes a few milliseconds to be made and is faster.
  func forMuch() -> any SubwordModel

  /// What text becomes that the model does not know; nil where it is left out, or where all is known.
  var unknownToken: Token? { get }
}

extension SubwordModel {
  package func forMuch() -> any SubwordModel { self }

  package var unknownToken: Token? { nil }
}

/// A model whose neighbours merge, so that merges may be left out.
package protocol PairModel: SubwordModel {
  /// The same model, in which merges are left out with a probability; see ``BytePairDropoutModel``.
  func dropping(_ probability: Double) -> any SubwordModel
}

/// Tokens and where they lie in what they were made from.
package struct SubwordTokens {
  package var tokens: [Token] = []
  /// The part of the piece that each token stands for, in order.
  package var ranges: [Range<Int>] = []
  /// The least code point of what has no token and was left out; `UInt32.max` where nothing was.
  package private(set) var leftOut = UInt32.max

  /// Tokens of words that then had none as a whole, where somebody asks for them; nil otherwise.
  package var tried: Set<Token>?
  /// What decides where merges are left out.
  package var chance = Chance()

  // What models work with, kept for the next piece.
  var symbols = SymbolMerge()
  var nodes: [UnigramModel.Node] = []
  var measured: [UnigramModel.MeasuredNode] = []
  var path: [UnigramModel.Step] = []

  package init() {}

  package mutating func removeAll() {
    tokens.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    leftOut = .max
  }

  /// Says that a part of a piece has no token.
  mutating func leaveOut(_ piece: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    for scalar in String(decoding: piece[range], as: UTF8.self).unicodeScalars { leftOut = min(leftOut, scalar.value) }
  }

  @inline(__always)
  package mutating func append(_ token: Token, _ range: Range<Int>) {
    tokens.append(token)
    ranges.append(range)
  }
}

/// Characters of a text that need not be UTF-8; a byte that belongs to none counts as one.
enum TextCharacters {
  /// How many bytes the character at a position has.
  @inline(__always)
  static func width(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int {
    let lead = text[position]
    if lead < 0x80 { return 1 }
    let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard lead >= 0xC2, lead < 0xF5, position + width <= text.count else { return 1 }
    for offset in 1..<width where text[position + offset] & 0xC0 != 0x80 { return 1 }
    let second = text[position + 1]
    switch lead {
    case 0xE0: return second >= 0xA0 ? 3 : 1
    case 0xED: return second < 0xA0 ? 3 : 1
    case 0xF0: return second >= 0x90 ? 4 : 1
    case 0xF4: return second < 0x90 ? 4 : 1
    default: return width
    }
  }

  /// How many characters a text has.
  static func count(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var position = 0
    var count = 0
    while position < text.count {
      position += width(text, position)
      count += 1
    }
    return count
  }
}
