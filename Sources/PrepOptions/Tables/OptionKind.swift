// PrepOptions is what an option is: one definition as data, from which come the flags of the command line, the names in
// JSON and recipes, the help, the completion of shells and what manual pages are held against.

/// How often an option is given, and what it takes.
package enum OptionKind: String, Sendable, CaseIterable {
  /// `--name`, true when it is given.
  case flag
  /// `--name` or `--no-name`.
  case invertible
  /// `--name VALUE`; of several the last one counts.
  case value
  /// `--name VALUE`, one value at a time; all of them count.
  case repeated
  /// `--name VALUE,VALUE`; several options add up.
  case list
  /// `--name NAME=VALUE`, one pair at a time.
  case pairs
  /// `--name NAME=VALUE,NAME=VALUE`; several options add up.
  case mapping

  /// Whether a value follows the name.
  package var takesValue: Bool { self != .flag && self != .invertible }

  /// Whether a comma parts several values.
  package var hasCommas: Bool { self == .list || self == .mapping }

  /// Whether the option may be given several times, to say more.
  package var isRepeatable: Bool { self == .repeated || self == .pairs || hasCommas }
}

/// A name and what it is given.
package struct OptionPair: Hashable, Sendable {
  /// What stands before the sign.
  package var name: String
  /// What stands behind it; anything.
  package var value: String

  /// - Parameters:
  ///   - name: What stands before the sign.
  ///   - value: What stands behind it.
  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What an option is given, before it is read.
package enum OptionArgument: Hashable, Sendable {
  /// A flag that is set, or taken back.
  case on, off
  /// A value as one writes it on a command line.
  case text(String)
  /// The values of a list, each by itself.
  case elements([String])
  /// The pairs of a mapping, each by itself.
  case pairs([OptionPair])
}
