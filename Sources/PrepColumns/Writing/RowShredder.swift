import PrepRecords

/// Takes rows apart into columns: the other way round from ``RowAssembler``.
struct RowShredder {
  /// A place of the shape with the columns below it.
  private final class Node {
    let shape: ColumnShape
    let columns: Range<Int>
    let children: [Node]
    /// The level of elements that follow the first of their list.
    let repetition: UInt8

    init(_ shape: ColumnShape, columns: Range<Int>, children: [Node], repetition: UInt8) {
      self.shape = shape
      self.columns = columns
      self.children = children
      self.repetition = repetition
    }
  }

  private let root: Node
  let columns: [WriterColumn]

  init(_ shape: ColumnShape) {
    var columns: [WriterColumn] = []
    func node(_ shape: ColumnShape, _ path: [[UInt8]], definition: UInt8, repetition: UInt8) -> Node {
      let start = columns.count
      var children: [Node] = []
      switch shape.kind {
      case .object:
        let inner = path.isEmpty ? definition : definition + 1
        for (name, member) in shape.members {
          children.append(node(member, path + [name], definition: inner, repetition: repetition))
        }
      case .list:
        let element = shape.element ?? ColumnShape()
        children.append(
          node(
            element, path + [Array("list".utf8), Array("element".utf8)], definition: definition + 2,
            repetition: repetition + 1))
      default: columns.append(WriterColumn(path, shape, definition: definition + 1, repetition: repetition))
      }
      return Node(shape, columns: start..<columns.count, children: children, repetition: repetition + 1)
    }
    root = node(shape, [], definition: 0, repetition: 0)
    self.columns = columns
  }

  /// Adds a row.
  func add(_ row: JSONView) { addMembers(row, root, definition: 0, repetition: 0) }

  private func addMembers(_ view: JSONView, _ node: Node, definition: UInt8, repetition: UInt8) {
    var values = [JSONView?](repeating: nil, count: node.children.count)
    var next = 0
    view.forEachMember { key, value in
      // Most records have their members in the order of the columns.
      let isNext = next < node.children.count && node.shape.members[next].name.withUnsafeBytes { key.textEquals($0) }
      guard let place = isNext ? next : (try? key.unescaped()).flatMap({ node.shape.place(of: $0) }) else { return }
      values[place] = value
      next = place + 1
    }
    for (child, value) in zip(node.children, values) {
      add(value, child, definition: definition, repetition: repetition)
    }
  }

  private func add(_ view: JSONView?, _ node: Node, definition: UInt8, repetition: UInt8) {
    guard let view, !view.isNull else { return addNull(node, definition, repetition) }
    switch node.shape.kind {
    case .object: addMembers(view, node, definition: definition + 1, repetition: repetition)
    case .list:
      var repetition = repetition
      var isEmpty = true
      view.forEachElement { element in
        isEmpty = false
        add(element, node.children[0], definition: definition + 2, repetition: repetition)
        repetition = node.repetition
      }
      if isEmpty { addNull(node, definition + 1, repetition) }
    default: columns[node.columns.lowerBound].add(view, repetition)
    }
  }

  private func addNull(_ node: Node, _ definition: UInt8, _ repetition: UInt8) {
    for index in node.columns { columns[index].addNull(definition, repetition) }
  }

  /// About how many bytes the rows have.
  var size: Int { columns.reduce(0) { $0 + $1.size } }
}
