import PrepBytes
import PrepDiagnostics
import PrepOptions
import Yams

/// A description of a whole job in YAML: for each stage the options it has on the command line, by their long names.
///
/// A flag is `true`; a list gives an option several times; a mapping is written `OURS=THEIRS,…`, or `NAME=VALUE` several times where the
/// option takes one at a time.
package struct Recipe {
  /// The stages that a recipe may have, in the order they run.
  static let stages = ["tokenize", "pack", "shard"]

  /// The files to read; none is standard input.
  package private(set) var input: [String] = []
  /// The options of each stage that the recipe has, in its order.
  private(set) var options: [String: [(name: String, value: OptionInput)]] = [:]

  /// Reads a recipe.
  ///
  /// - Parameters:
  ///   - recipe: The text.
  ///   - settings: `NAME=VALUE`, which gives what `${NAME}` stands for in the recipe, and `STAGE.OPTION=VALUE` and `input=FILE`,
  ///     which replace what the recipe says.
  /// - Throws: A `Diagnostic` for what is no recipe, a ``JobFailure`` for a setting that is none.
  package init(_ recipe: JobInput, settings: [String] = []) throws {
    let source = try recipe.open(refusing: false)
    let text = String(decoding: try source.readAll(), as: UTF8.self)
    let root: Node?
    // All scalars are taken as they are written, so no rule has to tell numbers from dates.
    do { root = try Yams.compose(yaml: text, .basic) } catch let error as YamlError {
      throw Self.diagnostic(error, file: source.name)
    }
    guard case .mapping(let mapping)? = root else {
      throw Diagnostic("invalid-recipe", "a recipe is a mapping of stages to their options", at: SourceLocation(file: source.name))
    }
    let replacements = try settings.compactMap { try variables.take($0) }
    for (key, value) in mapping { try take(key, value, file: source.name) }
    try variables.checkUse()
    for (path, value) in replacements { try apply(path, value) }
  }

  // MARK: Reading

  /// Where the recipe gives a stage an option.
  private var places: [String: [String: SourceLocation]] = [:]
  private var variables = RecipeVariables()

  private mutating func take(_ key: Node, _ value: Node, file: String) throws {
    let name = key.string ?? ""
    if name == "input" {
      let files: [OptionInput] =
        switch try self.value(value, file) {
        case .list(let values): values
        case let value: [value]
        }
      input = files.compactMap(\.text)
      if input.count < files.count { throw Self.invalid("input is a file, or a list of files", value, file) }
      return
    }
    guard Self.stages.contains(name) else {
      throw Self.invalid("there is no stage '\(name)'; a recipe has input, \(Self.stages.joined(separator: ", "))", key, file)
    }
    guard options[name] == nil else { throw Self.invalid("the stage '\(name)' stands twice", key, file) }
    options[name] = []
    if value.null != nil { return }
    guard case .mapping(let mapping) = value else { throw Self.invalid("a stage is a mapping of its options", value, file) }
    for (node, value) in mapping {
      guard let option = node.string else {
        throw Self.invalid("an option has a value, a list of values, or a mapping of names", value, file)
      }
      guard options[name]?.contains(where: { $0.name == option }) == false else {
        throw Self.invalid("the option '\(option)' stands twice", value, file)
      }
      let given = try self.value(value, file)
      options[name]?.append((option, given))
      places[name, default: [:]][option] = Self.location(node, file)
    }
  }

  /// Whether the recipe has a stage.
  package func has(_ stage: String) -> Bool { options[stage] != nil }

  /// The text that stands for an option of a stage in the end; nil where the recipe gives none.
  func text(of option: String, in stage: String) -> String? { options[stage]?.first { $0.name == option }?.value.text }

  /// The place of an option of a stage; nil where the recipe has none, or a setting took its place.
  func place(of option: String, in stage: String) -> SourceLocation? { places[stage]?[option] }

  private mutating func apply(_ name: String, _ value: String) throws {
    if name == "input" {
      input = [value]
      return
    }
    let path = name.split(separator: ".", maxSplits: 1).map { String($0) }
    guard path.count == 2, Self.stages.contains(path[0]) else {
      throw JobFailure(
        "invalid-setting",
        "--set takes NAME=VALUE, input=FILE or STAGE.OPTION=VALUE, where the stage is \(Self.stages.joined(separator: ", ")); not '\(name)=\(value)'")
    }
    var list = options[path[0]] ?? []
    list.removeAll { $0.name == path[1] }
    list.append((path[1], .text(value)))
    places[path[0]]?[path[1]] = nil
    options[path[0]] = list
  }

  /// What a node gives an option.
  private mutating func value(_ node: Node, _ file: String) throws -> OptionInput {
    switch node {
    case .scalar(let scalar): return .text(try text(scalar, node, file))
    case .sequence(let sequence): return .list(try sequence.map { try value($0, file) })
    case .mapping(let mapping):
      var entries: [(name: String, value: OptionInput)] = []
      for (key, node) in mapping {
        guard let key = key.string else { throw Self.invalid("an option has a value, a list of values, or a mapping of names", node, file) }
        entries.append((key, try value(node, file)))
      }
      return .mapping(entries)
    case .alias: throw Self.invalid("an option has a value, a list of values, or a mapping of names", node, file)
    }
  }

  /// A scalar with the values of its variables.
  private mutating func text(_ scalar: Node.Scalar, _ node: Node, _ file: String) throws -> String {
    do throws(RecipeVariables.Unknown) { return try variables.fill(scalar.string) } catch {
      throw Self.invalid(error.message, node, file)
    }
  }

  private static func invalid(_ message: String, _ node: Node, _ file: String) -> Diagnostic {
    Diagnostic("invalid-recipe", message, at: location(node, file))
  }

  private static func location(_ node: Node, _ file: String) -> SourceLocation {
    SourceLocation(file: file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
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
