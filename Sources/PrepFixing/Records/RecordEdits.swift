import PrepRecords

/// Changes to the text of a record, made in one go, so that everything between them keeps its bytes.
struct RecordEdits {
  private var edits: [(range: Range<Int>, replacement: [UInt8])] = []

  var isEmpty: Bool { edits.isEmpty }

  /// Replaces the text of a value.
  mutating func replace(_ view: JSONView, with text: [UInt8]) {
    edits.append((view.offset..<view.offset + view.byteCount, text))
  }

  /// Replaces bytes of the record.
  mutating func replace(_ range: Range<Int>, with text: [UInt8]) { edits.append((range, text)) }

  /// The record's text with the changes; they do not overlap.
  func applied(to text: UnsafeRawBufferPointer) -> [UInt8] {
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

extension JSONView {
  /// The JSON text of the value.
  var text: [UInt8] { withUnsafeBytes { Array($0) } }

  /// The unescaped text of a string, nil for other values and for lone surrogates.
  var stringBytes: [UInt8]? { kind == .string ? try? unescaped() : nil }

  /// Whether the value is a string of exactly these bytes.
  func isString(_ wanted: String) -> Bool {
    guard kind == .string else { return false }
    var wanted = wanted
    return wanted.withUTF8 { textEquals(UnsafeRawBufferPointer($0)) }
  }
}

/// A string as JSON text.
func quoted(_ text: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  text.withUnsafeBytes { JSONEscaping.appendString($0, to: &result) }
  return result
}
