import PrepDiagnostics
import PrepYAML

/// The YAML at the head of a README.md: which files belong to which configuration and split, as the Hub reads it.
struct DatasetCard {
  /// Names of files for a split; the name of the split is `train` where nothing else is said.
  struct DataFiles {
    var split: String
    var patterns: [(text: String, location: SourceLocation)]
  }

  /// A configuration, of which either the files are named or a folder in which they are found by their names.
  struct Configuration {
    var name: String
    var isDefault = false
    var folder: String?
    var files: [DataFiles]?
    var reader = ReaderOptions()
  }

  /// A split as `dataset_info` tells of it.
  struct Declared {
    var configuration: String
    var split: String
    var rows: Int?
  }

  /// nil when the card does not say which files there are.
  private(set) var configurations: [Configuration]?
  private(set) var declared: [Declared] = []
  private let file: String

  /// A name where none is said.
  static let defaultName = "default"

  /// Reads a card.
  ///
  /// - Parameters:
  ///   - text: The whole file.
  ///   - file: Its name in places.
  /// - Throws: A `Diagnostic` `invalid-yaml` or `invalid-card`, with the place.
  init(_ text: [UInt8], file: String) throws(Diagnostic) {
    self.file = file
    guard let matter = Self.frontMatter(text) else { return }
    try read(matter, file)
  }

  /// Puts what another file says, which is YAML alone, in place of what the card says.
  ///
  /// - Throws: As ``init(_:file:)``.
  mutating func read(_ yaml: [UInt8], _ file: String) throws(Diagnostic) {
    guard let root = try YAMLReader.read(yaml, file: file), !root.isNull else { return }
    guard case .mapping(let members) = root.content else {
      throw Diagnostic("invalid-card", "the head of the card is not a mapping", at: root.location)
    }
    for (key, value) in members {
      switch key.text {
      case "configs" where !value.isNull:
        configurations = try Self.list(value).map { node throws(Diagnostic) in try configuration(node) }
      case "dataset_info" where !value.isNull:
        declared = []
        for node in Self.elements(value) ?? [value] { declare(node) }
      default: break
      }
    }
    try checkNames()
  }

  /// The lines between the two of three dashes, behind empty lines in place of those before: so lines keep their numbers.
  /// Blank lines may stand before the first dashes, and lines may end with a carriage return alone.
  static func frontMatter(_ text: [UInt8]) -> [UInt8]? {
    let ended = text.contains(0x0A) ? text : text.map { $0 == 0x0D ? 0x0A : $0 }
    var rest = ended[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    let blank = rest.prefix { $0 == 0x20 || (0x09...0x0D).contains($0) }
    rest = rest.dropFirst(blank.count)
    var matter = [UInt8](repeating: 0x0A, count: 1 + blank.count { $0 == 0x0A })
    var isFirst = true
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
      var line = rest[..<end]
      while let last = line.last, [0x0D, 0x20, 0x09].contains(last) { line.removeLast() }
      let isFence = line.elementsEqual("---".utf8)
      if isFirst, !isFence { return nil }
      if !isFirst, isFence { return matter }
      if !isFirst { matter += rest[..<end] + [0x0A] }
      isFirst = false
      rest = end == rest.endIndex ? [] : rest[(end + 1)...]
    }
    // Without an end it is no head, but a text that begins with a rule.
    return nil
  }

  private mutating func checkNames() throws(Diagnostic) {
    var names: Set<String> = []
    for configuration in configurations ?? [] where !names.insert(configuration.name).inserted {
      throw Diagnostic(
        "invalid-card", "the configuration \(configuration.name) appears twice in the card",
        at: SourceLocation(file: file))
    }
  }

  // MARK: Nodes

  private static func elements(_ node: YAMLNode) -> [YAMLNode]? {
    if case .sequence(let nodes) = node.content { nodes } else { nil }
  }

  private static func list(_ node: YAMLNode) throws(Diagnostic) -> [YAMLNode] {
    guard let nodes = elements(node) else {
      throw Diagnostic("invalid-card", "configs is a list of configurations", at: node.location)
    }
    return nodes
  }

  private static func text(_ node: YAMLNode, _ what: String) throws(Diagnostic) -> String {
    guard let text = node.text, !text.isEmpty else {
      throw Diagnostic("invalid-card", "\(what) is a text", at: node.location)
    }
    return text
  }

  private func configuration(_ node: YAMLNode) throws(Diagnostic) -> Configuration {
    guard case .mapping(let members) = node.content else {
      throw Diagnostic("invalid-card", "a configuration is a mapping", at: node.location)
    }
    var found = Configuration(name: Self.defaultName)
    for (key, value) in members {
      switch key.text {
      case "config_name" where !value.isNull: found.name = try Self.text(value, "config_name")
      case "default" where !value.isNull: found.isDefault = ReaderOptions.isTrue(value)
      case "data_dir" where !value.isNull: found.folder = try Self.text(value, "data_dir")
      case "data_files" where !value.isNull: found.files = try dataFiles(value)
      default: found.reader.read(key.text, value)
      }
    }
    found.reader.finish()
    return found
  }

  private func dataFiles(_ node: YAMLNode) throws(Diagnostic) -> [DataFiles] {
    switch node.content {
    case .scalar: return [DataFiles(split: "train", patterns: try patterns(node))]
    case .mapping(let members):
      return try members.map { key, value throws(Diagnostic) in
        DataFiles(split: key.text, patterns: try patterns(value))
      }
    case .sequence(let nodes):
      if nodes.allSatisfy({ $0.text != nil }) { return [DataFiles(split: "train", patterns: try patterns(node))] }
      var found: [DataFiles] = []
      for node in nodes {
        guard case .mapping(let members) = node.content, let path = members.first(where: { $0.key.text == "path" })
        else { throw Diagnostic("invalid-card", "data_files has a path for each split", at: node.location) }
        let split = try members.first { $0.key.text == "split" }.map { member throws(Diagnostic) in
          try Self.text(member.value, "split")
        }
        let patterns = try patterns(path.value)
        if let place = found.firstIndex(where: { $0.split == split ?? "train" }) {
          found[place].patterns += patterns
        } else {
          found.append(DataFiles(split: split ?? "train", patterns: patterns))
        }
      }
      return found
    }
  }

  private func patterns(_ node: YAMLNode) throws(Diagnostic) -> [(text: String, location: SourceLocation)] {
    var found: [(text: String, location: SourceLocation)] = []
    for node in Self.elements(node) ?? [node] {
      let text = try Self.text(node, "path")
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      if text.hasPrefix("/") || parts.contains("..") || text.contains("://") {
        throw Diagnostic(
          "invalid-card", "\(text) is not a path of a file in this folder, and others are not read", at: node.location)
      }
      found.append((text, node.location))
    }
    return found
  }

  private mutating func declare(_ node: YAMLNode) {
    guard case .mapping(let members) = node.content else { return }
    let name = members.first { $0.key.text == "config_name" }?.value.text ?? Self.defaultName
    guard let splits = members.first(where: { $0.key.text == "splits" }).flatMap({ Self.elements($0.value) }) else {
      return
    }
    for split in splits {
      guard case .mapping(let members) = split.content,
        let splitName = members.first(where: { $0.key.text == "name" })?.value.text
      else { continue }
      let rows = members.first { $0.key.text == "num_examples" }?.value.text.flatMap { Int($0) }
      declared.append(Declared(configuration: name, split: splitName, rows: rows))
    }
  }
}
