import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads tasks of Label Studio's JSON export: the text, and of the first annotation that nobody cancelled its spans.
///
/// Places are counted in UTF-16 there by some versions and in characters by others; what a span says of its words
/// tells which.
struct LabelStudioReader {
  let record: Record
  let data: JSONView
  let annotations: JSONView
  let unit: OffsetUnit

  /// The example; nil for a task that nobody has annotated with spans.
  func read() throws(Diagnostic) -> TaggedText? {
    guard let text = data["text"] else {
      throw Diagnostic("missing-field", "missing field \"text\"", at: record.location(of: data, pointer: "/data"))
    }
    guard annotations.kind == .array else {
      throw Diagnostic(
        "wrong-type", "this is not a list", at: record.location(of: annotations, pointer: "/annotations"))
    }
    for annotation in annotations.elements where annotation["was_cancelled"]?.bool != true {
      guard let result = annotation["result"], result.kind == .array else { continue }
      var writer = JSONWriter()
      writer.beginArray()
      for item in result.elements {
        guard let value = item["value"], value["start"] != nil, value["labels"] != nil else { continue }
        writer.raw(value)
      }
      writer.endArray()
      guard let list = try? JSONDocument(writer.take()).root else { continue }
      if list.count == 0, result.count > 0 { return nil }
      let reader = TaggedTextReader(
        locate: { view, pointer in record.location(of: view, pointer: pointer) }, unit: unit,
        text: (name: "data", view: text), spans: (name: "annotations", view: list))
      do throws(Diagnostic) { return try reader.read() } catch {
        // The list is one of ours: its places are none of the record's.
        throw Diagnostic(error.code, error.message, at: record.location(of: annotation, pointer: "/annotations"))
      }
    }
    return nil
  }
}
