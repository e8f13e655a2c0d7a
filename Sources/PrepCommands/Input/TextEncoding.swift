import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepUnicode

/// The character set an input is written in, as far as its first bytes tell.
struct TextEncoding: Sendable, Equatable {
  /// The IANA name.
  var name: String
  /// From 0 to 100.
  var confidence: Int
  var hasByteOrderMark: Bool

  var isUTF8: Bool { name == "UTF-8" || name == "US-ASCII" }

  /// How much of an input is looked at.
  static let headSize = 1 << 16

  private static let marks: [(bytes: [UInt8], name: String)] = [
    ([0xEF, 0xBB, 0xBF], "UTF-8"), ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"), ([0xFF, 0xFE], "UTF-16LE"),
    ([0xFE, 0xFF], "UTF-16BE"),
  ]

  /// Looks for a byte order mark, for UTF-8, for the zeros of UTF-16, and asks ICU for the rest.
  init(_ head: [UInt8], isWhole: Bool) {
    if let mark = Self.marks.first(where: { head.starts(with: $0.bytes) }) {
      self.init(name: mark.name, confidence: 100, hasByteOrderMark: true)
    } else if let wide = Self.wideName(head) {
      self.init(name: wide, confidence: 90, hasByteOrderMark: false)
    } else if Self.isUTF8(head, isWhole: isWhole) {
      self.init(name: head.allSatisfy { $0 < 0x80 } ? "US-ASCII" : "UTF-8", confidence: 100, hasByteOrderMark: false)
    } else if let guess = CharacterSets.guesses(head).first {
      self.init(name: guess.name, confidence: guess.confidence, hasByteOrderMark: false)
    } else {
      self.init(name: "unknown", confidence: 0, hasByteOrderMark: false)
    }
  }

  /// UTF-16 or UTF-32 without a mark, when the zeros stand where the upper bytes of ASCII characters would; ASCII is two fifths of it
  /// at least.
  private static func wideName(_ head: [UInt8]) -> String? {
    guard head.count >= 8 else { return nil }
    var zeros = [0, 0, 0, 0]
    for index in head.indices where head[index] == 0 { zeros[index & 3] += 1 }
    let units = head.count / 4
    func most(_ places: Int..., share: Int) -> Bool { places.allSatisfy { zeros[$0] * 100 >= units * share } }
    func few(_ places: Int...) -> Bool { places.allSatisfy { zeros[$0] * 20 <= units } }
    if most(2, 3, share: 90), few(0) { return "UTF-32LE" }
    if most(0, 1, share: 90), few(3) { return "UTF-32BE" }
    if most(1, 3, share: 40), few(0, 2) { return "UTF-16LE" }
    if most(0, 2, share: 40), few(1, 3) { return "UTF-16BE" }
    return nil
  }

  private init(name: String, confidence: Int, hasByteOrderMark: Bool) {
    self.name = name
    self.confidence = confidence
    self.hasByteOrderMark = hasByteOrderMark
  }

  /// Whether bytes are UTF-8; a character that is cut at the end does not count when more follow.
  private static func isUTF8(_ head: [UInt8], isWhole: Bool) -> Bool {
    var text = head[...]
    if !isWhole, let start = text.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }), text[start] >= 0xC0 { text = text[..<start] }
    return String(validating: text, as: UTF8.self) != nil
  }
}

/// What becomes of bytes that mean nothing in the character set of an input.
enum BadBytesPolicy: String, Sendable, CaseIterable { case error, replace }

/// An input of any character set, as UTF-8.
final class DecodedSource: ByteSource {
  let name: String
  private let source: any ByteSource
  private let decoder: CharacterSetDecoder
  private let policy: BadBytesPolicy
  private var raw = [UInt8](repeating: 0, count: 1 << 16)
  private var text: [UInt8] = []
  private var position = 0
  private var hasEnded = false
  private var isAtStart = true

  init(_ source: any ByteSource, decoder: CharacterSetDecoder, policy: BadBytesPolicy) {
    self.source = source
    self.decoder = decoder
    self.policy = policy
    name = source.name
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while position == text.count {
      if hasEnded { return 0 }
      text.removeAll(keepingCapacity: true)
      position = 0
      let count = try raw.withUnsafeMutableBytes { try source.read(into: $0) }
      hasEnded = count == 0
      try raw.withUnsafeBytes { bytes in
        try decoder.decode(UnsafeRawBufferPointer(rebasing: bytes[..<count]), isLast: hasEnded, into: &text) { bad in
          guard policy == .error else { return }
          throw Diagnostic(
            "undecodable-bytes",
            "bytes at offset \(bad.offset) mean nothing in \(decoder.name); name another --encoding, or --bad-bytes replace",
            at: SourceLocation(file: name, offset: bad.offset))
        }
      }
    }
    if isAtStart {
      // The mark of UTF-16 and UTF-32 has done its work.
      isAtStart = false
      if text.starts(with: [0xEF, 0xBB, 0xBF]) {
        position = 3
        if position == text.count { return try read(into: buffer) }
      }
    }
    let count = min(buffer.count, text.count - position)
    text.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
    position += count
    return count
  }

  /// Opens an input as UTF-8.
  ///
  /// - Parameters:
  ///   - encoding: A character set by name; `auto` takes the likeliest. nil decodes UTF-16 and UTF-32 with a byte order mark alone.
  ///   - onDecoding: Called with the character set when it is not UTF-8.
  /// - Throws: ``UsageError`` for a character set that is not known.
  static func open(
    _ source: any ByteSource, encoding: String?, policy: BadBytesPolicy, onDecoding: (TextEncoding) -> Void = { _ in }
  ) throws -> any ByteSource {
    var head = [UInt8](repeating: 0, count: TextEncoding.headSize)
    let count = try head.withUnsafeMutableBytes { try source.readFully(into: $0) }
    head.removeLast(head.count - count)
    let whole = PrefixedByteSource(prefix: head, rest: source)
    var found = TextEncoding(head, isWhole: count < TextEncoding.headSize)
    if let encoding, encoding != "auto" {
      found.name = encoding
    } else if encoding == nil, !found.hasByteOrderMark {
      return whole
    }
    if found.isUTF8 || found.name == "unknown" { return whole }
    guard let decoder = CharacterSetDecoder(found.name) else {
      throw UsageError("the character set '\(found.name)' is not known")
    }
    onDecoding(found)
    return DecodedSource(whole, decoder: decoder, policy: policy)
  }
}
