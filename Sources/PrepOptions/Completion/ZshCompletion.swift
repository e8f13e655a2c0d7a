/// The completion script for zsh 5 and later.
struct ZshCompletion {
  let text: String

  init(_ commands: [CompletedCommand]) {
    var lines = Self.head
    for command in commands { lines += Self.function(command) }
    text = (lines + Self.tail).joined(separator: "\n") + "\n"
  }

  /// The function that completes the words behind a command.
  private static func function(_ command: CompletedCommand) -> [String] {
    var lines = ["_\(command.identifier)_words() {", "  local -a commands", "  _arguments -s -S -C \\"]
    for option in command.options { lines += specifications(option).map { "    \($0) \\" } }
    if command.subcommands.isEmpty {
      lines.append("    \(operand(command.operand))")
      return lines + ["}"]
    }
    lines += ["    '1: :->command' '*:: :->rest'", "  case $state in", "    command)"]
    lines.append("      commands=(")
    for (name, abstract) in command.subcommands { lines.append("        \(shellQuoted("\(name):\(abstract)"))") }
    lines += ["      )", "      _describe command commands"]
    if let operand = command.operand { lines.append("     \(action(operand.completion, isList: false))") }
    lines += ["      ;;", "    rest)", "      case $words[1] in"]
    for (name, _) in command.subcommands where name != "help" {
      lines.append("        \(name)) _\(command.identifier)_\(name.replacing("-", with: "_"))_words ;;")
    }
    if let operand = command.operand { lines.append("        *) \(action(operand.completion, isList: false)) ;;") }
    return lines + ["      esac", "      ;;", "  esac", "}"]
  }

  /// An option as `_arguments` takes it, once for each way to write it.
  private static func specifications(_ option: OptionDescription) -> [String] {
    let exclusive = option.kind.isRepeatable ? "*" : "(\(option.spellings.joined(separator: " ")))"
    return option.spellings.map { spelling in
      var specification = "\(exclusive)\(spelling)"
      if option.kind.takesValue { specification += spelling.hasPrefix("--") ? "=" : "+" }
      // A value that may be left out is joined to its option.
      if option.kind.takesValue, !option.needsValue { specification += "-" }
      specification += "[\(escaped(option.help))]"
      if option.kind.takesValue {
        specification += option.needsValue ? ":" : "::"
        specification += "\(escaped(option.valueName)):\(action(option.completion, isList: option.kind.hasCommas))"
      }
      return shellQuoted(specification)
    }
  }

  private static func operand(_ operand: OperandDescription?) -> String {
    guard let operand else { return "&& return" }
    return shellQuoted("*:\(escaped(operand.name)):\(action(operand.completion, isList: false))")
  }

  /// What completes a value; a space where nothing does.
  private static func action(_ completion: OptionCompletion, isList: Bool) -> String {
    let words = completion.words()
    if words.isEmpty, completion.command == nil {
      return switch completion.paths {
      case .none: " "
      case .files: "_files"
      case .directories: "_files -/"
      }
    }
    let paths = completion.paths == .none ? "none" : "files"
    return
      " _prep_offer \(paths) \(isList ? "list" : "one") \"\(words.joined(separator: " "))\" \"\(completion.command ?? "")\""
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "[]:\\".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }

  private static let head = [
    "#compdef prep",
    "# Completion of prep for zsh: put this file as _prep into a folder of $fpath, or source it after compinit.",
    "_prep_offer() {",
    "  local paths=$1 kind=$2 printed=$4",
    "  local -a offered",
    "  offered=(${=3})",
    "  [[ -n $printed ]] && offered+=(${(f)\"$(prep ${=printed} 2>/dev/null | cut -f1)\"})",
    "  # Behind a sign = and behind the last comma another value begins.",
    "  # What is given already is not offered again.",
    "  local -a given",
    "  [[ $kind == list && $PREFIX == *,* ]] && given=(${(s:,:)${${PREFIX##*=}%,*}}) && offered=(${offered:|given})",
    "  [[ $kind == list ]] && compset -P '*,'",
    "  (( $#offered )) && compadd ${${kind:#one}:+-qS,} -a offered",
    "  [[ $paths == files ]] && _files",
    "  return 0",
    "}",
  ]

  private static let tail = [
    "_prep() { _prep_words \"$@\" }",
    "if [[ $funcstack[1] == _prep ]]; then _prep \"$@\"; else compdef _prep prep; fi",
  ]
}
