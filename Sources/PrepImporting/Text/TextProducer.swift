import PrepBytes
import PrepDiagnostics
import PrepRecords

/// How plain text is cut into examples.
package enum TextUnit: String, Sendable, CaseIterable {
  /// Every line that is not empty.
  case line
  /// Paragraphs, between blank lines.
  case paragraph
  /// The whole file.
  case file
}

/// Plain text as JSON objects with one string field.
struct TextProducer: RecordProducer {
  private let reader: PieceReader
  private let file: String
  private let unit: TextUnit
  private let field: String
  private let maximum: Int
  private var text: [UInt8] = []
  private var textLine = 1
  private var textOffset = 0
  private var offset = 0
  private var line = 1
  private var lineIsEmpty = true
  private var afterCarriageReturn = false
  private var ended = false

  init(_ source: any ByteSource, unit: TextUnit, field: String, maximum: Int) {
    reader = PieceReader(source)
    file = source.name
    self.unit = unit
    self.maximum = maximum
    self.field = field
  }

  mutating func produce(into lines: inout ProducedLines) throws -> Bool {
    if ended { return false }
    var copy = self
    let more: Void? = try reader.next { piece in for byte in piece { copy.take(byte, &lines) } }
    self = copy
    if text.count > maximum {
      throw Diagnostic(
        "line-too-long", "the \(unit.rawValue) is longer than \(maximum) bytes; --max-line raises the bound",
        at: SourceLocation(file: file, line: textLine, column: 1))
    }
    if more != nil { return true }
    ended = true
    if afterCarriageReturn { text.append(0x0D) }
    emit(&lines)
    return true
  }

  private mutating func take(_ byte: UInt8, _ lines: inout ProducedLines) {
    defer { offset += 1 }
    if unit == .file {
      text.append(byte)
      return
    }
    if byte == 0x0A {
      // A carriage return before the line feed belongs to the line end.
      afterCarriageReturn = false
      endLine(&lines)
      return
    }
    if afterCarriageReturn {
      afterCarriageReturn = false
      text.append(0x0D)
      lineIsEmpty = false
    }
    if byte == 0x0D {
      afterCarriageReturn = true
      return
    }
    if text.isEmpty { (textLine, textOffset) = (line, offset) }
    text.append(byte)
    lineIsEmpty = false
  }

  private mutating func endLine(_ lines: inout ProducedLines) {
    if unit == .line || lineIsEmpty {
      emit(&lines)
    } else {
      text.append(0x0A)
    }
    line += 1
    lineIsEmpty = true
  }

  private mutating func emit(_ lines: inout ProducedLines) {
    if unit == .paragraph { while text.last == 0x0A { text.removeLast() } }
    guard !text.isEmpty else { return }
    let place = SourceLocation(file: file, line: textLine, column: 1, offset: textOffset)
    if let finding = UTF8Fault.finding(in: text, at: place) {
      lines.reject(finding, text)
      text.removeAll(keepingCapacity: text.count < 1 << 20)
      return
    }
    lines.write { writer in
      writer.beginObject()
      writer.key(field)
      writer.string(text)
      writer.endObject()
    }
    lines.endLine(origin: textLine)
    text.removeAll(keepingCapacity: text.count < 1 << 20)
  }
}
