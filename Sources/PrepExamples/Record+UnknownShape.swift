package import PrepDiagnostics
package import PrepRecords
import PrepShapes

extension Record {
  /// The finding that the fields of the record tell no shape. It names the fields.
  ///
  /// - Parameter remedy: What helps in the command at hand.
  package func unknownShape(_ remedy: String) -> Diagnostic {
    var names: [String] = []
    root.forEachMember { key, _ in
      if names.count < 7, let name = try? key.string() {
        names.append(name.count > 24 ? String(name.prefix(23)) + "…" : name)
      }
    }
    if names.count > 6 { names[6] = "…" }
    let fields = names.isEmpty ? "it has none" : names.joined(separator: ", ")
    return Diagnostic(
      "unknown-shape",
      "cannot detect the record's shape from its fields (\(fields)); "
        + (recordsInside ?? MissingField.mapping(of: root).map { "\($0); or \(remedy)" } ?? remedy),
      at: location(pointer: ""))
  }

  /// The key of the one object in the record that is a record by itself; nil where none is, or several are.
  private var recordInside: String? {
    var found: [String] = []
    root.forEachMember { key, value in
      guard value.kind == .object, FieldNames.usual.detect(value)?.isWhole ?? false, let key = try? key.string(),
        key.utf8.allSatisfy({ $0 > 0x20 && !"\"\\'".utf8.contains($0) })
      else { return }
      found.append(key)
    }
    return found.count == 1 ? found[0] : nil
  }

  /// What to do where the record is an object around records; nil where it is none.
  private var recordsInside: String? {
    var list: (key: [UInt8], count: Int)?
    var members = (all: 0, objects: 0)
    root.forEachMember { key, value in
      members.all += 1
      if value.kind == .object { members.objects += 1 }
      guard list == nil, value.kind == .array, value.count > 0, !SourceRecord.isConversation(value),
        let key = try? key.unescaped()
      else { return }
      var isOfRecords = true
      value.forEachElement { isOfRecords = isOfRecords && ($0.kind == .object || $0.kind == .array) }
      if isOfRecords { list = (key, value.count) }
    }
    if let list {
      let key = String(decoding: list.key, as: UTF8.self).replacing("~", with: "~0").replacing("/", with: "~1")
      let name = String(decoding: list.key, as: UTF8.self)
      let member = "(if type == \"array\" then .[] else . end)" + FieldOption.path(name)
      if let columns = root["columns"], columns.kind == .array,
        let row = root[name]?.elements.first(where: { _ in true }),
        row.kind == .array
      {
        let program =
          ".columns as $names | \(FieldOption.path(name))[] | [$names, .] | transpose | map({(.[0]): .[1]}) | add"
        return "where its lists are the rows, \(FieldOption.jq(program)) makes records of them"
      }
      // Behind one value there may be others, which the option does not read.
      return "where the \(Counted(list.count, "element")) of that list are the records, "
        + "\(FieldOption.jq(member + "[]")) makes lines of them, and of one JSON value "
        + "\(ShellWord.quoted("--records=/" + key)) reads them"
    }
    if let inner = recordInside { return "where \"\(inner)\" is the record, jq -c '.[\"\(inner)\"]' takes it out" }
    if members.all > 1, members.objects == members.all {
      return "where its members are the records, jq -c '.[]' makes lines of them"
    }
    return nil
  }
}
