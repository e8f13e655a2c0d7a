import PrepBytes
import PrepDiagnostics
import PrepRecords

/// The annotations of brat (`NAME.ann`) with the text that stands beside them (`NAME.txt`), as one record: `text` and
/// `spans`.
///
/// A line `T1 TAB Label 0 5 TAB words` is a span, in characters; one in several parts, `0 5;9 12`, is as many spans
/// with its name. Relations, events, attributes and notes are about spans, and are left out.
struct AnnotationProducer: RecordProducer {
  private let source: any ByteSource
  private let maximum: Int
  private var hasEnded = false

  /// The ending of the names of such files.
  static let ending = "ann"

  init(_ source: any ByteSource, maximum: Int) {
    self.source = source
    self.maximum = maximum
  }

  /// The text that belongs to a file of annotations.
  static func textPath(of path: String) -> String { String(path.dropLast(ending.count)) + "txt" }

  /// A part of an annotation.
  private struct Part {
    let id: ArraySlice<UInt8>
    let label: ArraySlice<UInt8>
    let start: Int
    let end: Int
    /// What it says of its words, where it has one part.
    let words: ArraySlice<UInt8>?
  }

  mutating func produce(into lines: inout ProducedLines) throws -> Bool {
    if hasEnded { return false }
    hasEnded = true
    let annotations = try source.readAll(limit: maximum)
    guard source.name.hasSuffix(".\(Self.ending)") else {
      throw Diagnostic(
        "missing-file", "annotations of brat are read by their file's name, as their text stands beside it",
        at: SourceLocation(file: source.name))
    }
    let text = try FileByteSource(path: Self.textPath(of: source.name)).readAll(limit: maximum)
    var parts: [Part] = []
    for (index, line) in annotations.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = line.last == 0x0D ? line.dropLast() : line
      guard line.first == UInt8(ascii: "T") else { continue }
      guard let read = Self.parts(line) else {
        lines.reject(
          Diagnostic(
            "annotation-line", "the line is not a span of brat: T1, a label with places, and the words, between tabs",
            at: SourceLocation(file: source.name, line: index + 1, column: 1)), Array(line) + [0x0A])
        return true
      }
      parts += read
    }
    write(text, parts, &lines)
    return true
  }

  /// The parts of a span; nil for a line that is none.
  private static func parts(_ line: ArraySlice<UInt8>) -> [Part]? {
    let fields = line.split(separator: 0x09, maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count >= 2 else { return nil }
    let words = fields[1].split(separator: 0x20, maxSplits: 1)
    guard words.count == 2 else { return nil }
    let places = words[1].split(separator: UInt8(ascii: ";"))
    var parts: [Part] = []
    for place in places {
      let numbers = place.split(separator: 0x20).map { Int(String(decoding: $0, as: UTF8.self)) }
      guard numbers.count == 2, let start = numbers[0], let end = numbers[1] else { return nil }
      parts.append(
        Part(
          id: fields[0], label: words[0], start: start, end: end,
          words: places.count == 1 && fields.count == 3 ? fields[2] : nil))
    }
    return parts.isEmpty ? nil : parts
  }

  private func write(_ text: [UInt8], _ parts: [Part], _ lines: inout ProducedLines) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("id")
    let name = source.name.split(separator: "/").last.map { String($0.dropLast(Self.ending.count + 1)) } ?? ""
    writer.string(name)
    writer.key("text")
    writer.string(text)
    writer.key("spans")
    writer.beginArray()
    let starts = text.indices.filter { text[$0] & 0xC0 != 0x80 } + [text.count]
    for part in parts {
      writer.beginObject()
      writer.key("id")
      writer.string(Array(part.id))
      writer.key("start")
      writer.int(part.start)
      writer.key("end")
      writer.int(part.end)
      writer.key("label")
      writer.string(Array(part.label))
      // Line ends are blanks there, which says nothing of the place.
      if let words = part.words, !Self.isHeld(words, by: text, starts, part) {
        writer.key("text")
        writer.string(Array(words))
      }
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    lines.bytes += writer.take()
    lines.endLine(origin: 1)
  }

  /// Whether the characters of a part are these words, but for line ends.
  ///
  /// - Parameter starts: Where each character of the text begins, and its end.
  private static func isHeld(_ words: ArraySlice<UInt8>, by text: [UInt8], _ starts: [Int], _ part: Part) -> Bool {
    guard part.start <= part.end, starts.indices.contains(part.start), starts.indices.contains(part.end) else {
      return false
    }
    func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
    return text[starts[part.start]..<starts[part.end]].elementsEqual(words) { held, said in
      held == said || isLineEnd(held) && said == 0x20
    }
  }
}
