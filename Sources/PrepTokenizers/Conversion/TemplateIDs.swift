internal import PrepBytePairEncoding
import PrepRecords

/// Gives the tokens that a post-processor names the ids they have in another vocabulary.
enum TemplateIDs {
  /// The post-processor with other ids.
  ///
  /// - Parameter ids: The new ids by name; a name without one keeps its id.
  static func renumbered(_ text: [UInt8], _ ids: [[UInt8]: Token]) -> [UInt8] {
    guard let root = try? JSONDocument(text).root, root.kind == .object else { return text }
    var writer = JSONWriter()
    write(root, ids, to: &writer)
    return writer.take()
  }

  private static func write(_ view: JSONView, _ ids: [[UInt8]: Token], to writer: inout JSONWriter) {
    writer.beginObject()
    view.forEachMember { key, value in
      let name = (try? key.string()) ?? ""
      writer.key(name)
      switch (name, value.kind) {
      case ("processors", .array):
        writer.beginArray()
        value.forEachElement { write($0, ids, to: &writer) }
        writer.endArray()
      case ("cls", .array), ("sep", .array): writePair(value, ids, to: &writer)
      case ("special_tokens", .object):
        writer.beginObject()
        value.forEachMember { key, token in
          writer.key((try? key.string()) ?? "")
          writeToken(token, ids, to: &writer)
        }
        writer.endObject()
      default: writer.raw(value)
      }
    }
    writer.endObject()
  }

  /// A name and its id.
  private static func writePair(_ view: JSONView, _ ids: [[UInt8]: Token], to writer: inout JSONWriter) {
    var name: [UInt8] = []
    writer.beginArray()
    view.forEachElement { element in
      if element.kind == .string { name = (try? element.unescaped()) ?? [] }
      if let id = element.int { writer.int(ids[name] ?? Token(clamping: id)) } else { writer.raw(element) }
    }
    writer.endArray()
  }

  /// A token of a template: an id of its own, and the tokens it stands for.
  private static func writeToken(_ view: JSONView, _ ids: [[UInt8]: Token], to writer: inout JSONWriter) {
    var names: [[UInt8]] = []
    view["tokens"]?.forEachElement { names.append((try? $0.unescaped()) ?? []) }
    writer.beginObject()
    view.forEachMember { key, value in
      let name = (try? key.string()) ?? ""
      writer.key(name)
      guard name == "ids" else { return writer.raw(value) }
      var place = 0
      writer.beginArray()
      value.forEachElement { id in
        writer.int(names.indices.contains(place) ? ids[names[place]] ?? Token(clamping: id.int ?? 0) : 0)
        place += 1
      }
      writer.endArray()
    }
    writer.endObject()
  }
}
