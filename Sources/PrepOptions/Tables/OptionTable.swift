/// All that a command takes: its options and operands, and the values they have before any is given.
package struct OptionTable<Options> {
  /// The options, in the order in which help lists them.
  package let options: [OptionDefinition<Options>]
  /// The operand, for a command that takes words without dashes.
  package let operand: OperandDefinition<Options>?
  /// The values before any is given.
  package let defaults: Options

  /// - Parameters:
  ///   - defaults: The values before any is given.
  ///   - operand: What words without dashes are.
  ///   - groups: The options by group, in the order in which help lists them.
  package init(
    _ defaults: Options, operand: OperandDefinition<Options>? = nil, _ groups: [OptionDefinition<Options>]...
  ) {
    self.defaults = defaults
    self.operand = operand
    options = groups.flatMap { $0 }
  }

  /// What the options are to those who read about them.
  package var descriptions: [OptionDescription] { options.map { $0.description(defaults: defaults) } }

  /// The options a command has without saying so.
  package static var common: [String] { ["help", "version"] }

  /// The place of an option by its long name.
  func index(named name: Substring) -> Int? { options.firstIndex { $0.name == name } }
  /// The place of an option by its letter.
  func index(short letter: Character) -> Int? { options.firstIndex { $0.short == letter } }
}
