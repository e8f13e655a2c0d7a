import PrepBytes

/// Writes the binary token stream, in frames of many sequences.
public final class TokenStreamWriter {
  /// The header as written.
  public let header: TokenStreamHeader
  /// What has been written so far.
  public private(set) var totals = TokenStreamTotals()
  private let sink: any ByteSink
  private var frame: [UInt8] = []
  private var ordinal = 0
  private var isFinished = false
  /// Whether the sequences of the frame say where their segments stand in documents.
  private var saysParts: Bool { frame[0] == TokenStreamFormat.Frame.parts.rawValue }

  /// Begins a stream: writes the magic and the header.
  ///
  /// - Throws: ``IOFailure``.
  public init(sink: any ByteSink, header: TokenStreamHeader) throws {
    self.sink = sink
    self.header = header
    try sink.write(TokenStreamFormat.magic)
    begin(.header)
    frame.append(contentsOf: header.json)
    try end()
    begin(.sequences)
  }

  /// Adds a sequence.
  ///
  /// - Precondition: It is consistent and of the kind the header declares.
  public func write(_ sequence: TokenSequence) throws {
    precondition(!isFinished, "the stream is finished")
    precondition(
      sequence.loss.kind == header.loss && (sequence.rejected != nil) == header.hasRejected
        && sequence.documentLabels.isEmpty != header.hasDocumentLabels && sequence.agrees(with: header.columns),
      "a sequence is not of the kind that the header declares")
    totals.add(sequence)
    if !saysParts, !sequence.documentParts.isEmpty {
      if frame.count > TokenStreamFormat.prefixSize { try end() }
      begin(.parts)
    }
    SequenceCoding.append(sequence, header: header, saysParts: saysParts, to: &frame)
    if frame.count >= TokenStreamFormat.blockSize {
      try end()
      begin(.sequences)
    }
  }

  /// Ends the stream with its totals, and the sink.
  public func finish() throws {
    precondition(!isFinished, "the stream is finished")
    isFinished = true
    if frame.count > TokenStreamFormat.prefixSize { try end() }
    begin(.end)
    for value in totals.values { frame.append(littleEndian: UInt64(value)) }
    try end()
    try sink.finish()
  }

  private func begin(_ kind: TokenStreamFormat.Frame) {
    frame.removeAll(keepingCapacity: true)
    frame.append(kind.rawValue)
    frame.append(littleEndian: UInt32(0))
  }

  private func end() throws {
    let length = UInt32(frame.count - TokenStreamFormat.prefixSize)
    precondition(length <= TokenStreamFormat.largestPayload, "a sequence is too long for a frame")
    frame.withUnsafeMutableBytes { $0.storeBytes(of: length.littleEndian, toByteOffset: 1, as: UInt32.self) }
    let sum = frame.withUnsafeBytes { TokenStreamFormat.checksum(ordinal: ordinal, frame: $0) }
    frame.append(littleEndian: sum)
    try sink.write(frame)
    ordinal += 1
  }
}
