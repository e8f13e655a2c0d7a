import PrepRecords

/// How rows are put together of columns: a tree without what JSON does not show.
final class RowPlan {
  enum Shape {
    case scalar(ScalarType)
    case object([(key: MemberKey, plan: RowPlan)])
    /// Elements, the level at which there is one, and the level of those that follow in one list.
    case list(RowPlan, element: UInt8, repetition: UInt8)
  }

  let shape: Shape
  /// The level of what is around it, at which this is null, and the level at which it is there.
  let outer: UInt8
  let definition: UInt8
  /// Its columns, among those that are read.
  let columns: Range<Int>

  private init(_ shape: Shape, outer: UInt8, definition: UInt8, columns: Range<Int>) {
    self.shape = shape
    self.outer = outer
    self.definition = definition
    self.columns = columns
  }

  /// Makes plans, and gathers the leaves of the schema that they need.
  struct Maker {
    private(set) var leaves: [Int] = []
    /// The texts that `datasets` says are JSON.
    let features: DatasetFeatures?

    init(features: DatasetFeatures?) { self.features = features }

    /// The plan of a row with some of its columns.
    mutating func row(_ root: ParquetSchema.Node, isRead: (String) -> Bool) throws -> RowPlan {
      var members: [(key: MemberKey, plan: RowPlan)] = []
      let children = root.children.filter { isRead($0.name) }
      for (child, key) in zip(children, MemberKey.keys(children.map(\.name))) {
        members.append((key, try node(child, outer: 0, features?[child.name])))
      }
      return RowPlan(.object(members), outer: 0, definition: 0, columns: 0..<leaves.count)
    }

    private mutating func node(_ node: ParquetSchema.Node, outer: UInt8, _ feature: DatasetFeatures?) throws -> RowPlan
    {
      if node.isRepeated {
        // Without a list around it: the elements of a list that is never null.
        let start = leaves.count
        let element = try value(node, outer: node.definition, feature?.element)
        return RowPlan(
          .list(element, element: node.definition, repetition: node.repetition), outer: outer, definition: outer,
          columns: start..<leaves.count)
      }
      return try value(node, outer: outer, feature)
    }

    private mutating func value(_ node: ParquetSchema.Node, outer: UInt8, _ feature: DatasetFeatures?) throws -> RowPlan
    {
      if node.element.meaning == .variant {
        throw ColumnFault.unsupported("it is of the type VARIANT, which is not read").inColumn([node.name])
      }
      let start = leaves.count
      if node.children.isEmpty {
        leaves += node.leaves
        var type = node.element.scalarType ?? .binary
        if type == .text, feature?.isJSON ?? false { type = .json }
        return RowPlan(.scalar(type), outer: outer, definition: node.definition, columns: start..<leaves.count)
      }
      if let (repeated, element) = Self.listParts(node) {
        let plan: RowPlan
        if let element {
          plan = try self.node(element, outer: repeated.definition, feature?.element)
        } else {
          plan = try value(repeated, outer: repeated.definition, feature?.element)
        }
        return RowPlan(
          .list(plan, element: repeated.definition, repetition: repeated.repetition), outer: outer,
          definition: node.definition,
          columns: start..<leaves.count)
      }
      var names = node.children.map(\.name)
      if node.isEntry, names.count <= 2 { names = Array(["key", "value"].prefix(names.count)) }
      var members: [(key: MemberKey, plan: RowPlan)] = []
      for (child, key) in zip(node.children, MemberKey.keys(names)) {
        members.append((key, try self.node(child, outer: node.definition, feature?[child.name])))
      }
      return RowPlan(.object(members), outer: outer, definition: node.definition, columns: start..<leaves.count)
    }

    /// Of a list or map the node that repeats, and the element in it; without one the node that repeats is the element
    /// itself (apache/parquet- format, LogicalTypes.md, on lists and their older forms).
    private static func listParts(_ node: ParquetSchema.Node) -> (
      repeated: ParquetSchema.Node, element: ParquetSchema.Node?
    )? {
      guard node.element.meaning == .list || node.element.meaning == .map, node.children.count == 1 else { return nil }
      let repeated = node.children[0]
      guard repeated.isRepeated else { return nil }
      if node.element.meaning == .map {
        repeated.isEntry = true
        return (repeated, nil)
      }
      guard repeated.children.count == 1 else { return (repeated, nil) }
      let isElement =
        repeated.name == "array" || repeated.name == node.name + "_tuple" || repeated.children[0].isRepeated
        || repeated.element.meaning == .list || repeated.element.meaning == .map
      return (repeated, isElement ? nil : repeated.children[0])
    }
  }
}
