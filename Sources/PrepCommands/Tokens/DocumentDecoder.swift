import PrepRecords
import PrepTokenizers
import PrepTokens

/// Writes the text of a row's documents, cut where what is learnt begins and ends.
struct DocumentDecoder {
  private let tokenizer: Tokenizer
  private let header: TokenStreamHeader
  /// Whether what is learnt is shown in green, and context dimmed, for a terminal.
  private let usesColor: Bool

  init(_ tokenizer: Tokenizer, header: TokenStreamHeader, usesColor: Bool = false) {
    self.tokenizer = tokenizer
    self.header = header
    self.usesColor = usesColor
  }

  /// Writes `documents`, or `chosen_documents` and `rejected_documents`, into an object that is open.
  func writeMembers(of row: TokenSequence, to writer: inout JSONWriter) {
    write(row.rejected == nil ? "documents" : "chosen_documents", row.tokens, row.loss, row.boundaries, row, &writer)
    guard let rejected = row.rejected else { return }
    write("rejected_documents", rejected.tokens, rejected.loss, rejected.boundaries, row, &writer)
  }

  private func write(
    _ key: String, _ tokens: [UInt32], _ loss: TokenLoss, _ boundaries: [Int32], _ row: TokenSequence, _ writer: inout JSONWriter
  ) {
    writer.key(key)
    writer.beginArray()
    for (index, id) in row.documentIDs.enumerated() {
      let range = content(Int(boundaries[index])..<Int(boundaries[index + 1]), tokens)
      writer.beginObject()
      writer.key("doc_id")
      writer.int(id)
      write(Array(tokens[range]), &writer)
      writer.key("spans")
      writer.beginArray()
      for span in Self.spans(range, loss) {
        write(Array(tokens[span]), weight: Self.weight(span.lowerBound, loss), kind: loss.kind, &writer)
      }
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
  }

  /// Writes a span as an object, in colour where that is asked for.
  private func write(_ tokens: [UInt32], weight: Float, kind: TokenLoss.Kind, _ writer: inout JSONWriter) {
    let isTrained = weight != 0
    var span = JSONWriter()
    span.beginObject()
    span.key("trained")
    span.bool(isTrained)
    if kind == .weights {
      span.key("weight")
      span.float(weight)
    }
    write(tokens, &span)
    span.endObject()
    var text = span.take()
    if usesColor { text = Array((weight == 1 ? "\u{1B}[32m" : isTrained ? "\u{1B}[33m" : "\u{1B}[2m").utf8) + text + Array("\u{1B}[0m".utf8) }
    text.withUnsafeBytes { writer.raw($0) }
  }

  /// The tokens of a document without those that begin and end every example.
  private func content(_ range: Range<Int>, _ tokens: [UInt32]) -> Range<Int> {
    var range = range
    if let begin = header.beginOfText, let first = range.first, tokens[first] == begin {
      range = range.lowerBound + 1..<range.upperBound
    }
    if let end = header.endOfText, let last = range.last, tokens[last] == end {
      range = range.lowerBound..<range.upperBound - 1
    }
    return range
  }

  /// Writes `text`, or `bytes_base64` where the bytes are not UTF-8.
  private func write(_ tokens: [UInt32], _ writer: inout JSONWriter) {
    let bytes = tokenizer.decodeBytes(tokens)
    if (try? UTF8Span(validating: bytes.span)) != nil {
      writer.key("text")
      writer.string(bytes)
    } else {
      writer.key("bytes_base64")
      writer.string(Base64.text(of: bytes))
    }
  }

  /// A range cut where the weight of its tokens changes.
  private static func spans(_ range: Range<Int>, _ loss: TokenLoss) -> [Range<Int>] {
    var spans: [Range<Int>] = []
    var start = range.lowerBound
    for index in range where index > start && weight(index, loss) != weight(start, loss) {
      spans.append(start..<index)
      start = index
    }
    if start < range.upperBound { spans.append(start..<range.upperBound) }
    return spans
  }

  private static func weight(_ index: Int, _ loss: TokenLoss) -> Float {
    switch loss {
    case .all: 1
    case .mask(let mask): Float(mask[index])
    case .weights(let weights): weights[index]
    }
  }
}
