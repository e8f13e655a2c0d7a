/// What `--help` prints.
package struct HelpText {
  /// The columns of a line where nobody says otherwise.
  package static var usualWidth: Int { 80 }
  /// The most columns of a line that are read with ease.
  package static var largestWidth: Int { 100 }
  /// The columns below which nothing is laid out.
  package static var smallestWidth: Int { 40 }

  /// The text.
  package let text: String

  /// - Parameters:
  ///   - command: The command.
  ///   - path: The words that call it.
  ///   - width: The columns of the terminal; those beyond ``largestWidth`` stay empty.
  package init(_ command: CommandDefinition, path: [String], width: Int = usualWidth) {
    var columns = TextColumns(width: min(width, Self.largestWidth))
    let interface = command.makeInterface?()
    let name = path.joined(separator: " ")
    columns.paragraph(command.abstract)
    columns.line()
    Self.usage(name, command, interface, &columns)
    if let discussion = interface?.discussion, !discussion.isEmpty {
      columns.line()
      columns.paragraph(discussion)
    }
    Self.commands(command, &columns)
    if let examples = interface?.examples, !examples.isEmpty { Self.examples(examples, &columns) }
    if let interface {
      Self.options(interface, &columns)
    } else {
      columns.heading("Options")
      columns.entry("--version", "Show the version", column: 28)
      columns.entry("-h, --help", "Show this help", column: 28)
    }
    columns.line()
    if !command.visibleSubcommands.isEmpty {
      columns.paragraph(
        "Run '\(path[0]) help \((path.dropFirst() + ["COMMAND"]).joined(separator: " "))' for the options of a command."
      )
    }
    columns.paragraph("More: \(([path[0], "manual"] + path.dropFirst()).joined(separator: " "))")
    text = columns.text
  }

  private static func usage(
    _ name: String, _ command: CommandDefinition, _ interface: CommandInterface?, _ columns: inout TextColumns
  ) {
    if let interface {
      let needed = interface.options.filter { $0.isRequired && !$0.isHidden }.map(\.synopsis)
      columns.paragraph(
        (["Usage: \(name)"] + needed + ["[options]"] + (interface.operand.map { [$0.synopsis] } ?? [])).joined(
          separator: " "))
    }
    if !command.visibleSubcommands.isEmpty {
      columns.paragraph("\(interface == nil ? "Usage:" : "   or:") \(name) COMMAND [options] ...")
    }
  }

  private static func commands(_ command: CommandDefinition, _ columns: inout TextColumns) {
    let shown = command.visibleSubcommands
    let column = 4 + (shown.map(\.name.count).max() ?? 0) + 2
    var groups: [String] = []
    for command in shown where !groups.contains(command.group) { groups.append(command.group) }
    for group in groups {
      columns.heading(group.isEmpty ? "Commands" : group)
      for command in shown where command.group == group {
        columns.entry(command.name, command.abstract, column: column - 2)
      }
    }
  }

  private static func examples(_ examples: [CommandExample], _ columns: inout TextColumns) {
    columns.heading("Examples")
    for example in examples {
      if !example.purpose.isEmpty { columns.comment(example.purpose) }
      columns.command(example.command)
    }
  }

  private static func options(_ interface: CommandInterface, _ columns: inout TextColumns) {
    if let operand = interface.operand {
      columns.heading("Arguments")
      columns.entry(operand.name, operand.help, column: 28)
    }
    let shown = interface.options.filter { !$0.isHidden }
    let common = shown.filter { $0.isCommon || $0.isRequired }
    if !common.isEmpty {
      columns.heading("Common options")
      for option in common { entry(option, &columns) }
    }
    let others = shown.filter { !($0.isCommon || $0.isRequired) }
    var sections: [String] = []
    for option in others where !sections.contains(option.section) { sections.append(option.section) }
    for section in sections {
      columns.heading(section.isEmpty ? (common.isEmpty ? "Options" : "More options") : section)
      for option in others where option.section == section { entry(option, &columns) }
      if section == sections.last { columns.entry("-h, --help", "Show this help", column: 28) }
    }
    if sections.isEmpty { columns.entry("-h, --help", "Show this help", column: 28) }
  }

  private static func entry(_ option: OptionDescription, _ columns: inout TextColumns) {
    let names = option.spellings.joined(separator: ", ")
    columns.entry(names + option.valueSynopsis, meaning(option), column: 28)
  }

  /// What an option means, with its values and what holds without it.
  package static func meaning(_ option: OptionDescription) -> String {
    var meaning = option.help
    let isListed = option.allowedValues.allSatisfy { value in
      "\(option.valueName)|\(meaning)".split { !($0.isLetter || $0.isNumber || $0 == "-") }.contains { $0 == value }
    }
    if !isListed { meaning += ": \(option.allowedValues.joined(separator: ", "))" }
    if let text = option.defaultText { meaning += " (default: \(text))" }
    return meaning
  }
}
