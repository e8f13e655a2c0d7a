import PrepRecords

/// The columns in which pandas keeps the index of a table, by the metadata key `pandas`: they are no data.
enum PandasIndex {
  static func columns(_ metadata: String?) -> Set<String> {
    guard let metadata, let document = try? JSONDocument(Array(metadata.utf8)),
      let columns = document.root["index_columns"]
    else { return [] }
    // An index that is a range is described here by an object, and stored nowhere.
    return Set(columns.elements.compactMap { $0.kind == .string ? try? $0.string() : nil })
  }
}
