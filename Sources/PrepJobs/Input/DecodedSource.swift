import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepOptions
import PrepUnicode

/// What becomes of bytes that mean nothing in the character set of an input.
package enum BadBytesPolicy: String, Sendable, CaseIterable { case error, replace }

/// How often bytes that mean nothing in a character set became U+FFFD, by input: it outlives the inputs, of which there
/// may be thousands.
final class ReplacementLog {
  private(set) var entries: [(name: String, encoding: String, count: Int)] = []

  func add(_ name: String, _ encoding: String) {
    if let last = entries.last, last.name == name {
      entries[entries.count - 1].count += 1
    } else {
      entries.append((name, encoding, 1))
    }
  }
}

/// An input of any character set, as UTF-8.
final class DecodedSource: ByteSource {
  let name: String
  /// Nil when it has ended, and is closed: there may be thousands of inputs in a run.
  private var source: (any ByteSource)?
  private let decoder: CharacterSetDecoder
  private let policy: BadBytesPolicy
  private let replacements: ReplacementLog
  private var raw = [UInt8](repeating: 0, count: 1 << 16)
  private var text: [UInt8] = []
  private var position = 0
  private var hasEnded = false
  private var isAtStart = true

  init(
    _ source: any ByteSource, decoder: CharacterSetDecoder, policy: BadBytesPolicy,
    replacements: ReplacementLog = ReplacementLog()
  ) {
    self.replacements = replacements
    self.source = source
    self.decoder = decoder
    self.policy = policy
    name = source.name
  }

  /// The character set.
  var encoding: String { decoder.name }
  private var isUTF8: Bool { encoding == "UTF-8" }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while position == text.count {
      if hasEnded {
        raw = []
        text = []
        position = 0
        return 0
      }
      text.removeAll(keepingCapacity: true)
      position = 0
      let count = try raw.withUnsafeMutableBytes { try source?.read(into: $0) ?? 0 }
      hasEnded = count == 0
      if hasEnded { source = nil }
      try raw.withUnsafeBytes { bytes in
        try decoder.decode(UnsafeRawBufferPointer(rebasing: bytes[..<count]), isLast: hasEnded, into: &text) { bad in
          guard policy == .error else {
            replacements.add(name, encoding)
            return
          }
          throw Diagnostic(
            "undecodable-bytes",
            "bytes at offset \(bad.offset) mean nothing in \(decoder.name); name another --encoding, or --bad-bytes replace",
            at: SourceLocation(file: name, offset: bad.offset))
        }
      }
    }
    if isAtStart {
      // The mark of UTF-16 and UTF-32 has done its work; whoever reads UTF-8 drops and reports its mark.
      isAtStart = false
      if !isUTF8, text.starts(with: [0xEF, 0xBB, 0xBF]) {
        position = 3
        if position == text.count { return try read(into: buffer) }
      }
    }
    let count = min(buffer.count, text.count - position)
    text.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
    position += count
    return count
  }

  /// Opens an input as UTF-8. Archives and other formats that are no text stay as they are.
  ///
  /// - Parameters: - encoding: A character set by name; `auto` takes the likeliest. nil decodes UTF-16 and UTF-32 with
  ///   a byte order mark alone. - onDecoding: Called with the character set when it is not UTF-8.
  /// - Throws: ``JobFailure`` for a character set that is not known, a ``Diagnostic`` for UTF-16 and UTF-32 without a
  ///   mark.
  static func open(
    _ source: any ByteSource, encoding: String?, policy: BadBytesPolicy,
    replacements: ReplacementLog = ReplacementLog(), onDecoding: (TextEncoding) -> Void = { _ in }
  ) throws -> any ByteSource {
    let (whole, guess) = try look(at: source)
    guard var found = guess else { return whole }
    if let encoding, encoding != "auto" {
      found.name = encoding
    } else if found.isUTF8 || (encoding == nil && !found.hasByteOrderMark) {
      if found.isWide { throw found.refusal(source.name) }
      found.name = "UTF-8"
    }
    if found.name == "unknown" { return whole }
    guard let decoder = CharacterSetDecoder(found.name) else {
      throw JobFailure(
        "unknown-character-set",
        "unknown text encoding '\(OptionFailure.shown(found.name))'\(EncodingNames.question(found.name))")
    }
    if decoder.name != "UTF-8" {
      onDecoding(found)
    } else if policy == .error {
      // Whoever reads the text says where it is not UTF-8.
      return whole
    }
    return DecodedSource(whole, decoder: decoder, policy: policy, replacements: replacements)
  }

  /// Guesses the character set of an input; nil when its first bytes are those of a format that has none.
  private static func look(at source: any ByteSource) throws -> (whole: any ByteSource, guess: TextEncoding?) {
    var head = [UInt8](repeating: 0, count: TextEncoding.headSize)
    let count = try head.withUnsafeMutableBytes { try source.readFully(into: $0) }
    head.removeLast(head.count - count)
    let isText = head.withUnsafeBytes { !RefusedFormat.isZIP($0) && RefusedFormat.ofRecords($0) == nil }
    let guess = isText ? TextEncoding(head, isWhole: count < TextEncoding.headSize) : nil
    return (PrefixedByteSource(prefix: head, rest: source), guess)
  }
}

extension TextEncoding {
  /// What is said of an input in this character set where UTF-8 is read.
  fileprivate func refusal(_ path: String) -> Diagnostic {
    Diagnostic(
      "not-utf8", "the file is \(name), not UTF-8; --encoding \(name) reads it",
      at: SourceLocation(file: path))
  }
}
