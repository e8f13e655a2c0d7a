/// Changes to the text of a record, made in one go, so that everything between them keeps its bytes.
package struct RecordEdits: Sendable {
  private var edits: [(range: Range<Int>, replacement: [UInt8])] = []

  package init() {}

  /// Whether there is nothing to change.
  package var isEmpty: Bool { edits.isEmpty }

  /// Replaces the text of a value.
  package mutating func replace(_ view: JSONView, with text: [UInt8]) {
    edits.append((view.offset..<view.offset + view.byteCount, text))
  }

  /// Replaces bytes of the record.
  package mutating func replace(_ range: Range<Int>, with text: [UInt8]) { edits.append((range, text)) }

  /// Adds changes to other parts of the record.
  package mutating func add(_ others: RecordEdits) { edits += others.edits }

  /// The record's text with the changes; they do not overlap.
  package func applied(to text: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var position = 0
    for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      precondition(edit.range.lowerBound >= position, "changes to a record overlap")
      result.append(contentsOf: text[position..<edit.range.lowerBound])
      result.append(contentsOf: edit.replacement)
      position = edit.range.upperBound
    }
    result.append(contentsOf: text[position...])
    return result
  }
}
