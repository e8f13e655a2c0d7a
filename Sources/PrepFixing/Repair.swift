// PrepFixing repairs records: the text of lines that are no JSON, the fields of records, and whole sets by the rules of
// OpenAI's removed prepare_data. A record no repair changes keeps its bytes.

/// A named repair; the order of the cases is the order in which repairs are applied.
package enum Repair: String, Sendable, Hashable, CaseIterable {
  // The text of a line.
  case byteOrderMark = "byte-order-mark"
  case blankLines = "blank-lines"
  case concatenatedValues = "concatenated-values"
  case trailingCommas = "trailing-commas"
  case comments = "comments"
  case nonFiniteNumbers = "non-finite-numbers"
  case pythonLiterals = "python-literals"
  case singleQuotes = "single-quotes"
  case unquotedKeys = "unquoted-keys"
  case controlCharacters = "control-characters"
  case invalidEscapes = "invalid-escapes"
  case innerQuotes = "inner-quotes"
  case lineSeparators = "line-separators"
  // The fields of a record.
  case loneSurrogates = "lone-surrogates"
  case invisibleCharacters = "invisible-characters"
  case plainCharacters = "plain-characters"
  case redact
  case keyCase = "key-case"
  case extraKeys = "extra-keys"
  case labelTypes = "label-types"
  case roleAliases = "role-aliases"
  case deprecatedFunctions = "deprecated-functions"
  case toolArguments = "tool-arguments"
  case toolIDs = "tool-ids"
  case emptyTools = "empty-tools"
  case imageWeights = "image-weights"
  case systemFirst = "system-first"
  case trailingTurns = "trailing-turns"
  case mergedTurns = "merged-turns"
  case emptyCompletions = "empty-completions"
  case blankValues = "blank-values"
  case equalPairs = "equal-pairs"
  // The set.
  case duplicates = "duplicates"

  /// What the repair does, in words.
  package var summary: String {
    switch self {
    case .byteOrderMark: "drops byte order marks, at the start and where files were joined"
    case .blankLines: "drops blank lines"
    case .concatenatedValues: "puts several values of one line on separate lines"
    case .trailingCommas: "drops commas before closing brackets"
    case .comments: "drops // and # comments and /* */"
    case .nonFiniteNumbers: "writes NaN and Infinity as null"
    case .pythonLiterals: "writes True, False and None as true, false and null"
    case .singleQuotes: "writes 'texts' in single quotes in double ones"
    case .unquotedKeys: "puts keys in quotes"
    case .controlCharacters: "escapes control characters inside strings"
    case .invalidEscapes: "doubles backslashes that escape nothing"
    case .innerQuotes: "escapes quotes inside strings"
    case .lineSeparators: "escapes U+0085, U+2028 and U+2029, at which some readers break lines"
    case .loneSurrogates: "replaces halves of surrogate pairs by U+FFFD"
    case .invisibleCharacters: "drops zero-width characters, directions of writing and tags"
    case .plainCharacters: "writes no-break spaces as spaces, drops control characters, and composes accents (NFC)"
    case .redact:
      "replaces mail and IP addresses, cards, IBANs, keys and phone numbers by signs such as <EMAIL>; not in all"
    case .keyCase: "writes known keys of records and messages in lower case"
    case .extraKeys:
      "drops keys that the record's shape does not have and that are no part of an example, and those of messages that no format knows"
    case .labelTypes: "writes labels consistently: true and false beside completions, strings otherwise"
    case .roleAliases: "calls human, gpt, bot and their like user and assistant"
    case .deprecatedFunctions: "turns function_call and functions into tool_calls and tools"
    case .toolArguments:
      "mends arguments of tool calls that are nearly JSON; with --tool-arguments, writes all in one form"
    case .toolIDs: "gives tool calls ids of nine letters and digits"
    case .emptyTools: "drops lists of tools that are empty"
    case .imageWeights: "gives messages with images the weight 0"
    case .systemFirst: "joins the system messages into one at the start"
    case .trailingTurns: "drops the messages after the last one of the assistant"
    case .mergedTurns: "joins consecutive messages of the same role"
    case .emptyCompletions: "drops records in which an answer or another needed text is empty"
    case .blankValues: "drops records in which a needed text holds nothing but blanks"
    case .equalPairs: "drops preference pairs whose answers are equal"
    case .duplicates: "drops records that were there before, byte for byte"
    }
  }

  /// The row of the catalogue of checks that the repair answers.
  package var catalogueID: String {
    switch self {
    case .byteOrderMark: "F06"
    case .blankLines: "F09"
    case .concatenatedValues: "J05"
    case .trailingCommas, .comments, .nonFiniteNumbers, .pythonLiterals, .singleQuotes, .unquotedKeys,
      .controlCharacters,
      .invalidEscapes, .innerQuotes:
      "J02"
    case .lineSeparators: "F14"
    case .loneSurrogates: "J07"
    case .invisibleCharacters: "Q02"
    case .plainCharacters: "Q03"
    case .redact: "Q07"
    case .keyCase: "S02"
    case .extraKeys: "S04"
    case .labelTypes: "S12"
    case .roleAliases: "R02"
    case .deprecatedFunctions: "T07"
    case .toolArguments: "T02"
    case .toolIDs: "T04"
    case .emptyTools: "T08"
    case .imageWeights: "W05"
    case .systemFirst: "R06"
    case .trailingTurns: "R04"
    case .mergedTurns: "R05"
    case .emptyCompletions: "S07"
    case .blankValues: "S08"
    case .equalPairs: "G01"
    case .duplicates: "D01"
    }
  }

  /// Whether the repair changes nothing anybody could miss, so that `safe` applies it.
  package var isSafe: Bool {
    switch self {
    case .byteOrderMark, .blankLines, .concatenatedValues, .lineSeparators, .keyCase, .roleAliases,
      .deprecatedFunctions:
      true
    default: false
    }
  }

  /// Whether the repair works on the text of a line that is not JSON.
  package var isTextual: Bool {
    catalogueID == "J02" || [.byteOrderMark, .blankLines, .concatenatedValues].contains(self)
  }

  /// The repairs that a word of `--apply` names: a repair, `safe`, `json` (every repair of text), or a catalogue id.
  package static func named(_ word: String) -> [Repair] {
    switch word {
    case "safe": allCases.filter(\.isSafe)
    case "json": allCases.filter(\.isTextual)
    // What is taken out for somebody's sake has to be asked for by name.
    case "all": allCases.filter { $0 != .redact }
    default: allCases.filter { $0.rawValue == word || $0.catalogueID == word }
    }
  }
}
