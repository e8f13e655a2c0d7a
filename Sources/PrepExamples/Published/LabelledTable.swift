internal import PrepDiagnostics

/// A table without a header whose columns tell what they are: a few different labels in one, texts in another.
package enum LabelledTable {
  /// How many rows are needed to tell.
  private static let fewestRows = 8
  /// The longest label, in bytes.
  private static let longestLabel = 48

  private struct Column {
    var values: [[UInt8]: Int] = [:]
    var bytes = 0
    var longest = 0
    var hasEmpty = false
  }

  /// Names for the columns, `label`, `text` (or `text_a` and `text_b`) and `column` with a number, and why; nil where the rows tell no labels.
  package static func names(for rows: [[[UInt8]]]) -> (names: [[UInt8]], reason: String)? {
    guard let count = rows.first?.count, count > 1 else { return nil }
    let rows = rows.filter { $0.count == count }
    guard rows.count >= fewestRows else { return nil }
    let columns = (0..<count).map { index in
      rows.reduce(into: Column()) { column, row in
        column.values[row[index], default: 0] += 1
        column.bytes += row[index].count
        column.longest = max(column.longest, row[index].count)
        if row[index].isEmpty { column.hasEmpty = true }
      }
    }
    // Labels come again and again; there is more than one of them, and each is short.
    let labels = columns.indices.filter { index in
      let column = columns[index]
      return column.values.count > 1 && column.values.count * 4 <= rows.count && column.longest <= longestLabel
        && !column.hasEmpty
    }
    guard let label = labels.min(by: { columns[$0].values.count < columns[$1].values.count }) else { return nil }
    let texts = columns.indices.filter { $0 != label && columns[$0].values.count * 2 > rows.count }
    guard let text = texts.max(by: { columns[$0].bytes < columns[$1].bytes }),
      columns[text].bytes > columns[label].bytes * 2
    else {
      return nil
    }
    // Two texts of about one length are a pair.
    let others = texts.filter { $0 != text && columns[$0].bytes * 3 >= columns[text].bytes }
    let pair = others.count == 1 ? [text, others[0]].sorted() : []
    let names = (0..<count).map { index in
      let name =
        pair.firstIndex(of: index).map { $0 == 0 ? "text_a" : "text_b" }
        ?? (index == label ? "label" : index == text ? "text" : "column\(index + 1)")
      return Array(name.utf8)
    }
    let examples = columns[label].values.keys.sorted { $0.lexicographicallyPrecedes($1) }.prefix(3)
      .map { String(decoding: $0, as: UTF8.self) }
    let kinds = columns[label].values.count
    return (
      names,
      "column \(label + 1) has \(Counted(kinds, "different value")) in \(Counted(rows.count, "row")) "
        + "(\(examples.joined(separator: ", "))\(kinds > 3 ? ", …" : "")) and is read as the label, "
        + (pair.isEmpty
          ? "column \(text + 1) as the text" : "columns \(pair[0] + 1) and \(pair[1] + 1) as two texts")
    )
  }
}
