public import PrepBytePairEncoding
internal import PrepBytes
import PrepSystem

/// The tokens of several texts, in the order of the texts, each where the thread that encoded it wrote them.
///
/// As a collection it gives copies; ``withTokens(of:_:)`` shows the tokens themselves.
public struct TokenBatch: Sendable, RandomAccessCollection {
  /// The tokens of a text, in one of the memories.
  ///
  /// SAFETY of `@unchecked Sendable`: the batch keeps the memory alive, and nobody writes there any more.
  struct Text: @unchecked Sendable {
    let tokens: UnsafeBufferPointer<Token>
  }

  /// The tokens of some texts that follow one another, and the memory they are in.
  struct Part: Sendable {
    var texts: [Text] = []
    var memory: TokenMemory
  }

  private var texts: [Text] = []
  private var memories: [TokenMemory] = []
  /// The number of all tokens.
  public private(set) var tokenCount = 0

  init() {}

  mutating func append(_ part: Part) {
    texts += part.texts
    for text in part.texts { tokenCount += text.tokens.count }
    if !memories.contains(where: { $0 === part.memory }) { memories.append(part.memory) }
  }

  public var startIndex: Int { 0 }
  /// The number of texts.
  public var endIndex: Int { texts.count }

  /// A copy of the tokens of a text.
  public subscript(text: Int) -> [Token] { withTokens(of: text) { Array($0) } }

  /// Calls a closure with the tokens of a text, which are there until it returns.
  public func withTokens<Result>(of text: Int, _ body: (UnsafeBufferPointer<Token>) throws -> Result) rethrows -> Result
  {
    try withExtendedLifetime(memories) { try body(texts[text].tokens) }
  }

  /// A copy of all tokens, one text after the other.
  public var tokens: [Token] {
    Array(unsafeUninitializedCapacity: tokenCount) { buffer, count in
      LargePages.request(buffer.baseAddress, count: buffer.count * MemoryLayout<Token>.stride)
      for text in indices { withTokens(of: text) { count = buffer[count...].update(fromContentsOf: $0) } }
    }
  }
}

/// Memory that one thread fills with tokens, from its beginning on.
///
/// SAFETY of `@unchecked Sendable`: one worker appends; what is in a batch is only read.
final class TokenMemory: @unchecked Sendable {
  let base: UnsafeMutablePointer<Token>
  let capacity: Int
  var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(capacity: capacity)
    LargePages.request(base, count: capacity * MemoryLayout<Token>.stride)
  }

  deinit { base.deallocate() }
}
