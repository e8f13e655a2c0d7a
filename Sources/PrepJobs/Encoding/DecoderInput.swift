import PrepBytes
import PrepCodecs
import PrepTokens

/// An input of `decode`: token ids as text, or a token stream, told apart by the first bytes.
struct DecoderInput {
  /// The bytes, when they are no token stream.
  let source: any ByteSource
  /// The token stream, when it is one.
  let stream: TokenStreamReader?

  init(_ input: JobInput) throws {
    let opened = try input.open()
    var head = [UInt8](repeating: 0, count: TokenStreamFormat.magic.count)
    let count = try head.withUnsafeMutableBytes { try opened.readFully(into: $0) }
    head.removeLast(head.count - count)
    source = PrefixedByteSource(prefix: head, rest: opened)
    let isTwin = head.first { $0 > 0x20 } == UInt8(ascii: "{")
    stream = head == TokenStreamFormat.magic || isTwin ? try TokenStreamReader(source: source) : nil
  }
}
