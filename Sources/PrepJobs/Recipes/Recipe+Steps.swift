import PrepDiagnostics
import PrepOptions
import PrepYAML

extension Recipe {
  /// Reads the sources of a recipe.
  mutating func takeSources(_ node: YAMLNode) throws {
    guard case .mapping(let mapping) = node.content, !mapping.isEmpty else {
      throw Self.invalid("sources is a mapping of names to what they are", node.location)
    }
    for (key, value) in mapping {
      let isName = key.text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
      guard isName, !key.text.isEmpty else {
        throw Self.invalid("the name of a source is made of letters, digits, - and _", key.location)
      }
      sources.append(try source(key, value))
    }
  }

  private mutating func source(_ key: YAMLNode.Key, _ node: YAMLNode) throws -> RecipeSource {
    var source = RecipeSource(name: key.text, location: key.location)
    guard case .mapping(let mapping) = node.content else {
      throw Self.invalid("a source is a mapping with its input", node.location)
    }
    let steps = RecipeSteps.names.filter { !["mix", "split"].contains($0) }
    let reading = ConvertJob.Options.stepDefinitions.map(\.name) + ["shape"]
    for (key, value) in mapping {
      switch key.text {
      case "input", "split", "config": Self.set(key.text, try texts(value, of: key.text), in: &source.files)
      case "weight":
        guard let weight = try self.value(value).text.flatMap(Double.init), weight >= 0, weight.isFinite else {
          throw Self.invalid("weight takes a number from 0 on", value.location)
        }
        source.weight = weight
      case "steps": source.steps += try takeSteps(value)
      case let name where steps.contains(name): source.steps.append(try step(key, value))
      case let name where reading.contains(name):
        let option = name == "shape" ? "from-shape" : name
        source.reading.entries.append((option, try self.value(value)))
        source.reading.places[option] = key.location
      default:
        let names = ["input", "split", "config", "weight", "steps"] + steps + reading
        throw Self.invalid(
          "a source has no '\(OptionFailure.shown(key.text))'\(NearestNames.question(key.text, among: names))",
          key.location)
      }
    }
    if source.files.paths.isEmpty { throw Self.invalid("the source '\(source.name)' has no input", key.location) }
    if source.files.paths.contains("-") {
      throw Self.invalid("the source '\(source.name)' is standard input; a source is files", key.location)
    }
    if let step = source.steps.first(where: { ["mix", "split"].contains($0.name) }) {
      throw Self.invalid("\(step.name) is not a step of a source: it goes under steps", step.location ?? key.location)
    }
    return source
  }

  /// Reads a list of steps.
  mutating func takeSteps(_ node: YAMLNode) throws -> [GivenStep] {
    if node.isNull { return [] }
    guard case .sequence(let nodes) = node.content else {
      throw Self.invalid("steps is a list, each a name with its options: - dedup: {near: covered}", node.location)
    }
    var steps: [GivenStep] = []
    for node in nodes {
      switch node.content {
      case .scalar(let name, _):
        steps.append(try step(YAMLNode.Key(text: name, location: node.location), nil))
      case .mapping(let mapping) where mapping.count == 1: steps.append(try step(mapping[0].key, mapping[0].value))
      default: throw Self.invalid("a step is one name with its options: - dedup: {near: covered}", node.location)
      }
    }
    return steps
  }

  private mutating func step(_ key: YAMLNode.Key, _ node: YAMLNode?) throws -> GivenStep {
    guard RecipeSteps.named(key.text) != nil else {
      let names = RecipeSteps.names
      let question = NearestNames.question(key.text, among: names)
      let known = question.isEmpty ? "; there are \(names.joined(separator: ", "))" : question
      throw Self.invalid("there is no step '\(OptionFailure.shown(key.text))'\(known)", key.location)
    }
    var step = GivenStep(name: key.text, location: key.location)
    guard let node, !node.isNull else { return step }
    switch node.content {
    case .mapping(let mapping):
      for (option, value) in mapping {
        step.entries.append((option.text, Self.joined(try self.value(value), step.name, option.text)))
        step.places[option.text] = option.location
      }
    case .scalar where key.text == "filter":
      // An expression says all there is to say.
      step.entries = [("where", try self.value(node))]
      step.places["where"] = node.location
    default: throw Self.invalid("a step is a mapping of its options", node.location)
    }
    return step
  }

  /// The parts of a split as the option takes them, where they are a mapping.
  private static func joined(_ value: OptionInput, _ step: String, _ option: String) -> OptionInput {
    guard step == "split", option == "parts", case .mapping(let parts) = value else { return value }
    return .text(parts.map { part in "\(part.name)=\(part.value.text ?? "rest")" }.joined(separator: ","))
  }

  /// A text, or a list of them.
  mutating func texts(_ node: YAMLNode, of name: String) throws -> [String] {
    let given: [OptionInput] =
      switch try value(node) {
      case .list(let values): values
      case let value: [value]
      }
    let texts = given.compactMap(\.text)
    if texts.count < given.count { throw Self.invalid("\(name) is a name, or a list of names", node.location) }
    return texts
  }

  /// Puts what a recipe says of an input in its place.
  static func set(_ key: String, _ texts: [String], in files: inout InputFiles) {
    switch key {
    case "split": files.splits = texts
    case "config": files.configuration = texts.last
    default: files.paths = texts
    }
  }

  /// Replaces an option of the one step of a name.
  ///
  /// - Returns: Whether there is a step of that name.
  mutating func setStep(_ name: String, _ option: String, _ value: String) throws(JobFailure) -> Bool {
    guard RecipeSteps.named(name) != nil else { return false }
    let found = steps.indices.filter { steps[$0].name == name }
    guard let index = found.first, found.count == 1 else {
      throw JobFailure(
        "invalid-setting",
        found.isEmpty
          ? "the recipe has no step \(name)"
          : "the recipe has \(Counted(found.count, "step")) \(name); a variable, ${NAME}, says which of them is meant")
    }
    steps[index].entries.removeAll { $0.name == option }
    steps[index].entries.append((option, .text(value)))
    steps[index].places[option] = nil
    return true
  }
}
