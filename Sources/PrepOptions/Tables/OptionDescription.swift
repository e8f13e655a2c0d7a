/// What an option is to those who read about it: help, manual pages, shells.
package struct OptionDescription {
  /// The long name without its dashes, which JSON and recipes use too.
  package var name: String
  /// The letter that stands for it behind one dash.
  package var short: Character?
  /// How often it is given, and what it takes.
  package var kind: OptionKind
  /// What the value is called: `FILE`; empty for a flag.
  package var valueName: String
  /// All values there are, where they can be counted up.
  package var allowedValues: [String]
  /// What holds without it, as it is shown; nil when there is nothing to say.
  package var defaultText: String?
  /// One sentence without a full stop.
  package var help: String
  /// The heading it stands under; empty for the options of the command alone.
  package var section: String
  /// Whether it stands in the first list of the help.
  package var isCommon: Bool
  /// Whether the command cannot go without it.
  package var isRequired: Bool
  /// Whether help leaves it out.
  package var isHidden: Bool
  /// Whether it is nothing without a value.
  package var needsValue: Bool
  /// What a shell offers for its value.
  package var completion: OptionCompletion

  /// All that may be written for it, dashes included: `-o`, `--output`, `--no-header`.
  package var spellings: [String] {
    (short.map { ["-\($0)"] } ?? []) + ["--\(name)"] + (kind == .invertible ? ["--no-\(name)"] : [])
  }

  /// The name with what follows it, as help and messages write it: `--length N`.
  package var synopsis: String { "--\(name)\(valueSynopsis)" }

  /// What follows the name: ` N`, or `[=RULE]` where it may be left out.
  package var valueSynopsis: String {
    if valueName.isEmpty { return "" }
    return needsValue ? " \(valueName)" : "[=\(valueName)]"
  }
}

/// What an operand, a word without dashes, is to those who read about it.
package struct OperandDescription {
  /// How many words it stands for.
  package enum Count: Sendable { case one, optional, any, oneOrMore }

  /// What it is called: `FILE`.
  package var name: String
  /// One sentence without a full stop.
  package var help: String
  /// How many words it stands for.
  package var count: Count
  /// What a shell offers.
  package var completion: OptionCompletion

  /// As a line of usage writes it.
  package var synopsis: String {
    switch count {
    case .one: name
    case .optional: "[\(name)]"
    case .any: "[\(name) ...]"
    case .oneOrMore: "\(name) ..."
    }
  }
}
