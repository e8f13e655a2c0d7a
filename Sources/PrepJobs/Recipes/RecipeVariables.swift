import PrepDiagnostics

/// What `${NAME}` stands for in a recipe. `${NAME:-VALUE}` has a value of its own where none is given; `${NAME:?VALUE}` an
/// example, which is never taken beside values that are given for other examples; `$${` is `${` itself.
struct RecipeVariables {
  /// A variable without a value, or one that does not end.
  struct Unknown: Error {
    var message: String
  }

  private var values: [String: String] = [:]
  private var used: Set<String> = []
  /// The variables with examples: those that were given a value, and those of which the example was taken.
  private var replaced: Set<String> = []
  private(set) var examples: [(name: String, value: String)] = []

  /// Takes a setting that gives a variable its value.
  ///
  /// - Returns: The two sides of a setting of another kind: a path with a dot, or the input.
  mutating func take(_ setting: String) throws -> (String, String)? {
    let sides = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    guard sides.count == 2 else {
      throw JobFailure("invalid-setting", "--set takes NAME=VALUE or STAGE.OPTION=VALUE, not '\(setting)'")
    }
    guard sides[0] != "input", !sides[0].contains(".") else { return (sides[0], sides[1]) }
    values[sides[0]] = sides[1]
    return nil
  }

  /// A text with values in place of variables.
  mutating func fill(_ text: String) throws(Unknown) -> String {
    var result = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        result += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        guard let end = rest.firstIndex(of: "}") else { throw Unknown(message: "a '${' has no '}'") }
        result += try value(of: String(rest[rest.index(dollar, offsetBy: 2)..<end]))
        rest = rest[rest.index(after: end)...]
      } else {
        result += "$"
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  /// - Throws: ``JobFailure`` for a value that was given and nowhere asked for, and for examples that would stand beside
  ///   what the user gave.
  func checkUse() throws {
    if let name = values.keys.filter({ !used.contains($0) }).min() {
      let names = used.sorted()
      let known = names.isEmpty ? "it has no variables" : "it has \(names.joined(separator: ", "))"
      throw JobFailure(
        "unused-setting", "the recipe has no ${\(name)}; \(known)\(NearestNames.question(name, among: names))")
    }
    if !replaced.isEmpty, let example = examples.first {
      let others = examples.map { "\($0.name) is \($0.value)" }.joined(separator: ", ")
      throw JobFailure(
        "example-data",
        "the recipe's own examples would stand beside what is yours (\(others)): --set \(example.name)=VALUE gives another, "
          + "and --set \(example.name)= none")
    }
  }

  private mutating func value(of reference: String) throws(Unknown) -> String {
    var name = reference
    var fallback: String?
    let marks = [":-", ":?"].compactMap { reference.firstRange(of: $0) }
    if let mark = marks.min(by: { $0.lowerBound < $1.lowerBound }) {
      name = String(reference[..<mark.lowerBound])
      fallback = String(reference[mark.upperBound...])
      if reference[mark] == ":?", let example = fallback {
        if values[name] != nil {
          replaced.insert(name)
        } else if !examples.contains(where: { $0.name == name }) {
          examples.append((name, example))
        }
      }
    }
    used.insert(name)
    guard let value = values[name] ?? fallback else {
      throw Unknown(message: "the variable ${\(name)} has no value; set it with --set \(name)=VALUE")
    }
    return value
  }
}
