import PrepDiagnostics
import PrepRecords

/// Rows as the server of Hugging Face's data sets gives them: `{"features": […], "rows": [{"row_idx": 0, "row": {…},
/// "truncated_cells": []}]}`. Numbers of classes become their names.
struct ServedRows: LineForm {
  /// By column the names of its classes.
  private let classes: [String: [[UInt8]]]
  private let file: String

  /// Nil for a text that does not begin as one of the server.
  ///
  /// - Parameter head: The beginning of the text, with the features.
  init?(_ head: [UInt8], file: String) {
    guard let features = Self.afterKey("features", in: head[...]), features.first == UInt8(ascii: "[") else {
      return nil
    }
    let end = Self.end(of: features)
    var rest = (end.map { features[$0...] } ?? []).drop { $0 <= 0x20 }
    guard rest.first == UInt8(ascii: ",") else { return nil }
    rest = [UInt8(ascii: "{")] + rest.dropFirst()
    guard let rows = Self.afterKey("rows", in: rest), rows.first == UInt8(ascii: "["),
      Self.afterKey("row_idx", in: rows.dropFirst()) != nil
    else { return nil }
    self.file = file
    classes = Self.classes(in: Array(features[..<(end ?? features.endIndex)]))
  }

  /// Where the rows stand.
  static let list = JSONPointer("/rows")

  /// What follows a key that is the first of an object.
  private static func afterKey(_ key: String, in head: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = head.drop { $0 <= 0x20 }
    for part in ["{", "\"\(key)\"", ":"] {
      guard rest.starts(with: part.utf8) else { return nil }
      rest = rest.dropFirst(part.utf8.count).drop { $0 <= 0x20 }
    }
    return rest
  }

  /// Where the list that begins here ends; nil where it goes on.
  private static func end(of list: ArraySlice<UInt8>) -> Int? {
    var depth = 0
    var inString = false
    var string = JSONStringBytes()
    for place in list.indices {
      let byte = list[place]
      if inString {
        if string.closes(with: byte) { inString = false }
      } else if byte == UInt8(ascii: "\"") {
        inString = true
      } else if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
        depth += 1
      } else if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return place + 1 }
      }
    }
    return nil
  }

  /// The names of classes that features have.
  private static func classes(in features: [UInt8]) -> [String: [[UInt8]]] {
    guard let list = try? JSONDocument(features).root else { return [:] }
    var classes: [String: [[UInt8]]] = [:]
    for feature in list.elements {
      guard let name = try? feature["name"]?.string(), let names = feature["type"]?["names"], names.kind == .array
      else { continue }
      classes[name] = names.elements.map { view in view.withUnsafeBytes { Array($0) } }
    }
    return classes
  }

  mutating func take(_ line: [UInt8], origin: Int, into lines: inout ProducedLines) {
    guard let root = try? JSONDocument(line).root, let row = root["row"], row.kind == .object else {
      lines.bytes += line
      lines.endLine(origin: origin)
      return
    }
    if let cut = root["truncated_cells"], cut.count > 0 {
      let cells = cut.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      lines.reject(
        Diagnostic(
          "truncated-cell",
          "the server has cut the cells \(cells) of this row; take the rows from the files of the set",
          at: SourceLocation(file: file, line: origin)), line)
      return
    }
    var writer = JSONWriter()
    writer.beginObject()
    row.forEachMember { key, value in
      let name = (try? key.string()) ?? ""
      writer.key(name)
      if let number = value.int, let names = classes[name], names.indices.contains(number) {
        names[number].withUnsafeBytes { writer.raw($0) }
      } else {
        writer.raw(value)
      }
    }
    writer.endObject()
    lines.bytes += writer.take()
    lines.endLine(origin: origin)
  }

  mutating func finish(into lines: inout ProducedLines) {}
}
