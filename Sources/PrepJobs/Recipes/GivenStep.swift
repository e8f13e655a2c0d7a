import PrepDiagnostics
import PrepOptions

/// A step or a stage as a recipe gives it: its options by their names, and where each stands.
struct GivenStep: Sendable {
  /// The command that does the same.
  var name: String
  /// The options, in the order of the recipe.
  var entries: [(name: String, value: OptionInput)] = []
  /// Where the recipe names it; nil where a setting does.
  var location: SourceLocation?
  /// Where each option stands.
  var places: [String: SourceLocation] = [:]

  /// Options with the names of parts and sources in place of `{part}` and `{source}`, where they name files.
  func entries(_ descriptions: [OptionDescription], naming names: [String: String]) -> [(
    name: String, value: OptionInput
  )] {
    func filled(_ value: OptionInput) -> OptionInput {
      switch value {
      case .text(let text): .text(Self.filled(text, names))
      case .list(let values): .list(values.map(filled))
      default: value
      }
    }
    return entries.map { entry in
      let isPath = descriptions.first { $0.name == entry.name }.map { $0.completion.paths != .none } ?? false
      return isPath ? (entry.name, filled(entry.value)) : entry
    }
  }

  /// A name of a file with others in place of those in braces.
  static func filled(_ text: String, _ names: [String: String]) -> String {
    names.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
  }

  /// What an option that is no flag says with `false`: it is taken back, as a flag is.
  static func takingBack(
    _ entries: [(name: String, value: OptionInput)], _ descriptions: [OptionDescription]
  ) -> [(name: String, value: OptionInput)] {
    entries.map { name, value in
      let takesValue = descriptions.first { $0.name == name }?.kind.takesValue ?? false
      return (name, takesValue && value == .text("false") ? .null : value)
    }
  }

  /// A failure with the place of the option that it names.
  func failure(_ code: JobFailure.Code, _ message: String, option: String? = nil) -> JobFailure {
    let place = option.flatMap { places[$0] } ?? location
    return JobFailure(code, "\(place.map { "\($0): " } ?? "")\(name): \(message) (see prep \(name) --help)")
  }

  /// What checking the options together found, with the place of the first option that is named: it is the one that is
  /// wrong.
  func failure(_ failure: JobFailure) -> JobFailure {
    let words = failure.message.split { !($0.isLetter || $0.isNumber || $0 == "-") }
    let named = words.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
    let option = named.first { places[$0] != nil } ?? named.first
    return self.failure(failure.code, failure.message, option: option)
  }
}
