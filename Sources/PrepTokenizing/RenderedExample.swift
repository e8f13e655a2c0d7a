import PrepBytes
package import PrepDiagnostics
package import PrepExamples
package import PrepRecords

/// The text that an example becomes before it is encoded, in stretches with one weight and one speaker.
package struct RenderedExample: Sendable {
  /// A stretch of the text, or a token that stands at a place in it.
  package struct Span: Sendable {
    /// The bytes of the text.
    package var range: Range<Int>
    /// Whose words they are.
    package var role: TokenRole
    /// The message they belong to, from 0; nil for none.
    package var message: Int?
    /// The weight of the loss; 0 is context.
    package var weight: Float
    /// The control token that stands here; nil for text.
    package var token: UInt32?
  }

  /// The text.
  package var text: [UInt8] = []
  /// The spans in order; together they are the text.
  package var spans: [Span] = []

  init(_ labelled: borrowing LabelledText) {
    text = Array(labelled.bytes)
    var start = 0
    for stretch in labelled.stretches {
      spans.append(
        Span(
          range: start..<max(start, stretch.end), role: stretch.role,
          message: stretch.message < 0 ? nil : Int(stretch.message), weight: stretch.weight, token: stretch.control))
      start = max(start, stretch.end)
    }
  }
}

extension ExampleTokenizer {
  /// The text of the example that a record holds, before it is cut to a length; of a pair both sides, the preferred one
  /// first, and of several examples all.
  ///
  /// - Throws: What is wrong with the record, or why its example cannot become tokens, with its place.
  package func render(_ record: Record, _ reader: ExampleReader) throws(Diagnostic) -> [RenderedExample] {
    let examples = try reader.examples(of: record)
    let weight = Float(try reader.weight(of: record) ?? 1)
    variables = try variables(of: record, reader)
    defer { variables = nil }
    var sides: [RenderedExample] = []
    do throws(TokenizingFault) {
      for example in examples {
        try encodeSides(example, weight) { _, _ in sides.append(RenderedExample(text)) }
      }
    } catch {
      throw Diagnostic(.init(rawValue: error.code), error.message, at: record.location())
    }
    return sides
  }
}
