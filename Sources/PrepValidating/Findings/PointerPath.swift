/// RFC 6901 pointers, made when a finding needs one.
enum PointerPath {
  /// The pointer from a record's value to a value in it.
  static func pointer(to target: Value, from root: Value) -> String { pointer(toNode: target.node, from: root) }

  /// The pointer to the innermost value that holds a position.
  static func pointer(toPosition position: Int, from root: Value) -> String {
    var path = ""
    var current = root
    while let (step, value) = child(of: current, where: { $0.start <= position && position < $0.end }) {
      path += step
      current = value
    }
    return path
  }

  private static func pointer(toNode node: Int, from root: Value) -> String {
    var path = ""
    var current = root
    while current.node != node, let (step, value) = child(of: current, where: { $0.node <= node && node < $0.nextNode }) {
      path += step
      current = value
    }
    return path
  }

  private static func child(of value: Value, where fits: (Value) -> Bool) -> (String, Value)? {
    var found: (String, Value)?
    if value.isObject {
      value.forEachMember { name, member in
        // A key belongs to the member it names.
        if found == nil, fits(member) || fits(name) { found = ("/" + escaped(name), fits(member) ? member : name) }
      }
    } else if value.isArray {
      var index = 0
      value.forEachElement { element in
        if found == nil, fits(element) { found = ("/\(index)", element) }
        index += 1
      }
    }
    return found
  }

  private static func escaped(_ name: Value) -> String {
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
