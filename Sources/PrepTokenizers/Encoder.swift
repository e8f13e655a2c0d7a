public import PrepBytePairEncoding

/// Turns text into tokens on one thread, and remembers pieces it has seen.
///
/// Its results never depend on what it has encoded before. It must not be used by two threads at a time.
public final class Encoder {
  /// The tokenizer it encodes for.
  public let tokenizer: Tokenizer
  private let core: Core

  init(_ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    core = Core(tokenizer.storage)
  }

  /// Appends the tokens of a text, which need not be valid UTF-8.
  ///
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what the text holds.
  public func encode(
    _ text: UnsafeBufferPointer<UInt8>, specialTokens: SpecialTokenPolicy = .asText, into tokens: inout [Token]
  ) throws(TokenizerFailure) {
    try core.encode(text, specialTokens: specialTokens, into: &tokens)
  }

  /// Appends the tokens of a text, and for each the byte offset in the text where it ends. Special tokens are text.
  public func encode(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [Token], ends: inout [Int]) {
    core.encode(text, into: &tokens, ends: &ends)
  }

  /// The number of tokens of a text, special tokens being text.
  public func count(_ text: UnsafeBufferPointer<UInt8>) -> Int { core.count(text) }

  /// The number of tokens of a text if it is at most `limit`; nil otherwise, found without encoding the rest.
  public func count(_ text: UnsafeBufferPointer<UInt8>, upTo limit: Int) -> Int? {
    let count = core.count(text, limit: limit)
    return count <= limit ? count : nil
  }
}

extension Encoder {
  /// What an encoder is made of, without the tokenizer it keeps alive.
  final class Core: @unchecked Sendable {
    private unowned let storage: TokenizerStorage
    private let pairs: BytePairEncoder

    init(_ storage: TokenizerStorage) {
      self.storage = storage
      pairs = BytePairEncoder(
        table: storage.table, splitter: TextSplitter(storage.pattern), boundaries: { [unowned storage] in storage.boundaries })
    }

    func encode(_ text: UnsafeBufferPointer<UInt8>, specialTokens: SpecialTokenPolicy, into tokens: inout [Token])
      throws(TokenizerFailure)
    {
      switch specialTokens {
      case .asText: pairs.encode(text, into: &tokens)
      case .allowAll: encodeSegments(text, storage.specialMatcher, into: &tokens)
      case .allow(let names):
        let allowed = Set(names.map { Array($0.utf8) })
        let chosen = storage.specialTokens.entries.enumerated().map {
          SpecialTokenMatcher.Name(bytes: Array($1.name.utf8), id: $1.id, ordinal: $0)
        }
        encodeSegments(text, SpecialTokenMatcher(chosen.filter { allowed.contains($0.bytes) }), into: &tokens)
      case .refuse:
        if let found = storage.specialMatcher.first(in: text, from: 0) {
          let name = String(decoding: found.name.bytes, as: UTF8.self)
          throw TokenizerFailure(
            .specialToken, "the text holds the special token \(name) at byte \(found.range.lowerBound)")
        }
        pairs.encode(text, into: &tokens)
      }
    }

    private func encodeSegments(_ text: UnsafeBufferPointer<UInt8>, _ matcher: SpecialTokenMatcher, into tokens: inout [Token]) {
      var position = 0
      while let found = matcher.first(in: text, from: position) {
        pairs.encode(UnsafeBufferPointer(rebasing: text[position..<found.range.lowerBound]), into: &tokens)
        tokens.append(found.name.id)
        position = found.range.upperBound
      }
      pairs.encode(UnsafeBufferPointer(rebasing: text[position...]), into: &tokens)
    }

    func encode(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [Token], ends: inout [Int]) {
      let first = tokens.count
      pairs.encode(text, into: &tokens)
      ends.reserveCapacity(ends.count + tokens.count - first)
      var end = 0
      for index in first..<tokens.count {
        end += storage.tokens.length(of: tokens[index])
        ends.append(end)
      }
    }

    func count(_ text: UnsafeBufferPointer<UInt8>, limit: Int = .max) -> Int { pairs.count(text, limit: limit) }
  }
}
