import PrepBytes

/// Reads an XML file from a source and reports its elements and text, namespaces' prefixes dropped.
///
/// It takes what spreadsheets are made of: UTF-8, elements, attributes, character data, the five named entities and
/// character references. A document type declaration is refused, as the packaging rules of Office Open XML do.
struct XMLElements {
  private let begin: (_ element: String, _ attributes: [String: String]) -> Bool
  private let text: (String) -> Void
  private let end: (_ element: String) -> Bool
  private var bytes: XMLBytes
  /// The full names of the elements that are open.
  private var open: [[UInt8]] = []
  private var pending: [UInt8] = []
  private let longest: Int
  private var hasRoot = false

  /// Reads a file to its end, or until `begin` or `end` says false.
  ///
  /// - Parameter longest: The longest run of text, in bytes; a longer one is damage.
  /// - Throws: ``IOFailure``; `damaged` when the file is not well-formed.
  static func read(
    _ source: any ByteSource, longest: Int = 64 << 20, begin: @escaping (String, [String: String]) -> Bool,
    text: @escaping (String) -> Void = { _ in },
    end: @escaping (String) -> Bool = { _ in true }
  ) throws {
    var elements = XMLElements(begin: begin, text: text, end: end, bytes: XMLBytes(source), longest: longest)
    try elements.parse()
  }

  private mutating func parse() throws {
    try bytes.skipByteOrderMark()
    while let byte = try bytes.next() {
      switch byte {
      case UInt8(ascii: "<"):
        if try !markup() { return }
      case UInt8(ascii: "&"):
        guard !open.isEmpty else { throw bytes.malformed() }
        try bytes.reference(into: &pending)
      default:
        if open.isEmpty {
          guard XMLBytes.isBlank(byte) else { throw bytes.malformed() }
        } else {
          try bytes.character(byte, into: &pending)
          if pending.count > longest { throw bytes.tooLong(longest) }
        }
      }
    }
    guard hasRoot, open.isEmpty else { throw bytes.malformed() }
  }

  /// Reads what follows a `<`; gives false when the caller has seen enough.
  private mutating func markup() throws -> Bool {
    switch try bytes.peek() {
    case UInt8(ascii: "?"):
      try bytes.skip(through: "?>")
      return true
    case UInt8(ascii: "!"): return try declaration()
    case UInt8(ascii: "/"):
      _ = try bytes.next()
      let name = try bytes.name()
      try bytes.skipBlanks()
      guard try bytes.next() == UInt8(ascii: ">"), open.popLast() == name else { throw bytes.malformed() }
      try flush()
      return end(try local(name))
    default: return try element()
    }
  }

  /// A comment or a section of character data.
  private mutating func declaration() throws -> Bool {
    if try bytes.take("!--") {
      try bytes.skip(through: "-->")
    } else if try bytes.take("![CDATA[") {
      guard !open.isEmpty else { throw bytes.malformed() }
      try bytes.copy(through: "]]>", into: &pending, longest: longest)
    } else {
      throw bytes.malformed()
    }
    return true
  }

  private mutating func element() throws -> Bool {
    try flush()
    guard !(hasRoot && open.isEmpty), open.count < 512 else { throw bytes.malformed() }
    hasRoot = true
    let name = try bytes.name()
    var attributes: [String: String] = [:]
    while true {
      let hadBlanks = try bytes.skipBlanks()
      switch try bytes.peek() {
      case UInt8(ascii: ">"):
        _ = try bytes.next()
        open.append(name)
        return begin(try local(name), attributes)
      case UInt8(ascii: "/"):
        guard try bytes.take("/>") else { throw bytes.malformed() }
        let element = try local(name)
        return begin(element, attributes) && end(element)
      default:
        guard hadBlanks else { throw bytes.malformed() }
        let (key, value) = try bytes.attribute()
        guard attributes.updateValue(value, forKey: key) == nil, attributes.count < 1024 else {
          throw bytes.malformed()
        }
      }
    }
  }

  private mutating func flush() throws {
    if pending.isEmpty { return }
    text(try bytes.string(pending))
    pending.removeAll(keepingCapacity: true)
  }

  private func local(_ name: [UInt8]) throws -> String {
    try bytes.string(name.lastIndex(of: UInt8(ascii: ":")).map { Array(name[($0 + 1)...]) } ?? name)
  }
}
