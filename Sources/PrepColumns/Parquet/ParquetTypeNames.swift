/// Types in words, for people.
enum ParquetTypeNames {
  static func name(of node: ParquetSchema.Node, _ feature: DatasetFeatures?) -> String {
    let name = value(node, node.isRepeated ? feature?.element : feature)
    return node.isRepeated ? "list of \(name)" : name
  }

  private static func value(_ node: ParquetSchema.Node, _ feature: DatasetFeatures?) -> String {
    if node.children.isEmpty, node.element.scalarType == .text, feature?.isJSON ?? false { return ScalarType.json.name }
    if node.children.isEmpty { return node.element.scalarType.map { $0.name } ?? "bytes" }
    if node.element.meaning == .map { return "map" }
    if node.element.meaning == .list, node.children.count == 1 {
      let repeated = node.children[0]
      return "list of " + value(repeated.children.count == 1 ? repeated.children[0] : repeated, feature?.element)
    }
    return "{" + node.children.prefix(8).map(\.name).joined(separator: ", ") + (node.children.count > 8 ? ", …" : "")
      + "}"
  }
}

extension ScalarType {
  /// The type in a word.
  var name: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int, .uint, .uint32: "int"
    case .float16, .float, .double: "float"
    case .text: "string"
    case .json: "json"
    case .binary: "bytes"
    case .decimal, .decimalBytes: "decimal"
    case .date: "date"
    case .time: "time"
    case .timestamp, .int96: "timestamp"
    }
  }
}
