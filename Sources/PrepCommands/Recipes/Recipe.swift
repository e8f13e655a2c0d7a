import PrepBytes
import PrepDiagnostics
import Yams

/// A description of a whole job in YAML: for each stage the options it has on the command line, by their long names.
///
/// A flag is `true`; a list gives an option several times; a mapping is written `OURS=THEIRS,…`.
struct Recipe {
  /// The stages that a recipe may have, in the order they run.
  static let stages = ["tokenize", "pack", "shard"]

  /// The files to read; none is standard input.
  private(set) var input: [String] = []
  /// The arguments of each stage.
  private(set) var arguments: [String: [String]] = [:]

  /// Reads a recipe.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - settings: `STAGE.OPTION=VALUE`, which replace what the recipe says.
  /// - Throws: A `Diagnostic` for what is no recipe, a ``UsageError`` for a setting that is none.
  init(path: String, settings: [String]) throws {
    let source = path == "-" ? FileByteSource.standardInput() : try FileByteSource(path: path)
    let text = String(decoding: try source.readAll(), as: UTF8.self)
    let root: Node?
    do { root = try Yams.compose(yaml: text) } catch let error as YamlError {
      throw Self.diagnostic(error, file: source.name)
    }
    guard case .mapping(let mapping)? = root else {
      throw Diagnostic("invalid-recipe", "a recipe is a mapping of stages to their options", at: SourceLocation(file: source.name))
    }
    for (key, value) in mapping { try take(key, value, file: source.name) }
    for setting in settings { try apply(setting) }
  }

  // MARK: Reading

  private var options: [String: [(name: String, values: [String])]] = [:]

  private mutating func take(_ key: Node, _ value: Node, file: String) throws {
    let name = key.string ?? ""
    if name == "input" {
      guard let paths = Self.values(value) else { throw Self.invalid("input is a file, or a list of files", value, file) }
      input = paths
      return
    }
    guard Self.stages.contains(name) else {
      throw Self.invalid("there is no stage '\(name)'; a recipe has input, \(Self.stages.joined(separator: ", "))", key, file)
    }
    guard options[name] == nil else { throw Self.invalid("the stage '\(name)' stands twice", key, file) }
    options[name] = []
    if value.null != nil { return rebuild(name) }
    guard case .mapping(let mapping) = value else { throw Self.invalid("a stage is a mapping of its options", value, file) }
    for (option, value) in mapping {
      guard let option = option.string, let values = Self.values(value) else {
        throw Self.invalid("an option has a value, a list of values, or a mapping of names", value, file)
      }
      guard options[name]?.contains(where: { $0.name == option }) == false else {
        throw Self.invalid("the option '\(option)' stands twice", value, file)
      }
      options[name]?.append((option, values))
    }
    rebuild(name)
  }

  private mutating func apply(_ setting: String) throws {
    let sides = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    guard sides.count == 2 else { throw UsageError("--set takes STAGE.OPTION=VALUE, not '\(setting)'") }
    if sides[0] == "input" {
      input = [sides[1]]
      return
    }
    let path = sides[0].split(separator: ".", maxSplits: 1).map { String($0) }
    guard path.count == 2, Self.stages.contains(path[0]) else {
      throw UsageError("--set takes input=FILE or STAGE.OPTION=VALUE, where the stage is \(Self.stages.joined(separator: ", ")); not '\(setting)'")
    }
    var list = options[path[0]] ?? []
    list.removeAll { $0.name == path[1] }
    list.append((path[1], [sides[1]]))
    options[path[0]] = list
    rebuild(path[0])
  }

  private mutating func rebuild(_ stage: String) {
    arguments[stage] = (options[stage] ?? []).flatMap { name, values in
      values.flatMap { value in
        value == "true" ? ["--\(name)"] : value == "false" ? [] : ["--\(name)=\(value)"]
      }
    }
  }

  /// The values that a node gives an option; nil when it can be none.
  private static func values(_ node: Node) -> [String]? {
    switch node {
    case .scalar(let scalar): return [scalar.string]
    case .sequence(let sequence):
      let scalars = sequence.compactMap { $0.scalar?.string }
      return scalars.count == sequence.count ? scalars : nil
    case .mapping(let mapping):
      let pairs = mapping.compactMap { key, value in
        key.string.flatMap { key in value.scalar.map { "\(key)=\($0.string)" } }
      }
      return pairs.count == mapping.count ? [pairs.joined(separator: ",")] : nil
    case .alias: return nil
    }
  }

  private static func invalid(_ message: String, _ node: Node, _ file: String) -> Diagnostic {
    let mark = node.mark
    return Diagnostic(
      "invalid-recipe", message, at: SourceLocation(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0))
  }

  private static func diagnostic(_ error: YamlError, file: String) -> Diagnostic {
    var place = SourceLocation(file: file)
    var problem = "\(error)"
    switch error {
    case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _), .composer(_, let text, let mark, _):
      problem = text
      (place.line, place.column) = (mark.line, mark.column)
    case .duplicatedKeysInMapping: problem = "a key stands twice in a mapping"
    default: break
    }
    return Diagnostic("invalid-yaml", "the recipe is no YAML: \(problem)", at: place)
  }
}
