/// The completion script for fish 3 and later.
struct FishCompletion {
  let text: String

  init(_ commands: [CompletedCommand]) {
    var lines = Self.head
    for command in commands where !command.path.isEmpty {
      let above = command.path.dropLast().joined(separator: " ")
      lines.append("      case \(shellQuoted("\(above) \(command.path[command.path.count - 1])"))")
      lines.append("        set command \(shellQuoted(command.name))")
    }
    lines += ["    end", "  end", "  test \"$command\" = \"$argv[1]\"", "end", "complete -c prep -f"]
    for command in commands { lines += Self.lines(command) }
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ command: CompletedCommand) -> [String] {
    let start = "complete -c prep -n \(quoted("__prep_at " + quoted(command.name)))"
    var lines = command.subcommands.map { "\(start) -a \(quoted($0.name)) -d \(quoted($0.abstract))" }
    for option in command.options {
      if option.kind == .invertible {
        lines.append("\(start) -l no-\(option.name) -d \(quoted("Not: " + option.help))")
      }
      var line = "\(start) -l \(option.name)"
      if let short = option.short { line += " -s \(short)" }
      if option.needsValue { line += offer(option.completion, isList: option.kind.hasCommas) }
      lines.append(line + " -d \(quoted(option.help))")
    }
    if let operand = command.operand { lines.append(start + offer(operand.completion, isList: false, isOperand: true)) }
    return lines
  }

  /// The flags with which a value or an operand is completed.
  private static func offer(_ completion: OptionCompletion, isList: Bool, isOperand: Bool = false) -> String {
    var arguments: [String] = []
    let words = completion.words()
    if !words.isEmpty { arguments.append(words.joined(separator: " ")) }
    if let command = completion.command {
      arguments.append("(prep \(command) 2>/dev/null | string replace -r '\\t.*' '')")
    }
    if completion.paths == .directories { arguments.append("(__fish_complete_directories)") }
    var flags = isOperand ? "" : completion.paths == .files ? " -r" : " -x"
    if completion.paths == .files { flags += " -F" }
    guard !arguments.isEmpty else { return flags }
    let offered = arguments.joined(separator: " ")
    return flags + " -a " + quoted(isList ? "(__prep_list \(offered))" : offered)
  }

  /// A text between single quotes, as fish reads it.
  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }

  private static let head = [
    "# Completion of prep for fish: put this file as prep.fish into ~/.config/fish/completions, or source it.",
    "function __prep_list",
    "  # Behind the last comma another value begins.",
    "  set -l word (commandline -ct | string replace -r '^--[^=]*=' '')",
    "  set -l head ''",
    "  string match -q '*,*' -- $word; and set head (string match -r '^.*,' -- $word)",
    "  for value in $argv",
    "    # What is given already is not offered again.",
    "    string match -q -- \"*,$value,*\" \",$head\"; or echo $head$value",
    "  end",
    "end",
    "function __prep_at",
    "  set -l command ''",
    "  for word in (commandline -opc)[2..-1]",
    "    switch \"$command $word\"",
  ]
}
