/// What `${NAME}` stands for in a recipe. `${NAME:-VALUE}` has a value of its own where none is given; `$${` is `${`
/// itself.
struct RecipeVariables {
  /// A variable without a value, or one that does not end.
  struct Unknown: Error {
    var message: String
  }

  private var values: [String: String] = [:]
  private var used: Set<String> = []

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

  /// - Throws: ``JobFailure`` for a value that was given and nowhere asked for.
  func checkUse() throws {
    if let name = values.keys.filter({ !used.contains($0) }).min() {
      throw JobFailure("unused-setting", "the recipe has no ${\(name)}")
    }
  }

  private mutating func value(of reference: String) throws(Unknown) -> String {
    var name = reference
    var fallback: String?
    if let mark = reference.firstRange(of: ":-") {
      name = String(reference[..<mark.lowerBound])
      fallback = String(reference[mark.upperBound...])
    }
    used.insert(name)
    guard let value = values[name] ?? fallback else {
      throw Unknown(message: "the variable ${\(name)} has no value; set it with --set \(name)=VALUE")
    }
    return value
  }
}
