import PrepRecords
import PrepTokenizers
import PrepTokens

/// Writes the text of a row's documents, cut where what is learnt begins and ends.
struct DocumentDecoder {
  private let tokenizer: Tokenizer
  private let header: TokenStreamHeader
  /// Where the documents come from, when that is asked for.
  private let lines: SourceLines?

  init(_ tokenizer: Tokenizer, header: TokenStreamHeader, lines: SourceLines? = nil) {
    self.tokenizer = tokenizer
    self.header = header
    self.lines = lines
  }

  /// Writes `documents`, or `chosen_documents` and `rejected_documents`, into an object that is open.
  func writeMembers(of row: TokenSequence, to writer: inout JSONWriter) {
    write(row.rejected == nil ? "documents" : "chosen_documents", row.tokens, row.loss, row.boundaries, row, &writer)
    guard let rejected = row.rejected else { return }
    write("rejected_documents", rejected.tokens, rejected.loss, rejected.boundaries, row, &writer)
  }

  private func write(
    _ key: String, _ tokens: [UInt32], _ loss: TokenLoss, _ boundaries: [Int32], _ row: TokenSequence,
    _ writer: inout JSONWriter
  ) {
    writer.key(key)
    writer.beginArray()
    for (index, id) in row.documentIDs.enumerated() {
      let range = content(Int(boundaries[index])..<Int(boundaries[index + 1]), tokens)
      writer.beginObject()
      writer.key("doc_id")
      writer.int(id)
      if let place = lines?.place(of: id) {
        writer.key("source")
        writer.string(place)
      }
      write(Array(tokens[range]), &writer)
      writer.key("spans")
      writer.beginArray()
      for span in Self.spans(range, loss) {
        write(Array(tokens[span]), weight: loss.weight(of: span.lowerBound), kind: loss.kind, &writer)
      }
      writer.endArray()
      let whole = Int(boundaries[index])..<Int(boundaries[index + 1])
      for (key, place) in [("bos", whole.lowerBound..<range.lowerBound), ("eos", range.upperBound..<whole.upperBound)]
      where !place.isEmpty {
        writer.key(key)
        write(Array(tokens[place]), weight: loss.weight(of: place.lowerBound), kind: loss.kind, &writer)
      }
      writer.endObject()
    }
    writer.endArray()
  }

  /// Writes a span as an object.
  private func write(_ tokens: [UInt32], weight: Float, kind: TokenLoss.Kind, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("trained")
    writer.bool(weight != 0)
    if kind == .weights {
      writer.key("weight")
      writer.float(weight)
    }
    write(tokens, &writer)
    writer.endObject()
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
    for index in range where index > start && loss.weight(of: index) != loss.weight(of: start) {
      spans.append(start..<index)
      start = index
    }
    if start < range.upperBound { spans.append(start..<range.upperBound) }
    return spans
  }
}
