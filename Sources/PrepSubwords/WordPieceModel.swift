package import PrepBytePairEncoding

/// WordPiece: the longest token at each place, of those for beginnings of words at the first; a word that no tokens
/// cover is one unknown token.
///
/// As Hugging Face `tokenizers` has it (`models/wordpiece`).
package final class WordPieceModel: SubwordModel {
  private let words: TokenTrie
  private let continuations: TokenTrie
  private let unknown: Token
  private let longestWord: Int

  /// - Parameters:
  ///   - entries: The tokens that text may become.
  ///   - prefix: How tokens are written that go on with a word.
  ///   - longestWord: A word of more characters is unknown.
  package init(_ entries: [(text: [UInt8], token: Token)], prefix: [UInt8], unknown: Token, longestWord: Int) {
    words = TokenTrie(entries)
    continuations =
      prefix.isEmpty
      ? words
      : TokenTrie(
        entries.filter { $0.text.count > prefix.count && $0.text.starts(with: prefix) }.map {
          (Array($0.text.dropFirst(prefix.count)), $0.token)
        })
    self.unknown = unknown
    self.longestWord = longestWord
  }

  private init(_ other: WordPieceModel, _ words: TokenTrie, _ continuations: TokenTrie) {
    self.words = words
    self.continuations = continuations
    unknown = other.unknown
    longestWord = other.longestWord
  }

  package var unknownToken: Token? { unknown }

  package func forMuch() -> any SubwordModel {
    let compact = words.compacted()
    return WordPieceModel(self, compact, continuations === words ? compact : continuations.compacted())
  }

  package func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
    if piece.isEmpty { return }
    if piece.count > longestWord, TextCharacters.count(piece) > longestWord {
      return output.append(unknown, 0..<piece.count)
    }
    let first = output.tokens.count
    var position = 0
    while position < piece.count {
      guard let match = (position == 0 ? words : continuations).longestMatch(piece, position) else {
        output.tried?.formUnion(output.tokens[first...])
        output.tokens.removeLast(output.tokens.count - first)
        output.ranges.removeLast(output.ranges.count - first)
        return output.append(unknown, 0..<piece.count)
      }
      output.append(match.token, position..<position + match.length)
      position += match.length
    }
  }
}

/// A list of words: a piece is one of them, or unknown (`models/wordlevel`).
package final class WordListModel: SubwordModel {
  private let words: TokenTrie
  private let unknown: Token?

  /// - Parameter unknown: What other pieces become; nil leaves them out.
  package init(_ entries: [(text: [UInt8], token: Token)], unknown: Token?) {
    words = TokenTrie(entries)
    self.unknown = unknown
  }

  package var unknownToken: Token? { unknown }

  package func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
    if piece.isEmpty { return }
    if let token = words.token(for: piece) ?? unknown {
      output.append(token, 0..<piece.count)
    } else {
      output.leaveOut(piece, 0..<piece.count)
    }
  }
}

/// The longest token at each place (RWKV World); a byte that begins none is left out.
package final class LongestMatchModel: SubwordModel {
  private let trie: TokenTrie

  package init(_ entries: [(text: [UInt8], token: Token)]) { trie = TokenTrie(entries) }

  package func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
    var position = 0
    while position < piece.count {
      guard let match = trie.longestMatch(piece, position) else {
        output.leaveOut(piece, position..<position + 1)
        position += 1
        continue
      }
      output.append(match.token, position..<position + match.length)
      position += match.length
    }
  }
}

/// A token a byte, by its value and how many tokens stand before them (ByT5).
package struct ByteModel: SubwordModel {
  private let first: Token

  package init(first: Token) { self.first = first }

  package func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
    for (place, byte) in piece.enumerated() { output.append(first + Token(byte), place..<place + 1) }
  }
}
