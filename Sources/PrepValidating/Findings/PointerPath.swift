import PrepRecords

/// RFC 6901 pointers, made when a finding needs one.
///
/// It remembers where it last was in each list and object, so that findings that follow one another cost no more than
/// the walk through the record.
struct PointerPath {
  private var last: [Int: (child: Int, index: Int)] = [:]

  /// Forgets the record.
  mutating func reset() { if !last.isEmpty { last.removeAll(keepingCapacity: true) } }

  /// The pointer from a record's value to a value in it.
  mutating func pointer(to target: BorrowedJSON, from root: BorrowedJSON) -> String {
    path(from: root, until: { $0.node == target.node }, holds: { $0.node <= target.node && target.node < $0.nextNode })
  }

  /// The pointer to the innermost value that holds a position.
  mutating func pointer(toPosition position: Int, from root: BorrowedJSON) -> String {
    path(from: root, until: { _ in false }, holds: { $0.start <= position && position < $0.end })
  }

  private mutating func path(
    from root: BorrowedJSON, until isFound: (BorrowedJSON) -> Bool, holds: (BorrowedJSON) -> Bool
  ) -> String {
    var path = ""
    var current = root
    while !isFound(current), let (step, value) = child(of: current, holds) {
      path += step
      current = value
    }
    return path
  }

  private mutating func child(of value: BorrowedJSON, _ holds: (BorrowedJSON) -> Bool) -> (String, BorrowedJSON)? {
    let width = value.isObject ? 1 : value.isArray ? 0 : -1
    guard width >= 0 else { return nil }
    let start = last[value.node]
    if let start, let found = search(value, width, from: start.child, to: value.closeNode, start.index, holds) {
      return found
    }
    return search(value, width, from: value.node + 1, to: start?.child ?? value.closeNode, 0, holds)
  }

  /// Looks through children from one node to another; the children of an object are a key, which belongs to its member,
  /// and a value.
  private mutating func search(
    _ value: BorrowedJSON, _ width: Int, from first: Int, to end: Int, _ firstIndex: Int,
    _ holds: (BorrowedJSON) -> Bool
  ) -> (String, BorrowedJSON)? {
    var node = first
    var index = firstIndex
    while node < end {
      let key = value.at(node)
      let child = value.at(node + width)
      if holds(child) || (width == 1 && holds(key)) {
        last[value.node] = (node, index)
        return ("/" + (width == 1 ? Self.escaped(key) : "\(index)"), holds(child) ? child : key)
      }
      node = child.nextNode
      index += 1
    }
    return nil
  }

  private static func escaped(_ name: BorrowedJSON) -> String {
    var text = ""
    for scalar in Bytes.unescaped(name.text).unicodeScalars {
      switch scalar {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
