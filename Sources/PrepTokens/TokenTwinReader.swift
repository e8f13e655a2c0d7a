import PrepBytes
import PrepDiagnostics
import PrepRecords

/// Reads the JSON Lines twin of a token stream.
final class TokenTwinReader {
  private(set) var header: TokenStreamHeader
  private let reader: JSONLinesReader
  private let name: String
  private var batch: RecordBatch?
  private var index = 0
  private var ordinal = 0
  private var waiting: TokenSequence?
  /// Whether the first line has a header.
  private var isDeclared = false

  /// Reads the header that the first line holds, or makes a header from the fallback and the first sequence.
  init(head: [UInt8], rest: any ByteSource, fallback: TokenStreamHeader?) throws {
    name = rest.name
    var source: (any ByteSource)? = HeadedByteSource(head: head, rest: rest)
    reader = JSONLinesReader(sources: { source.take() })
    header = fallback ?? TokenStreamHeader(tokenizer: "", fingerprint: "", vocabularySize: 1 << 32)
    guard let first = try nextRecord() else { return }
    if let view = first.root[TokenSequenceJSON.headerKey] {
      guard let header = TokenStreamHeader(view) else {
        throw Diagnostic(
          "bad-token-stream", "the header is of a version that is not known here", at: first.location(of: view))
      }
      self.header = header
      isDeclared = true
      if first.root["input_ids"] != nil || first.root["chosen_input_ids"] != nil { waiting = try checked(first) }
      return
    }
    let sequence = try parse(first)
    header.loss = sequence.loss.kind
    header.hasRejected = sequence.rejected != nil
    header.hasDocumentLabels = !sequence.documentLabels.isEmpty
    waiting = sequence
  }

  func next() throws -> TokenSequence? {
    if let sequence = waiting.take() { return sequence }
    return try nextRecord().map { try checked($0) }
  }

  /// The sequence of a record, which has the columns that the header declares.
  private func checked(_ record: Record) throws -> TokenSequence {
    var sequence = try parse(record)
    // Labels beside a header that says that all is learnt say it again.
    if header.loss == .all, case .mask = sequence.loss, sequence.rejected == nil, record.root["loss_mask"] == nil {
      let all = TokenSequence(
        tokens: sequence.tokens, boundaries: sequence.boundaries, documentIDs: sequence.documentIDs,
        documentLabels: sequence.documentLabels, documentParts: sequence.documentParts)
      if all.trainedTokenCount == sequence.trainedTokenCount { sequence = all }
    }
    guard sequence.loss.kind == header.loss, (sequence.rejected != nil) == header.hasRejected,
      sequence.documentLabels.isEmpty != header.hasDocumentLabels
    else {
      throw Diagnostic(
        "bad-token-sequence", "the sequence has other columns than the header or the first sequence",
        at: record.location())
    }
    return sequence
  }

  private func nextRecord() throws -> Record? {
    while true {
      guard let current = batch, index < current.count else {
        batch = try reader.next()
        index = 0
        if batch == nil { return nil }
        continue
      }
      let item = current[index]
      index += 1
      switch item {
      case .record(let record): return record
      case .invalid(let diagnostic, _): throw diagnostic
      case .continuation, .note: continue
      }
    }
  }

  private func parse(_ record: Record) throws -> TokenSequence {
    if let key = record.root.duplicateKey {
      throw Diagnostic(
        "duplicate-key", "the key \"\((try? key.string()) ?? "")\" appears twice in the object",
        at: record.location(of: key))
    }
    let sequence: TokenSequence
    do {
      sequence = try TokenSequenceJSON.sequence(record.root, ordinal: ordinal, header: isDeclared ? header : nil)
    } catch {
      throw Diagnostic("bad-token-sequence", "this is not a token sequence: \(error.message)", at: record.location())
    }
    guard sequence.tokens.allSatisfy({ $0 < header.vocabularySize }),
      sequence.rejected?.tokens.allSatisfy({ $0 < header.vocabularySize }) ?? true
    else {
      throw Diagnostic("bad-token-sequence", "a token id is beyond the vocabulary", at: record.location())
    }
    ordinal += sequence.segmentCount
    return sequence
  }
}

/// Some bytes read ahead and the rest of their source.
private final class HeadedByteSource: ByteSource {
  let name: String
  private var head: ArraySlice<UInt8>
  private let rest: any ByteSource

  init(head: [UInt8], rest: any ByteSource) {
    self.head = head[...]
    self.rest = rest
    name = rest.name
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if head.isEmpty { return try rest.read(into: buffer) }
    let count = min(head.count, buffer.count)
    head.prefix(count).withUnsafeBytes { buffer.copyMemory(from: $0) }
    head = head.dropFirst(count)
    return count
  }
}
