import PrepRecords

/// The schema of a shape, as Parquet's footer and the metadata of `datasets` say it.
enum SchemaWriter {
  /// A node of the schema.
  struct Element {
    var name: [UInt8]
    /// 0 required, 1 optional, 2 repeated; nil for the root.
    var repetition: Int?
    var children: Int?
    var kind: ColumnShape.Kind

    func write(_ writer: inout ThriftWriter) {
      if children == nil { writer.int32(1, SchemaWriter.physicalType(kind)) }
      if let repetition { writer.int32(3, repetition) }
      writer.binary(4, name)
      if let children { writer.int32(5, children) }
      switch kind {
      // JSON is told by the features alone, as `datasets` does: what does not know the type would take it for bytes.
      case .text, .json:
        writer.int32(6, 0)
        writer.object(10) { $0.object(1) { _ in } }
      case .int8:
        writer.int32(6, 15)
        writer.object(10) { writer in
          writer.object(10) { writer in
            writer.int8(1, 8)
            writer.bool(2, true)
          }
        }
      case .uint:
        writer.int32(6, 14)
        writer.object(10) { writer in
          writer.object(10) { writer in
            writer.int8(1, 64)
            writer.bool(2, false)
          }
        }
      case .list where repetition != 2:
        writer.int32(6, 3)
        writer.object(10) { $0.object(3) { _ in } }
      case .null: writer.object(10) { $0.object(11) { _ in } }
      default: break
      }
    }
  }

  static func physicalType(_ kind: ColumnShape.Kind) -> Int {
    switch kind {
    case .bool: 0
    case .null, .int8, .int32: 1
    case .int, .uint: 2
    case .double: 5
    default: 6
    }
  }

  static func elements(of shape: ColumnShape) -> [Element] {
    var elements: [Element] = []
    func add(_ shape: ColumnShape, _ name: [UInt8], repetition: Int?) {
      switch shape.kind {
      case .object:
        elements.append(Element(name: name, repetition: repetition, children: shape.members.count, kind: .object))
        for (name, member) in shape.members { add(member, name, repetition: 1) }
      case .list:
        elements.append(Element(name: name, repetition: repetition, children: 1, kind: .list))
        elements.append(Element(name: Array("list".utf8), repetition: 2, children: 1, kind: .object))
        add(shape.element ?? ColumnShape(), Array("element".utf8), repetition: 1)
      default: elements.append(Element(name: name, repetition: repetition, children: nil, kind: shape.kind))
      }
    }
    add(shape, Array("schema".utf8), repetition: nil)
    return elements
  }

  /// What `datasets` is told of the columns, so that it gives texts that are JSON as values.
  static func features(of shape: ColumnShape) -> [UInt8] {
    var writer = JSONWriter()
    func members(_ shape: ColumnShape) {
      writer.beginObject()
      for (name, member) in shape.members {
        name.withUnsafeBytes { writer.key($0) }
        feature(member)
      }
      writer.endObject()
    }
    func feature(_ shape: ColumnShape) {
      if shape.kind == .object { return members(shape) }
      writer.beginObject()
      if shape.kind == .list {
        writer.key("feature")
        feature(shape.element ?? ColumnShape())
        writer.key("_type")
        writer.string("List")
      } else if shape.kind == .json {
        writer.key("_type")
        writer.string("Json")
      } else {
        writer.key("dtype")
        writer.string(dataType(shape.kind))
        writer.key("_type")
        writer.string("Value")
      }
      writer.endObject()
    }
    writer.beginObject()
    writer.key("info")
    writer.beginObject()
    writer.key("features")
    members(shape)
    writer.endObject()
    writer.endObject()
    return writer.take()
  }

  private static func dataType(_ kind: ColumnShape.Kind) -> String {
    switch kind {
    case .bool: "bool"
    case .int8: "int8"
    case .int32: "int32"
    case .int: "int64"
    case .uint: "uint64"
    case .double: "float64"
    case .binary: "binary"
    case .null: "null"
    default: "string"
    }
  }
}
