/// The completion script for bash 4.2 and later.
struct BashCompletion {
  let text: String

  init(_ commands: [CompletedCommand]) {
    var lines = Self.head
    for command in commands where !command.path.isEmpty {
      let above = command.path.dropLast().joined(separator: " ")
      lines.append(
        "      \(shellQuoted("\(above) \(command.path[command.path.count - 1])"))) command=\(shellQuoted(command.name)) ;;"
      )
    }
    lines += ["    esac", "  done", "  [[ -n $ended ]] && prior=", "  case $command in"]
    for command in commands {
      lines.append("    \(shellQuoted(command.name)))")
      lines.append("      commands=\(shellQuoted(command.subcommands.map(\.name).joined(separator: " ")))")
      lines.append("      options=\(shellQuoted(command.options.flatMap(\.spellings).joined(separator: " ")))")
      let valued = command.options.filter(\.needsValue)
      if !valued.isEmpty {
        lines.append("      case $prior in")
        for option in valued {
          lines.append(
            "        \(option.spellings.joined(separator: "|"))) \(Self.offer(option.completion, isList: option.kind.hasCommas)); return ;;"
          )
        }
        lines.append("      esac")
      }
      if let operand = command.operand {
        lines.append("      operand=\(shellQuoted(Self.offer(operand.completion, isList: false)))")
      }
      lines.append("      ;;")
    }
    text = (lines + Self.tail).joined(separator: "\n") + "\n"
  }

  /// The call that offers what a value can be.
  private static func offer(_ completion: OptionCompletion, isList: Bool) -> String {
    let paths =
      switch completion.paths {
      case .none: "none"
      case .files: "files"
      case .directories: "directories"
      }
    let words = completion.words().joined(separator: " ")
    let printed = completion.command ?? ""
    if paths == "none", words.isEmpty, printed.isEmpty { return ":" }
    return "_prep_offer \(paths) \(isList ? "list" : "one") \(shellQuoted(words)) \(shellQuoted(printed))"
  }

  private static let head = [
    "# Completion of prep for bash: source this file, or put it where bash-completion looks for the name prep.",
    "_prep_offer() {",
    "  local words=$3 head= tail=$word",
    "  [[ -n $4 ]] && words=\"$words $(prep $4 2>/dev/null | cut -f1 | tr '\\n' ' ')\"",
    "  if [[ $2 == list && $word == *,* ]]; then",
    "    head=${word%,*},",
    "    tail=${word##*,}",
    "    # What is given already is not offered again.",
    "    local given one",
    "    IFS=, read -ra given <<<\"${head%,}\"",
    "    words=\" $words \"",
    "    for one in \"${given[@]}\"; do words=${words// \"$one\" / }; done",
    "  fi",
    "  [[ -n ${words// /} ]] && mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -P \"$head\" -W \"$words\" -- \"$tail\")",
    "  [[ $2 == list && ${#COMPREPLY[@]} -gt 0 ]] && compopt -o nospace 2>/dev/null",
    "  [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null",
    "  local kind=",
    "  [[ $1 == files ]] && kind=-f",
    "  [[ $1 == directories ]] && kind=-d",
    "  if [[ -n $kind ]]; then",
    "    compopt -o filenames 2>/dev/null",
    "    local name",
    "    while IFS= read -r name; do COMPREPLY+=(\"$name\"); done < <(compgen $kind -- \"$word\")",
    "  fi",
    "}",
    "_prep() {",
    "  local word=${COMP_WORDS[COMP_CWORD]} prior= command= commands= options= operand= ended= index",
    "  COMPREPLY=()",
    "  (( COMP_CWORD > 0 )) && prior=${COMP_WORDS[COMP_CWORD-1]}",
    "  # bash parts words at a sign =: --name=value is three of them.",
    "  if [[ $word == = ]]; then",
    "    word=",
    "  elif [[ $prior == = ]]; then",
    "    prior=${COMP_WORDS[COMP_CWORD-2]}",
    "  fi",
    "  for (( index = 1; index < COMP_CWORD; index++ )); do",
    "    [[ ${COMP_WORDS[index]} == -- ]] && ended=yes",
    "    case \"$command ${COMP_WORDS[index]}\" in",
  ]

  private static let tail = [
    "  esac",
    "  if [[ -z $ended && $word == -* ]]; then",
    "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")",
    "  else",
    "    [[ -n $commands && -z $ended ]] && mapfile -t COMPREPLY < <(compgen -W \"$commands\" -- \"$word\")",
    "    [[ -n $operand ]] && eval \"$operand\"",
    "  fi",
    "}",
    "complete -F _prep prep",
  ]
}
