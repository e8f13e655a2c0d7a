import PrepFormatting
import PrepOptions
import PrepShapes

extension FormatJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<FormatJob.Options>] {
    let groups: [[OptionDefinition<FormatJob.Options>]] = [
      InputOptions.definitions.at(\.reading), own,
      TemplateOptions.definitions.at(\.template, section: "Conversations"),
      [
        TokenizerOptions.tokenizer(
          "Tokenizer that decides which labels are one token, and gives templates their EOS"),
        TokenizerOptions.pattern,
      ].at(\.tokenizer, section: "Conversations"),
      [
        OptionDefinition<FormatJob.Options>.flag(
          "plain", \.isPlain, "With --template: write only the rendered texts, each followed by a newline")
      ].at(\.self, section: "Conversations"),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }

  private static var own: [OptionDefinition<FormatJob.Options>] {
    [
      .value("shape", "SHAPE", \.shape, .choice, "Shape of the records").defaulting(to: "detected for each record"),
      .fieldMapping(\.mapping),
      .knownNames(\.mapping),
      .omitted(\.omitted),
      .value(
        "separator", "TEXT", \.format.separator, .ending,
        "Separator to end every prompt with: a text with \\n for a newline, 'suggest' or 'keep'"),
      .value(
        "stop", "TEXT", \.format.stop, .ending,
        "Stop sequence to end every completion with: a text, 'suggest' or 'keep'"),
      .invertible("leading-space", \.format.addsSpace, "Start every completion with a space"),
      .removal("remove-prompt-prefix", \.format.promptPrefix, "Remove this from the start of prompts"),
      .removal("remove-prompt-suffix", \.format.promptSuffix, "Remove this from the end of prompts"),
      .removal("remove-completion-prefix", \.format.completionPrefix, "Remove this from the start of completions"),
      .removal("remove-completion-suffix", \.format.completionSuffix, "Remove this from the end of completions"),
      .flag("trim", \.format.trims, "Remove whitespace from both ends of prompts and completions"),
      .value(
        "lower", "WHICH", OptionSyntax<Side>.choice, "Convert these to lower case",
        set: { options, side in
          options.format.lowersPrompts = side != .completions
          options.format.lowersCompletions = side != .prompts
        },
        get: { options in
          switch (options.format.lowersPrompts, options.format.lowersCompletions) {
          case (true, true): .both
          case (true, false): .prompts
          case (false, true): .completions
          case (false, false): nil
          }
        }),
      .value(
        "labels", "WHAT", \.format.labels, .choice,
        "Labels: keep, replace those that are not a single token, or number them"),
      .flag("suggest", \.onlySuggests, "Show what would be done instead of writing the records"),
    ]
  }

  /// Whose letters are lowered.
  private enum Side: String, CaseIterable { case prompts, completions, both }
}

extension OptionDefinition {
  fileprivate static func removal(
    _ name: String, _ path: WritableKeyPath<Options, FormatOptions.Removal>, _ help: String
  ) -> OptionDefinition {
    .value(
      name, "TEXT", OptionSyntax<String>.text, "\(help), or 'common' for what they all share",
      set: { $0[keyPath: path] = $1 == "common" ? .common : .text(EscapedText.bytes($1)) },
      get: { options in
        switch options[keyPath: path] {
        case .nothing: nil
        case .common: "common"
        case .text(let bytes): EscapedText.text(bytes)
        }
      })
  }
}

extension OptionSyntax where Value == FormatOptions.Ending {
  /// A text with escapes, or a word for what is done.
  fileprivate static var ending: OptionSyntax {
    OptionSyntax(
      wanted: "a text, 'suggest' or 'keep'",
      read: { (text) throws(ValueProblem) in
        switch text {
        case "": throw ValueProblem()
        case "suggest": .suggest
        case "keep": .keep
        default: .text(EscapedText.bytes(text))
        }
      },
      write: { ending in
        switch ending {
        case .suggest: "suggest"
        case .keep: "keep"
        case .text(let bytes): EscapedText.text(bytes)
        }
      })
  }
}

/// A text with `\n`, `\r`, `\t` and `\\` in it.
enum EscapedText {
  /// What the text stands for; a backslash before anything else stays.
  static func bytes(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    var isEscape = false
    for byte in text.utf8 {
      if isEscape {
        switch byte {
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "\\"): result.append(byte)
        default: result += [UInt8(ascii: "\\"), byte]
        }
        isEscape = false
      } else if byte == UInt8(ascii: "\\") {
        isEscape = true
      } else {
        result.append(byte)
      }
    }
    return isEscape ? result + [UInt8(ascii: "\\")] : result
  }

  /// The text that stands for the bytes.
  static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing(
      "\r", with: "\\r"
    )
    .replacing("\t", with: "\\t")
  }
}
