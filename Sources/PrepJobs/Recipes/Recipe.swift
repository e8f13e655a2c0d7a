import PrepBytes
import PrepDiagnostics
import PrepOptions
import PrepSystem
import PrepYAML

/// A description of a whole job in YAML: for each step and stage the options it has on the command line, by their long
/// names.
///
/// A flag is `true`; a list gives an option several times; a mapping is written `OURS=THEIRS,…`, or `NAME=VALUE`
/// several times where the option takes one at a time.
package struct Recipe {
  /// The stages that a recipe may have, in the order they run.
  static let stages = ["tokenize", "pack", "shard", "export", "write"]

  /// The files to read; none is standard input.
  package internal(set) var files = InputFiles()
  /// The options of each stage that the recipe has, in its order.
  var options: [String: [(name: String, value: OptionInput)]] = [:]
  /// What is read, where it goes by names.
  var sources: [RecipeSource] = []
  /// What is done to records before they are tokenized or written.
  var steps: [GivenStep] = []
  /// The folder for what is between the steps; nil is one beside the output.
  var workFolder: String?

  /// Reads a recipe.
  ///
  /// - Parameters: - recipe: The text. - settings: `NAME=VALUE`, which gives what `${NAME}` stands for in the recipe,
  ///   and `STAGE.OPTION=VALUE` and `input=FILE`,
  ///     which replace what the recipe says.
  /// - Throws: A `Diagnostic` for what is no recipe, a ``JobFailure`` for a setting that is none.
  package init(_ recipe: JobInput, settings: [String] = []) throws {
    let source = try recipe.open(refusing: false)
    // All scalars are taken as they are written, so no rule has to tell numbers from dates.
    guard let root = try YAMLReader.read(try source.readAll(limit: YAMLLimits().bytes), file: source.name),
      case .mapping(let mapping) = root.content
    else {
      throw Diagnostic(
        "invalid-recipe", "a recipe is a mapping of stages to their options", at: SourceLocation(file: source.name))
    }
    let replacements = try settings.compactMap { try variables.take($0) }
    for (key, value) in mapping { try take(key, value) }
    try variables.checkUse()
    if !sources.isEmpty, !files.areUnnamed {
      throw Diagnostic(
        "invalid-recipe", "a recipe has an input or sources, and not both", at: SourceLocation(file: source.name))
    }
    // What is said on the command line is said from where that stands.
    if paths == .recipe, recipe.isFile { placeFiles(in: FileNames.split(recipe.path).directory) }
    for (path, value) in replacements { try apply(path, value) }
  }

  /// Where the names of files are looked for.
  private(set) var paths = PathBase.recipe

  // MARK: Reading

  /// Where the recipe gives a stage an option.
  private(set) var places: [String: [String: SourceLocation]] = [:]
  private var variables = RecipeVariables()

  private mutating func take(_ key: YAMLNode.Key, _ value: YAMLNode) throws {
    let name = key.text
    if Self.inputKeys.contains(name) { return Self.set(name, try texts(value, of: name), in: &files) }
    if name == "sources" { return try takeSources(value) }
    if name == "steps" {
      steps = try takeSteps(value)
      return
    }
    if name == "work" {
      guard let folder = try self.value(value).text, !folder.isEmpty else {
        throw Self.invalid("work is the name of a folder", value.location)
      }
      workFolder = folder
      return
    }
    if name == "paths" {
      guard let base = try self.value(value).text.flatMap(PathBase.init(rawValue:)) else {
        let names = PathBase.allCases.map(\.rawValue).joined(separator: " or ")
        throw Self.invalid("paths is \(names)", value.location)
      }
      paths = base
      return
    }
    guard Self.stages.contains(name) else {
      let names = Self.inputKeys + ["paths", "sources", "steps", "work"] + Self.stages
      if RecipeSteps.named(name) != nil {
        throw Self.invalid("\(name) is a step and belongs in the list 'steps'", key.location)
      }
      throw Self.invalid(
        "there is no stage '\(OptionFailure.shown(name))'; a recipe has \(names.joined(separator: ", "))"
          + NearestNames.question(name, among: names), key.location)
    }
    options[name] = []
    if value.isNull { return }
    guard case .mapping(let mapping) = value.content else {
      throw Self.invalid("a stage is a mapping of its options", value.location)
    }
    for (option, value) in mapping {
      let given = try self.value(value)
      options[name]?.append((option.text, given))
      places[name, default: [:]][option.text] = option.location
    }
  }

  /// What a recipe says of its input: the files, and what is read of folders with a data set.
  static let inputKeys = ["input", "split", "config"]

  /// Whether the recipe has nothing but an input that is tokenized, packed and sharded.
  package var isPlain: Bool { sources.isEmpty && steps.isEmpty && !has("write") && !has("export") }

  /// What else the recipe has, by the keys of its mapping.
  package var otherKeys: [String] {
    [("sources", !sources.isEmpty), ("steps", !steps.isEmpty), ("write", has("write")), ("export", has("export"))]
      .filter(\.1).map(\.0)
  }

  /// Whether the recipe has a stage.
  package func has(_ stage: String) -> Bool { options[stage] != nil }

  /// The text that stands for an option of a stage in the end; nil where the recipe gives none.
  func text(of option: String, in stage: String) -> String? { options[stage]?.first { $0.name == option }?.value.text }

  /// The place of an option of a stage; nil where the recipe has none, or a setting took its place.
  func place(of option: String, in stage: String) -> SourceLocation? { places[stage]?[option] }

  private mutating func apply(_ name: String, _ value: String) throws {
    if Self.inputKeys.contains(name) { return Self.set(name, [value], in: &files) }
    let path = name.split(separator: ".", maxSplits: 1).map { String($0) }
    if path.count == 2, try setStep(path[0], path[1], value) { return }
    guard path.count == 2, Self.stages.contains(path[0]) else {
      throw JobFailure(
        "invalid-setting",
        "--set takes NAME=VALUE, input=FILE, split=NAME, config=NAME or STAGE.OPTION=VALUE, where the stage is \(Self.stages.joined(separator: ", ")); not '\(name)=\(value)'"
      )
    }
    var list = options[path[0]] ?? []
    list.removeAll { $0.name == path[1] }
    list.append((path[1], .text(value)))
    places[path[0]]?[path[1]] = nil
    options[path[0]] = list
  }

  /// What a node gives an option.
  mutating func value(_ node: YAMLNode) throws -> OptionInput {
    switch node.content {
    case .scalar(let text, _): return .text(try filled(text, node.location))
    case .sequence(let nodes): return .list(try nodes.map { try value($0) })
    case .mapping(let mapping): return .mapping(try mapping.map { ($0.key.text, try value($0.value)) })
    }
  }

  /// A scalar with the values of its variables.
  private mutating func filled(_ text: String, _ location: SourceLocation) throws -> String {
    guard !text.utf8.contains(0) else { throw Self.invalid("a value with a NUL, which no option takes", location) }
    do throws(RecipeVariables.Unknown) { return try variables.fill(text) } catch {
      throw Self.invalid(error.message, location)
    }
  }

  static func invalid(_ message: String, _ location: SourceLocation) -> Diagnostic {
    Diagnostic("invalid-recipe", message, at: location)
  }
}
