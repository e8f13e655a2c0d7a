import PrepBytes
import PrepRecords

/// Reads a token stream: the binary form, or its JSON Lines twin, told apart by the first bytes.
///
/// A binary stream that was cut or changed anywhere is an error; so is one that something follows.
public final class TokenStreamReader {
  /// What the stream says of itself. A twin without a header line says little: see ``TokenSequenceJSON``.
  public let header: TokenStreamHeader
  /// What has been read so far.
  public private(set) var totals = TokenStreamTotals()
  /// Whether the stream is the JSON Lines twin.
  public let isText: Bool
  private let source: any ByteSource
  private let twin: TokenTwinReader?
  /// A frame up to its checksum, and how far it has been read.
  private var payload: [UInt8] = []
  private var position = 0
  private var ordinal = 0
  private var hasEnded = false
  /// Whether the sequences of the frame say where their segments stand in documents.
  private var saysParts = false

  /// Reads the header.
  ///
  /// - Parameter fallback: The header for a twin that has none.
  /// - Throws: ``IOFailure`` with code `damaged` when the stream is no token stream, is cut or changed.
  public init(source: any ByteSource, fallback: TokenStreamHeader? = nil) throws {
    self.source = source
    var magic = [UInt8](repeating: 0, count: TokenStreamFormat.magic.count)
    let count = try magic.withUnsafeMutableBytes { try source.readFully(into: $0) }
    if magic == TokenStreamFormat.magic {
      isText = false
      twin = nil
      var first: [UInt8] = []
      guard try Self.readFrame(source, ordinal: 0, into: &first) == .header else {
        throw IOFailure.damaged(source.name, "the token stream does not begin with a header")
      }
      guard let document = try? JSONDocument(Array(first.dropFirst(TokenStreamFormat.prefixSize))),
        let header = TokenStreamHeader(document.root)
      else {
        throw IOFailure.damaged(source.name, "the token stream's header is of a version that is not known here")
      }
      self.header = header
      ordinal = 1
    } else if count > 0, magic.prefix(count).first(where: { $0 > 0x20 }) == UInt8(ascii: "{") {
      isText = true
      let twin = try TokenTwinReader(head: Array(magic.prefix(count)), rest: source, fallback: fallback)
      self.twin = twin
      header = twin.header
    } else {
      throw IOFailure.damaged(
        source.name, count == 0 ? "there is no token stream: the input is empty" : "this is not a token stream")
    }
  }

  /// The next sequence, or nil at the end.
  ///
  /// - Throws: ``IOFailure`` with code `damaged`; a ``Diagnostic`` for a bad line of a twin.
  public func next() throws -> TokenSequence? {
    let sequence = try twin.map { try $0.next() } ?? nextBinary()
    if let sequence { totals.add(sequence) }
    return sequence
  }

  private func nextBinary() throws -> TokenSequence? {
    if hasEnded { return nil }
    while position == payload.count {
      let kind = try Self.readFrame(source, ordinal: ordinal, into: &payload)
      ordinal += 1
      position = TokenStreamFormat.prefixSize
      switch kind {
      case .sequences: saysParts = false
      case .parts: saysParts = true
      case .end:
        try checkEnd()
        return nil
      case .header: throw IOFailure.damaged(source.name, "the token stream has a second header")
      }
    }
    let sequence = payload.withUnsafeBytes { bytes in
      var decoder = SequenceDecoder(bytes, from: position, header: header, saysParts: saysParts)
      let sequence = decoder.next()
      position = decoder.position
      return sequence
    }
    guard let sequence else {
      throw IOFailure.damaged(source.name, "a sequence of the token stream contradicts itself")
    }
    return sequence
  }

  private func checkEnd() throws {
    hasEnded = true
    var expected: [UInt8] = []
    for value in totals.values { expected.append(littleEndian: UInt64(value)) }
    guard payload.dropFirst(TokenStreamFormat.prefixSize) == expected[...] else {
      throw IOFailure.damaged(source.name, "the token stream's totals are not those of its sequences")
    }
    var extra: UInt8 = 0
    let count = try withUnsafeMutableBytes(of: &extra) { try source.read(into: $0) }
    guard count == 0 else { throw IOFailure.damaged(source.name, "there are bytes after the end of the token stream") }
  }

  /// Reads a frame, prefix included.
  private static func readFrame(
    _ source: any ByteSource, ordinal: Int, into payload: inout [UInt8]
  ) throws -> TokenStreamFormat.Frame {
    var frame = [UInt8](repeating: 0, count: TokenStreamFormat.prefixSize)
    guard try frame.withUnsafeMutableBytes({ try source.readFully(into: $0) }) == frame.count else { throw cut(source) }
    // SAFETY: the frame has the bytes of its prefix.
    let length = Int(
      frame.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 1, as: UInt32.self)) })
    guard length <= TokenStreamFormat.largestPayload else { throw changed(source) }
    try read(length + TokenStreamFormat.checksumSize, from: source, into: &frame)
    let end = TokenStreamFormat.prefixSize + length
    // SAFETY: the checksum was read behind the payload.
    let valid = frame.withUnsafeBytes { bytes in
      TokenStreamFormat.checksum(ordinal: ordinal, frame: UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        == UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt32.self))
    }
    guard valid, let kind = TokenStreamFormat.Frame(rawValue: frame[0]) else { throw changed(source) }
    frame.removeLast(TokenStreamFormat.checksumSize)
    swap(&frame, &payload)
    return kind
  }

  /// Appends so many bytes: those of a frame of usual size at once, those of a larger one taking memory only as they
  /// come: a changed length costs no more than the stream is long.
  private static func read(_ count: Int, from source: any ByteSource, into bytes: inout [UInt8]) throws {
    if count <= 1 << 20 {
      let head = bytes
      bytes = try [UInt8](unsafeUninitializedCapacity: head.count + count) { buffer, initialized in
        let room = UnsafeMutableRawBufferPointer(buffer)
        room.copyBytes(from: head)
        let rest = UnsafeMutableRawBufferPointer(rebasing: room[head.count..<head.count + count])
        guard try source.readFully(into: rest) == count else { throw cut(source) }
        initialized = head.count + count
      }
      return
    }
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { room.deallocate() }
    var left = count
    while left > 0 {
      let step = UnsafeMutableRawBufferPointer(rebasing: room[..<min(left, room.count)])
      guard try source.readFully(into: step) == step.count else { throw cut(source) }
      bytes.append(contentsOf: UnsafeRawBufferPointer(step))
      left -= step.count
    }
  }

  private static func cut(_ source: any ByteSource) -> IOFailure {
    .damaged(source.name, "the token stream is cut short; did the stage before fail?")
  }

  private static func changed(_ source: any ByteSource) -> IOFailure {
    .damaged(source.name, "the token stream is damaged: a checksum does not agree")
  }
}
