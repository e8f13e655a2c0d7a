import CYAML
import PrepDiagnostics

/// Reads the one document of a YAML file (YAML 1.1, as libyaml parses it).
///
/// Aliases repeat the node of their anchor, within the limit on nodes. Keys are scalars and occur once. Directives and
/// tags other than those of YAML's own types are refused, since nothing here gives them a meaning.
package struct YAMLReader: ~Copyable {
  /// The version of the libyaml that is linked in.
  package static var libraryVersion: String { String(cString: yaml_get_version_string()) }

  private let limits: YAMLLimits
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private var places: YAMLPlaces
  private var anchors: [String: (node: YAMLNode, count: Int)] = [:]
  private var nodeCount = 0

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - file: Its name in places.
  /// - Returns: The root; nil when the file has no document.
  /// - Throws: A `Diagnostic` with the code `invalid-yaml` and the place.
  package static func read(
    _ bytes: [UInt8], file: String, limits: YAMLLimits = YAMLLimits()
  ) throws(Diagnostic) -> YAMLNode? {
    if bytes.isEmpty { return nil }
    guard bytes.count <= limits.bytes else {
      throw Diagnostic(
        "invalid-yaml", "the file has more than \(Counted(limits.bytes, "byte"))", at: SourceLocation(file: file))
    }
    return try bytes.withUnsafeBufferPointer { bytes throws(Diagnostic) in
      var reader = YAMLReader(bytes, file: file, limits: limits)
      return try reader.document()
    }
  }

  /// SAFETY: the parser keeps the pointer it is given; the reader lives inside the closure that lends the bytes.
  private init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, limits: YAMLLimits) {
    self.limits = limits
    parser = .allocate(capacity: 1)
    places = YAMLPlaces(bytes, file: file)
    guard yaml_parser_initialize(parser) == 1 else { preconditionFailure("out of memory") }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    let text = UnsafeBufferPointer(rebasing: bytes[places.start...])
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  // MARK: Events

  /// An event of the parser without the memory that belongs to it.
  private enum Event {
    case scalar(String, isPlain: Bool, anchor: String?)
    case sequenceStart(anchor: String?)
    case mappingStart(anchor: String?)
    case alias(String)
    case end
    case documentStart
    case streamStart
    case streamEnd
  }

  private mutating func next() throws(Diagnostic) -> (event: Event, location: SourceLocation) {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { yaml_event_delete(&event) }
    let location = places.location(ofCharacter: event.start_mark.index)
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      try check(tag: scalar.tag, location)
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return (
        .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, anchor: Self.text(scalar.anchor)), location
      )
    case YAML_SEQUENCE_START_EVENT:
      try check(tag: event.data.sequence_start.tag, location)
      return (.sequenceStart(anchor: Self.text(event.data.sequence_start.anchor)), location)
    case YAML_MAPPING_START_EVENT:
      try check(tag: event.data.mapping_start.tag, location)
      return (.mappingStart(anchor: Self.text(event.data.mapping_start.anchor)), location)
    case YAML_ALIAS_EVENT: return (.alias(Self.text(event.data.alias.anchor) ?? ""), location)
    case YAML_STREAM_START_EVENT: return (.streamStart, location)
    case YAML_DOCUMENT_START_EVENT: return (.documentStart, location)
    case YAML_STREAM_END_EVENT: return (.streamEnd, location)
    default: return (.end, location)
    }
  }

  private static func text(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    characters.map { String(cString: $0) }
  }

  private static let knownTags: Set<String> = Set(
    ["str", "seq", "map", "int", "float", "bool", "null"].map { "tag:yaml.org,2002:" + $0 } + ["!"])

  private func check(tag: UnsafeMutablePointer<yaml_char_t>?, _ location: SourceLocation) throws(Diagnostic) {
    guard let tag = Self.text(tag), !Self.knownTags.contains(tag) else { return }
    throw Self.invalid("the tag \(tag) is not supported", location)
  }

  /// What the parser says is wrong.
  private mutating func problem() -> Diagnostic {
    let text = parser.pointee.problem.map { String(cString: $0) } ?? "no memory"
    let context = parser.pointee.context.map { " " + String(cString: $0) } ?? ""
    if parser.pointee.error == YAML_READER_ERROR {
      return Self.invalid(text, places.location(ofByte: parser.pointee.problem_offset))
    }
    return Self.invalid(text + context, places.location(ofCharacter: parser.pointee.problem_mark.index))
  }

  private static func invalid(_ message: String, _ location: SourceLocation) -> Diagnostic {
    Diagnostic("invalid-yaml", "not valid YAML: \(message)", at: location)
  }

  // MARK: Nodes

  private mutating func document() throws(Diagnostic) -> YAMLNode? {
    if let directive = places.firstDirective { throw Self.invalid("YAML directives are not supported", directive) }
    _ = try next()
    guard case .documentStart = try next().event else { return nil }
    let (event, location) = try next()
    let root = try node(event, location, depth: 0)
    _ = try next()
    let (after, place) = try next()
    guard case .streamEnd = after else { throw Self.invalid("a second document begins here", place) }
    return root
  }

  /// The node that an event begins.
  private mutating func node(_ event: Event, _ location: SourceLocation, depth: Int) throws(Diagnostic) -> YAMLNode {
    let before = nodeCount
    try count(1, location)
    let content: YAMLNode.Content
    let name: String?
    switch event {
    case .scalar(let text, let isPlain, let anchor):
      content = .scalar(text, isPlain: isPlain)
      name = anchor
    case .sequenceStart(let anchor):
      content = try .sequence(elements(location, depth: depth + 1))
      name = anchor
    case .mappingStart(let anchor):
      content = try .mapping(pairs(location, depth: depth + 1))
      name = anchor
    case .alias(let anchor):
      guard let target = anchors[anchor] else {
        throw Self.invalid("no anchor &\(anchor) precedes this alias", location)
      }
      try count(target.count - 1, location)
      return YAMLNode(target.node.content, at: location)
    case .end, .documentStart, .streamStart, .streamEnd: throw Self.invalid("a value is missing", location)
    }
    let node = YAMLNode(content, at: location)
    if let name { anchors[name] = (node, nodeCount - before) }
    return node
  }

  private mutating func count(_ nodes: Int, _ location: SourceLocation) throws(Diagnostic) {
    nodeCount += nodes
    if nodeCount > limits.nodes { throw Self.invalid("more than \(Counted(limits.nodes, "value"))", location) }
  }

  private func check(depth: Int, _ location: SourceLocation) throws(Diagnostic) {
    if depth > limits.depth { throw Self.invalid("more than \(limits.depth) levels inside each other", location) }
  }

  private mutating func elements(_ location: SourceLocation, depth: Int) throws(Diagnostic) -> [YAMLNode] {
    try check(depth: depth, location)
    var nodes: [YAMLNode] = []
    while true {
      let (event, location) = try next()
      if case .end = event { return nodes }
      nodes.append(try node(event, location, depth: depth))
    }
  }

  private mutating func pairs(
    _ location: SourceLocation, depth: Int
  ) throws(Diagnostic) -> [(key: YAMLNode.Key, value: YAMLNode)] {
    try check(depth: depth, location)
    var pairs: [(key: YAMLNode.Key, value: YAMLNode)] = []
    // Keys are compared as bytes: Swift's equality of strings takes different spellings of a character for one.
    var seen: Set<[UInt8]> = []
    while true {
      let (event, location) = try next()
      if case .end = event { return pairs }
      guard let text = try node(event, location, depth: depth).text else {
        throw Self.invalid("a key is not a single value", location)
      }
      guard seen.insert(Array(text.utf8)).inserted else {
        throw Self.invalid("the key '\(text)' occurs twice in a mapping", location)
      }
      let (valueEvent, valueLocation) = try next()
      let value = try node(valueEvent, valueLocation, depth: depth)
      pairs.append((YAMLNode.Key(text: text, location: location), value))
    }
  }
}
