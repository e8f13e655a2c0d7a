/// The words without dashes that a command takes, and where they go.
package struct OperandDefinition<Options> {
  /// What it is to those who read about it.
  package let description: OperandDescription
  let take: (String, inout Options) throws(ValueProblem) -> Void

  /// One word that has to be there.
  ///
  /// - Parameters:
  ///   - name: What it is called: `DIRECTORY`.
  ///   - path: Where it goes.
  ///   - completion: What a shell offers.
  ///   - help: One sentence without a full stop.
  package static func one(
    _ name: String, _ path: WritableKeyPath<Options, String>, completion: OptionCompletion = .file, _ help: String
  ) -> OperandDefinition {
    OperandDefinition(
      description: OperandDescription(name: name, help: help, count: .one, completion: completion),
      take: { (word, options) throws(ValueProblem) in options[keyPath: path] = word })
  }

  /// One word that may be missing.
  ///
  /// - Parameters:
  ///   - name: What it is called: `NAME`.
  ///   - path: Where it goes.
  ///   - completion: What a shell offers.
  ///   - help: One sentence without a full stop.
  package static func optional(
    _ name: String, _ path: WritableKeyPath<Options, String?>, completion: OptionCompletion = .file, _ help: String
  ) -> OperandDefinition {
    OperandDefinition(
      description: OperandDescription(name: name, help: help, count: .optional, completion: completion),
      take: { (word, options) throws(ValueProblem) in options[keyPath: path] = word })
  }

  /// Any number of words.
  ///
  /// - Parameters:
  ///   - name: What one is called: `FILE`.
  ///   - path: Where they go.
  ///   - isRequired: Whether there has to be one at least.
  ///   - completion: What a shell offers.
  ///   - help: One sentence without a full stop.
  package static func any(
    _ name: String, _ path: WritableKeyPath<Options, [String]>, isRequired: Bool = false,
    completion: OptionCompletion = .file, _ help: String
  ) -> OperandDefinition {
    OperandDefinition(
      description: OperandDescription(
        name: name, help: help, count: isRequired ? .oneOrMore : .any, completion: completion),
      take: { (word, options) throws(ValueProblem) in options[keyPath: path].append(word) })
  }

  /// The operand as part of a larger set of options.
  ///
  /// - Parameter path: Where its own options are in the larger set.
  package func at<Root>(_ path: WritableKeyPath<Root, Options>) -> OperandDefinition<Root> {
    let take = take
    return OperandDefinition<Root>(
      description: description, take: { (word, root) throws(ValueProblem) in try take(word, &root[keyPath: path]) })
  }
}
