import PrepRecords

/// The schema of a Parquet file as the tree that rows are put together by.
struct ParquetSchema {
  /// A column: a leaf of the tree.
  struct Leaf {
    var path: [String]
    var type: ParquetSchemaElement.PhysicalType
    var typeLength: Int
    /// The level of a value that is there, and of one that begins the innermost list anew.
    var definition: UInt8
    var repetition: UInt8
  }

  /// A node of the tree.
  final class Node {
    let name: String
    let element: ParquetSchemaElement
    fileprivate(set) var children: [Node] = []
    /// Whether it is a key with its value.
    var isEntry = false
    /// The levels at which the node is there.
    let definition: UInt8
    let repetition: UInt8
    fileprivate(set) var leaves: Range<Int> = 0..<0

    init(_ element: ParquetSchemaElement, definition: UInt8, repetition: UInt8) {
      name = element.name
      self.element = element
      self.definition = definition
      self.repetition = repetition
    }

    var isRepeated: Bool { element.repetition == .repeated }
  }

  let root: Node
  private(set) var leaves: [Leaf] = []

  init(_ elements: [ParquetSchemaElement]) throws {
    guard let first = elements.first else { throw ColumnFault.damaged("the footer has no schema") }
    root = Node(first, definition: 0, repetition: 0)
    var next = 1
    try build(root, elements, &next, path: [])
    guard next == elements.count else { throw ColumnFault.damaged("the schema has nodes that belong to none") }
  }

  private mutating func build(_ node: Node, _ elements: [ParquetSchemaElement], _ next: inout Int, path: [String])
    throws
  {
    guard path.count <= ColumnLimits.depth else {
      throw ColumnFault.tooLarge("columns are nested more than \(ColumnLimits.depth) levels deep")
    }
    let start = leaves.count
    let count = node.element.childCount ?? 0
    if count == 0, let type = node.element.physicalType, !path.isEmpty {
      try addLeaf(node, type, path)
    } else {
      // A group without children is a struct without fields; it has no column, so that its rows cannot be counted by
      // it.
      guard count >= 0, count <= elements.count - next else {
        throw ColumnFault.damaged("a group of the schema has more children than there are nodes")
      }
      guard count > 0 || path.isEmpty else {
        throw ColumnFault.unsupported("it is a group without fields").inColumn(path)
      }
      for _ in 0..<count {
        guard next < elements.count else {
          throw ColumnFault.damaged("a group of the schema has more children than there are nodes")
        }
        let element = elements[next]
        next += 1
        guard let repetition = element.repetition else {
          throw ColumnFault.damaged("it does not say whether it repeats").inColumn(path + [element.name])
        }
        let child = Node(
          element, definition: node.definition + (repetition == .required ? 0 : 1),
          repetition: node.repetition + (repetition == .repeated ? 1 : 0))
        node.children.append(child)
        try build(child, elements, &next, path: path + [element.name])
      }
    }
    node.leaves = start..<leaves.count
  }

  private mutating func addLeaf(_ node: Node, _ type: ParquetSchemaElement.PhysicalType, _ path: [String]) throws {
    guard leaves.count < ColumnLimits.columns else {
      throw ColumnFault.tooLarge("there are more than \(ColumnLimits.columns) columns")
    }
    if type == .fixedLengthByteArray {
      guard node.element.typeLength > 0, node.element.typeLength <= ColumnLimits.page else {
        throw ColumnFault.damaged("its values cannot have \(node.element.typeLength) bytes").inColumn(path)
      }
    }
    guard node.element.scalarType != nil else {
      throw ColumnFault.damaged("what its values mean does not go with how they are stored").inColumn(path)
    }
    leaves.append(
      Leaf(
        path: path, type: type, typeLength: node.element.typeLength, definition: node.definition,
        repetition: node.repetition))
  }
}
