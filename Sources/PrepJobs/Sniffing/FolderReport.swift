import PrepDiagnostics
import PrepFolders
import PrepRecords

/// Says what is in a folder with a data set: for people, or as a JSON object on a line.
enum FolderReport {
  static func text(_ folder: SniffedFolder) -> String {
    var lines = [folder.path.printableAtLineStart]
    func add(_ name: String, _ text: String) {
      lines.append("  " + name + String(repeating: " ", count: 11 - name.count) + text.printable)
    }
    add("folder", "a dataset: \(reason(folder.layout))")
    for configuration in folder.configurations {
      add(
        "config",
        configuration.name + (configuration.isDefault && configuration.name != "default" ? ", the default" : ""))
      for split in configuration.splits {
        add("split", "\(split.name): \(extent(split))")
        if let fault = split.fault { add("bad", "\(fault)") }
      }
      if !configuration.columns.isEmpty {
        let shown = configuration.columns.prefix(50).map { "\($0.name): \($0.type)" }.joined(separator: ", ")
        add("features", shown + (configuration.columns.count > 50 ? ", …" : ""))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func reason(_ layout: DatasetFolder.Layout) -> String {
    switch layout {
    case .card: "README.md says which files belong to it"
    case .saved: "save_to_disk of datasets wrote it"
    case .names: "the names of its files and folders say which split they are"
    case .none: "all its files are one split"
    }
  }

  private static func extent(_ split: SniffedFolder.Split) -> String {
    let files = "\(Counted(split.files, "file")), \(Counted(split.bytes, "byte"))"
    guard let rows = split.rows else {
      return split.declaredRows.map { "\(files), \(Counted($0, "row")) as the card says" } ?? files
    }
    let declared = split.declaredRows.flatMap { $0 == rows ? nil : " (the card says \(Counted.grouped($0)))" } ?? ""
    return "\(Counted(rows, "row"))\(declared) in \(files)"
  }

  static func json(_ folder: SniffedFolder) -> [UInt8] {
    var writer = JSONWriter()
    func text(_ key: String, _ value: String) {
      writer.key(key)
      writer.string(value)
    }
    func number(_ key: String, _ value: Int?) {
      guard let value else { return }
      writer.key(key)
      writer.int(value)
    }
    writer.beginObject()
    text("folder", folder.path)
    text("layout", folder.layout.rawValue)
    writer.key("configs")
    writer.beginArray()
    for configuration in folder.configurations {
      writer.beginObject()
      text("config", configuration.name)
      writer.key("default")
      writer.bool(configuration.isDefault)
      writer.key("splits")
      writer.beginArray()
      for split in configuration.splits {
        writer.beginObject()
        text("split", split.name)
        number("rows", split.rows)
        number("declared_rows", split.declaredRows)
        number("files", split.files)
        number("bytes", split.bytes)
        if let fault = split.fault { text("fault", "\(fault)") }
        writer.endObject()
      }
      writer.endArray()
      writer.key("features")
      writer.beginObject()
      for (name, type) in configuration.columns { text(name, type) }
      writer.endObject()
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    writer.newline()
    return writer.take()
  }
}
