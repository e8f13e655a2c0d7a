extension OptionDefinition {
  /// `--name`.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - short: The letter behind one dash.
  ///   - path: What becomes true.
  ///   - help: One sentence without a full stop.
  package static func flag(
    _ name: String, short: Character? = nil, _ path: WritableKeyPath<Options, Bool>, _ help: String
  ) -> OptionDefinition {
    flag(name, short, .flag, path, help)
  }

  /// `--name` and `--no-name`.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - path: What becomes true or false.
  ///   - help: One sentence without a full stop.
  package static func invertible(_ name: String, _ path: WritableKeyPath<Options, Bool>, _ help: String)
    -> OptionDefinition
  {
    flag(name, nil, .invertible, path, help)
  }

  private static func flag(
    _ name: String, _ short: Character?, _ kind: OptionKind, _ path: WritableKeyPath<Options, Bool>, _ help: String
  ) -> OptionDefinition {
    OptionDefinition(
      name: name, short: short, kind: kind, valueName: "", help: help, wanted: "true or false",
      take: { (argument, _, options) throws(ValueProblem) in
        switch argument {
        case .on: options[keyPath: path] = true
        case .off: options[keyPath: path] = false
        default: throw ValueProblem()
        }
      }, arguments: { [$0[keyPath: path] ? .on : .off] })
  }

  /// `--name VALUE`, of which there always is one.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - short: The letter behind one dash.
  ///   - valueName: What the value is called.
  ///   - path: Where the value goes.
  ///   - syntax: How it is written.
  ///   - help: One sentence without a full stop.
  package static func value<Value>(
    _ name: String, short: Character? = nil, _ valueName: String, _ path: WritableKeyPath<Options, Value>,
    _ syntax: OptionSyntax<Value>,
    _ help: String
  ) -> OptionDefinition {
    value(
      name, short: short, valueName, syntax, help, set: { $0[keyPath: path] = $1 }, get: { $0[keyPath: path] })
  }

  /// `--name VALUE`, which may be missing.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - short: The letter behind one dash.
  ///   - valueName: What the value is called.
  ///   - path: Where the value goes.
  ///   - syntax: How it is written.
  ///   - help: One sentence without a full stop.
  package static func value<Value>(
    _ name: String, short: Character? = nil, _ valueName: String, _ path: WritableKeyPath<Options, Value?>,
    _ syntax: OptionSyntax<Value>,
    _ help: String
  ) -> OptionDefinition {
    value(
      name, short: short, valueName, syntax, help, set: { $0[keyPath: path] = $1 }, get: { $0[keyPath: path] })
  }

  /// `--name VALUE`, whose value goes to a place of its own.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - short: The letter behind one dash.
  ///   - valueName: What the value is called.
  ///   - syntax: How it is written.
  ///   - help: One sentence without a full stop.
  ///   - set: Puts the value in its place.
  ///   - get: Gives the value back; nil where there is none.
  package static func value<Value>(
    _ name: String, short: Character? = nil, _ valueName: String, _ syntax: OptionSyntax<Value>, _ help: String,
    set: @escaping (inout Options, Value) -> Void, get: @escaping (Options) -> Value?
  ) -> OptionDefinition {
    OptionDefinition(
      name: name, short: short, kind: .value, valueName: valueName, help: help, wanted: syntax.wanted,
      allowedValues: syntax.allowedValues, completion: syntax.completion,
      take: { (argument, _, options) throws(ValueProblem) in
        guard case .text(let text) = argument else { throw ValueProblem() }
        set(&options, try syntax.read(text))
      }, arguments: { get($0).map { [.text(syntax.write($0))] } ?? [] })
  }
}
