import ArgumentParser
import PrepExamples
import PrepFormatting
import PrepJobs

/// `prep format`: gives prompts and completions the form that completion models are trained with.
struct FormatCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "format", abstract: "Gives prompts and completions separators, stop sequences and short labels; shows chats as text.")

  /// Whose letters are lowered.
  enum Side: String, ExpressibleByArgument, CaseIterable, Sendable { case prompts, completions, both }

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tables and text") var importOptions: ImportOptions

  @Option(help: ArgumentHelp("The shape of the examples (default: what each record tells).", valueName: "SHAPE"))
  var shape: ExampleShape?

  @Option(help: ArgumentHelp("What fields are called in the records: prompt=question,completion=answer.", valueName: "OURS=THEIRS,…"))
  var map: FieldMapping?

  @Option(help: ArgumentHelp("What every prompt ends in: a text with \\n for a line end, 'suggest' or 'keep'.", valueName: "TEXT"))
  var separator = "suggest"

  @Option(help: ArgumentHelp("What every completion ends in: a text, 'suggest' or 'keep'.", valueName: "TEXT"))
  var stop = "suggest"

  @Flag(inversion: .prefixedNo, help: "Begin every completion with a space.")
  var leadingSpace = true

  @Option(help: ArgumentHelp("Take this from the start of prompts, or with 'common' what all share.", valueName: "TEXT"))
  var removePromptPrefix: String?

  @Option(help: ArgumentHelp("Take this from the end of prompts, or with 'common' what all share.", valueName: "TEXT"))
  var removePromptSuffix: String?

  @Option(help: ArgumentHelp("Take this from the start of completions, or with 'common' what all share.", valueName: "TEXT"))
  var removeCompletionPrefix: String?

  @Option(help: ArgumentHelp("Take this from the end of completions, or with 'common' what all share.", valueName: "TEXT"))
  var removeCompletionSuffix: String?

  @Flag(help: "Take blanks from both ends of prompts and completions.")
  var trim = false

  @Option(help: "Write these in lower case.")
  var lower: Side?

  @Option(help: "What becomes of labels: nothing, replaced where they are not one token of their own, or numbered.")
  var labels: FormatOptions.Labels = .keep

  @Flag(help: "Write what would be done instead of the records.")
  var suggest = false

  @OptionGroup(title: "Conversations") var template: TemplateOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("The tokenizer that labels are judged by, and that templates take their end-of-text from.", valueName: "NAME"))
  var tokenizer: String?

  @Option(help: ArgumentHelp("The split pattern, for a tokenizer's file that holds none.", valueName: "PATTERN"))
  var pattern: String?

  @Flag(help: "With --template: write the texts alone, a line feed after each.")
  var plain = false

  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func validate() throws { try checked { () throws(JobFailure) in try options.check() } }

  func execute(_ session: Session) throws {
    session.say(try session.run(FormatJob(options, inputs: input.inputs, output: output.text)))
  }

  private var options: FormatJob.Options {
    var options = FormatJob.Options()
    options.reading = input.values
    options.importing = importOptions.values
    options.invalid = invalidOptions.values
    options.shape = shape
    options.mapping = map
    options.format = formatOptions
    options.onlySuggests = suggest
    options.template = template.values
    options.isPlain = plain
    options.tokenizer = PrepJobs.TokenizerOptions(name: tokenizer, pattern: pattern)
    return options
  }

  private var formatOptions: FormatOptions {
    var options = FormatOptions()
    options.separator = Self.ending(separator)
    options.stop = Self.ending(stop)
    options.addsSpace = leadingSpace
    options.promptPrefix = Self.removal(removePromptPrefix)
    options.promptSuffix = Self.removal(removePromptSuffix)
    options.completionPrefix = Self.removal(removeCompletionPrefix)
    options.completionSuffix = Self.removal(removeCompletionSuffix)
    options.trims = trim
    options.lowersPrompts = lower == .prompts || lower == .both
    options.lowersCompletions = lower == .completions || lower == .both
    options.labels = labels
    return options
  }

  private static func ending(_ text: String) -> FormatOptions.Ending {
    text == "suggest" ? .suggest : text == "keep" ? .keep : .text(unescaped(text))
  }

  private static func removal(_ text: String?) -> FormatOptions.Removal {
    text.map { $0 == "common" ? .common : .text(unescaped($0)) } ?? .nothing
  }

  /// A text with `\n`, `\r`, `\t` and `\\` in it.
  static func unescaped(_ text: String) -> [UInt8] {
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
}

extension FormatOptions.Labels: ExpressibleByArgument {}
