/// How the values of an option are written and read.
package struct OptionSyntax<Value> {
  /// What a value is, for messages: "a number from 1 to 1024".
  package var wanted: String
  /// All values there are, where they can be counted up; asked for by help and completion alone.
  package var allowedValues: () -> [String]
  /// What a shell offers.
  package var completion: OptionCompletion
  /// Reads a value.
  package var read: (String) throws(ValueProblem) -> Value
  /// Writes a value so that ``read`` gives it back.
  package var write: (Value) -> String

  /// - Parameters:
  ///   - wanted: What a value is, with its article.
  ///   - allowedValues: All values there are, where they can be counted up.
  ///   - completion: What a shell offers besides the allowed values.
  ///   - read: Reads a value.
  ///   - write: Writes a value so that `read` gives it back.
  package init(
    wanted: String, allowedValues: @escaping () -> [String] = { [] }, completion: OptionCompletion = .nothing,
    read: @escaping (String) throws(ValueProblem) -> Value, write: @escaping (Value) -> String
  ) {
    self.wanted = wanted
    self.allowedValues = allowedValues
    self.completion = completion
    self.read = read
    self.write = write
  }

  /// The same with something else that a shell offers.
  package func completed(by completion: OptionCompletion) -> OptionSyntax {
    var copy = self
    copy.completion = completion
    return copy
  }
}

extension OptionSyntax where Value == String {
  /// Any text, the empty one too.
  package static var text: OptionSyntax {
    OptionSyntax(wanted: "a text", read: { (text) throws(ValueProblem) in text }, write: { $0 })
  }

  /// Any text but the empty one.
  ///
  /// - Parameter wanted: What it is, with its article.
  package static func name(_ wanted: String = "a name") -> OptionSyntax {
    OptionSyntax(
      wanted: wanted,
      read: { (text) throws(ValueProblem) in
        if text.isEmpty { throw ValueProblem() }
        return text
      }, write: { $0 })
  }

  /// The name of a file; `-` is one of the standard streams.
  package static var file: OptionSyntax { name("the name of a file").completed(by: .file) }

  /// The name of a directory.
  package static var directory: OptionSyntax { name("the name of a directory").completed(by: .directory) }
}

extension OptionSyntax where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the cases of an enumeration, by its raw value.
  package static var choice: OptionSyntax {
    OptionSyntax(
      wanted: "", allowedValues: { Value.allCases.map(\.rawValue) },
      read: { (text) throws(ValueProblem) in
        guard let value = Value(rawValue: text) else { throw ValueProblem() }
        return value
      }, write: { $0.rawValue })
  }
}

extension OptionSyntax {
  /// A value that reads itself from text.
  ///
  /// - Parameters:
  ///   - wanted: What a value is, with its article.
  ///   - read: nil for a text that is none.
  ///   - write: Writes a value so that `read` gives it back.
  package static func reading(
    _ wanted: String, _ read: @escaping (String) -> Value?, write: @escaping (Value) -> String
  ) -> OptionSyntax {
    OptionSyntax(
      wanted: wanted,
      read: { (text) throws(ValueProblem) in
        guard let value = read(text) else { throw ValueProblem() }
        return value
      }, write: write)
  }
}
