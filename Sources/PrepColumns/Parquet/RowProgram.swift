import PrepRecords

/// A plan of rows as numbers, one node behind the other: the children of a node stand together.
final class RowProgram {
  enum Kind: UInt8 { case scalar, object, list }

  /// A node of the plan, with nothing in it that is counted.
  struct Node {
    var kind: Kind
    /// What values are; of scalars alone.
    var type = ScalarType.null
    /// The levels of ``RowPlan``.
    var outer: UInt8
    var definition: UInt8
    var element: UInt8 = 0
    var repetition: UInt8 = 0
    /// Whether a null is written, as a member of an object.
    var keepsNull = false
    var firstColumn: Int32
    var endColumn: Int32
    var firstChild: Int32 = 0
    var childCount: Int32 = 0
    /// The key as a member of an object, in `keys`.
    var keyStart = 0
    var keyCount = 0
  }

  /// The nodes, the row first.
  let nodes: UnsafeMutablePointer<Node>
  private let nodeCount: Int
  /// The keys as they are written, each with what can be read behind it.
  let keys: UnsafeMutablePointer<UInt8>

  init(_ plan: RowPlan, keepsNulls: Bool) {
    var nodes = [Self.node(plan)]
    var keys: [UInt8] = []
    var plans = [plan]
    var next = 0
    while next < plans.count {
      nodes[next].firstChild = Int32(nodes.count)
      switch plans[next].shape {
      case .scalar: break
      case .list(let element, _, _):
        nodes[next].childCount = 1
        nodes.append(Self.node(element))
        plans.append(element)
      case .object(let members):
        nodes[next].childCount = Int32(members.count)
        for (key, member) in members {
          var node = Self.node(member)
          node.keepsNull = keepsNulls || key.isRepeated
          (node.keyStart, node.keyCount) = (keys.count, key.text.count)
          keys += key.text.text
          nodes.append(node)
          plans.append(member)
        }
      }
      next += 1
    }
    nodeCount = nodes.count
    self.nodes = .allocate(capacity: nodes.count)
    self.nodes.initialize(from: nodes, count: nodes.count)
    self.keys = .allocate(capacity: keys.count)
    self.keys.initialize(from: keys, count: keys.count)
  }

  deinit {
    nodes.deallocate()
    keys.deallocate()
  }

  private static func node(_ plan: RowPlan) -> Node {
    var node = Node(
      kind: .object, outer: plan.outer, definition: plan.definition, firstColumn: Int32(plan.columns.lowerBound),
      endColumn: Int32(plan.columns.upperBound))
    switch plan.shape {
    case .scalar(let type): (node.kind, node.type) = (.scalar, type)
    case .object: break
    case .list(_, let element, let repetition):
      (node.kind, node.element, node.repetition) = (.list, element, repetition)
    }
    return node
  }
}
