import PrepDiagnostics

/// Why options cannot be read; a wrong use.
package struct OptionFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// How names are written where the options come from.
  package enum Style: Sendable {
    /// With dashes, as on a command line.
    case dashes
    /// As they are, as in JSON and recipes.
    case names
  }

  /// What is wrong.
  package enum Problem: Hashable, Sendable {
    /// There is no such option; others that may have been meant, as they are written.
    case unknown(nearest: [String])
    /// The option stands without a value; the next word, where it was not taken for one.
    case needsValue(valueName: String, next: String?)
    /// A flag was given a value.
    case takesNoValue(String)
    /// The value is not valid; what was wanted, and which of the allowed values may have been meant.
    case invalid(value: String, wanted: String, nearest: [String])
    /// The value is none, for this reason.
    case refused(String)
    /// The command cannot go without it; what would have to be written.
    case missing(synopsis: String)
    /// A word without dashes that the command has no place for.
    case unexpected
  }

  /// The name of the option without dashes; the letter of one given so; the word for an operand.
  package var option: String
  /// The option as it was written, dashes included where there are any.
  package var spelling: String
  /// What is wrong.
  package var problem: Problem

  /// What is wrong, in one line.
  package var description: String {
    switch problem {
    case .unknown(let nearest):
      return "there is no option \(Self.shown(spelling))" + NearestNames.question(nearest)
    case .needsValue(let valueName, let next):
      guard let next else { return "\(spelling) needs a value: \(spelling) \(valueName)" }
      let joint = spelling.hasPrefix("--") ? "\(spelling)=\(next)" : "\(spelling)\(next)"
      return
        "\(spelling) needs a value, and \(Self.shown(next)) looks like an option; \(Self.shown(joint)) passes it as the value"
    case .takesNoValue(let value): return "\(spelling) takes no value, and was given \(Self.quoted(value))"
    case .invalid(let value, let wanted, let nearest):
      return "\(spelling) takes \(wanted), not \(Self.quoted(value))" + NearestNames.question(nearest)
    case .refused(let reason): return "\(spelling): \(reason)"
    case .missing(let synopsis): return "missing \(synopsis)"
    case .unexpected: return "unexpected argument \(Self.quoted(spelling))"
    }
  }

  private static func quoted(_ text: String) -> String { "'\(shown(text))'" }

  /// A text as a line of a message can hold it: without control characters, and not too long.
  package static func shown(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(121) {
      if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
        result += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return text.unicodeScalars.count > 120 ? String(result.unicodeScalars.prefix(120)) + "…" : result
  }
}

extension OptionDefinition {
  /// What a value is, for a message.
  var wantedText: String {
    let values = allowedValues()
    if values.isEmpty { return kind.hasCommas || kind == .pairs ? valueName : wanted }
    let words = Self.alternatives(values)
    return kind == .list ? "\(words), several with commas" : words
  }

  /// The allowed values that the first wrong one may have meant.
  private func nearest(to argument: OptionArgument) -> [String] {
    let values = allowedValues()
    let words =
      switch argument {
      case .text(let text): [text]
      case .elements(let elements): elements
      default: [] as [String]
      }
    return words.first { !values.contains($0) }.map { NearestNames.of($0, among: values) } ?? []
  }

  private static func alternatives(_ values: [String]) -> String {
    values.count < 2 ? values.joined() : values.dropLast().joined(separator: ", ") + " or \(values[values.count - 1])"
  }

  /// Puts a value in its place.
  ///
  /// - Parameters:
  ///   - argument: The value.
  ///   - spelling: The option as it was written.
  ///   - isFirst: Whether it is the first of this option.
  ///   - options: Where it goes.
  func take(
    _ argument: OptionArgument, spelling: String, isFirst: Bool, into options: inout Options
  ) throws(OptionFailure) {
    do throws(ValueProblem) { try take(argument, isFirst, &options) } catch {
      let problem: OptionFailure.Problem =
        error.message.map { .refused($0) }
        ?? .invalid(value: Self.text(argument), wanted: wantedText, nearest: nearest(to: argument))
      throw OptionFailure(option: name, spelling: spelling, problem: problem)
    }
  }

  private static func text(_ argument: OptionArgument) -> String {
    switch argument {
    case .on: "true"
    case .off: "false"
    case .text(let text): text
    case .elements(let elements): elements.joined(separator: ",")
    case .pairs(let pairs): pairs.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    }
  }
}
