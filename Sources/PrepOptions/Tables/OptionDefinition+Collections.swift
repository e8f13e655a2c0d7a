extension OptionDefinition {
  /// `--name VALUE` as often as there are values.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - short: The letter behind one dash.
  ///   - valueName: What a value is called.
  ///   - path: Where the values go; the first one replaces what was there.
  ///   - syntax: How a value is written.
  ///   - help: One sentence without a full stop.
  package static func repeated<Value>(
    _ name: String, short: Character? = nil, _ valueName: String, _ path: WritableKeyPath<Options, [Value]>,
    _ syntax: OptionSyntax<Value>,
    _ help: String
  ) -> OptionDefinition {
    OptionDefinition(
      name: name, short: short, kind: .repeated, valueName: valueName, help: help, wanted: syntax.wanted,
      allowedValues: syntax.allowedValues, completion: syntax.completion,
      take: { (argument, isFirst, options) throws(ValueProblem) in
        guard case .text(let text) = argument else { throw ValueProblem() }
        let value = try syntax.read(text)
        if isFirst { options[keyPath: path] = [] }
        options[keyPath: path].append(value)
      }, arguments: { $0[keyPath: path].map { .text(syntax.write($0)) } })
  }

  /// `--name VALUE,VALUE`, of which there always are some.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - valueName: What the list is called: `NAME,...`.
  ///   - path: Where the values go; those of the first option replace what was there.
  ///   - syntax: How a value is written.
  ///   - check: Says what is wrong with all values together; nil when nothing is.
  ///   - help: One sentence without a full stop.
  package static func list<Value>(
    _ name: String, _ valueName: String, _ path: WritableKeyPath<Options, [Value]>, _ syntax: OptionSyntax<Value>,
    _ help: String,
    check: @escaping ([Value]) -> String? = { _ in nil }
  ) -> OptionDefinition {
    list(name, valueName, syntax, help, check: check, set: { $0[keyPath: path] = $1 }, get: { $0[keyPath: path] })
  }

  /// `--name VALUE,VALUE`, which may be missing.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - valueName: What the list is called: `NAME,...`.
  ///   - path: Where the values go.
  ///   - syntax: How a value is written.
  ///   - check: Says what is wrong with all values together; nil when nothing is.
  ///   - help: One sentence without a full stop.
  package static func list<Value>(
    _ name: String, _ valueName: String, _ path: WritableKeyPath<Options, [Value]?>, _ syntax: OptionSyntax<Value>,
    _ help: String,
    check: @escaping ([Value]) -> String? = { _ in nil }
  ) -> OptionDefinition {
    list(name, valueName, syntax, help, check: check, set: { $0[keyPath: path] = $1 }, get: { $0[keyPath: path] ?? [] })
  }

  /// `--name VALUE,VALUE`, whose values go to a place of their own.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - valueName: What the list is called: `NAME,...`.
  ///   - syntax: How a value is written.
  ///   - help: One sentence without a full stop.
  ///   - check: Says what is wrong with all values together; nil when nothing is.
  ///   - set: Puts the values in their place.
  ///   - get: Gives the values back; none where there are none.
  package static func list<Value>(
    _ name: String, _ valueName: String, _ syntax: OptionSyntax<Value>, _ help: String,
    check: @escaping ([Value]) -> String? = { _ in nil },
    set: @escaping (inout Options, [Value]) -> Void, get: @escaping (Options) -> [Value]
  ) -> OptionDefinition {
    OptionDefinition(
      name: name, short: nil, kind: .list, valueName: valueName, help: help, wanted: syntax.wanted,
      allowedValues: syntax.allowedValues, completion: syntax.completion,
      take: { (argument, isFirst, options) throws(ValueProblem) in
        let texts: [String]
        switch argument {
        case .text(let text): texts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        case .elements(let elements): texts = elements
        default: throw ValueProblem()
        }
        var values = isFirst ? [] : get(options)
        for text in texts {
          if text.contains(",") { throw ValueProblem("'\(text)' has a comma, which parts values") }
          values.append(try syntax.read(text))
        }
        if let message = check(values) { throw ValueProblem(message) }
        set(&options, values)
      },
      arguments: { options in
        let texts = get(options).map(syntax.write)
        return texts.isEmpty ? [] : [.elements(texts)]
      })
  }

  /// `--name NAME=VALUE` as often as there are pairs.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - valueName: What a pair is called: `NAME=VALUE`.
  ///   - path: Where the pairs go; the first one replaces what was there.
  ///   - splitsAtLast: Whether the last `=` parts name and value, as it does behind names of files.
  ///   - read: Reads a pair.
  ///   - write: Writes a pair so that `read` gives it back.
  ///   - completion: What a shell offers in the place of a pair.
  ///   - help: One sentence without a full stop.
  package static func pairs<Value>(
    _ name: String, _ valueName: String, _ path: WritableKeyPath<Options, [Value]>, splitsAtLast: Bool = false,
    read: @escaping (OptionPair) throws(ValueProblem) -> Value, write: @escaping (Value) -> OptionPair,
    completion: OptionCompletion = .nothing, _ help: String
  ) -> OptionDefinition {
    OptionDefinition(
      name: name, short: nil, kind: .pairs, valueName: valueName, help: help, wanted: valueName, completion: completion,
      take: { (argument, isFirst, options) throws(ValueProblem) in
        var values = isFirst ? [] : options[keyPath: path]
        switch argument {
        case .text(let text):
          guard let pair = OptionPair(text, splitsAtLast: splitsAtLast) else { throw ValueProblem() }
          values.append(try read(pair))
        case .pairs(let pairs):
          for pair in pairs {
            if splitsAtLast ? pair.value.contains("=") : pair.name.contains("=") {
              throw ValueProblem("'\(pair.name)' has a sign =")
            }
            if pair.name.isEmpty { throw ValueProblem() }
            values.append(try read(pair))
          }
        default: throw ValueProblem()
        }
        options[keyPath: path] = values
      }, arguments: { $0[keyPath: path].map { .pairs([write($0)]) } })
  }

  /// `--name NAME=VALUE` as often as there are pairs, taken as they are.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - valueName: What a pair is called: `NAME=VALUE`.
  ///   - path: Where the pairs go.
  ///   - completion: What a shell offers in the place of a pair.
  ///   - help: One sentence without a full stop.
  package static func pairs(
    _ name: String, _ valueName: String, _ path: WritableKeyPath<Options, [OptionPair]>,
    completion: OptionCompletion = .nothing,
    _ help: String
  ) -> OptionDefinition {
    pairs(
      name, valueName, path, read: { (pair) throws(ValueProblem) in pair }, write: { $0 }, completion: completion, help)
  }

  /// `--name NAME=VALUE,NAME=VALUE`.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - valueName: What the mapping is called: `OURS=THEIRS,...`.
  ///   - path: Where the mapping goes.
  ///   - read: Reads all pairs.
  ///   - write: Writes a mapping so that `read` gives it back.
  ///   - help: One sentence without a full stop.
  package static func mapping<Value>(
    _ name: String, _ valueName: String, _ path: WritableKeyPath<Options, Value?>,
    read: @escaping ([OptionPair]) throws(ValueProblem) -> Value, write: @escaping (Value) -> [OptionPair],
    _ help: String
  ) -> OptionDefinition {
    mapping(
      name, valueName, read: read, write: write, help, set: { $0[keyPath: path] = $1 }, get: { $0[keyPath: path] })
  }

  /// `--name NAME=VALUE,NAME=VALUE`, of which there always is something.
  ///
  /// - Parameters:
  ///   - name: The long name without its dashes.
  ///   - valueName: What the mapping is called: `OURS=THEIRS,...`.
  ///   - path: Where the mapping goes.
  ///   - read: Reads all pairs.
  ///   - write: Writes a mapping so that `read` gives it back.
  ///   - help: One sentence without a full stop.
  package static func mapping<Value>(
    _ name: String, _ valueName: String, _ path: WritableKeyPath<Options, Value>,
    read: @escaping ([OptionPair]) throws(ValueProblem) -> Value, write: @escaping (Value) -> [OptionPair],
    _ help: String
  ) -> OptionDefinition {
    mapping(
      name, valueName, read: read, write: write, help, set: { $0[keyPath: path] = $1 }, get: { $0[keyPath: path] })
  }

  private static func mapping<Value>(
    _ name: String, _ valueName: String, read: @escaping ([OptionPair]) throws(ValueProblem) -> Value,
    write: @escaping (Value) -> [OptionPair], _ help: String, set: @escaping (inout Options, Value) -> Void,
    get: @escaping (Options) -> Value?
  ) -> OptionDefinition {
    OptionDefinition(
      name: name, short: nil, kind: .mapping, valueName: valueName, help: help, wanted: valueName,
      take: { (argument, isFirst, options) throws(ValueProblem) in
        var pairs = isFirst ? [] : get(options).map(write) ?? []
        switch argument {
        case .text(let text):
          for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let pair = OptionPair(String(part)) else { throw ValueProblem() }
            pairs.append(pair)
          }
        case .pairs(let given):
          for pair in given {
            if pair.name.isEmpty || "\(pair.name)\(pair.value)".contains(",") || pair.name.contains("=") {
              throw ValueProblem("'\(pair.name)=\(pair.value)' has a comma or a sign =, which part names")
            }
          }
          pairs += given
        default: throw ValueProblem()
        }
        set(&options, try read(pairs))
      },
      arguments: { options in
        let pairs = get(options).map(write) ?? []
        return pairs.isEmpty ? [] : [.pairs(pairs)]
      })
  }
}

extension OptionPair {
  /// The two sides of a text; nil when it has no sign or nothing before it.
  ///
  /// - Parameters:
  ///   - text: `NAME=VALUE`.
  ///   - splitsAtLast: Whether the last `=` parts name and value, not the first.
  package init?(_ text: String, splitsAtLast: Bool = false) {
    guard let sign = splitsAtLast ? text.lastIndex(of: "=") : text.firstIndex(of: "="), sign > text.startIndex else {
      return nil
    }
    self.init(String(text[..<sign]), String(text[text.index(after: sign)...]))
  }
}
