import ArgumentParser
import PrepJobs

/// `prep tokenizer convert`: a tokenizer in another file format.
struct TokenizerConvertCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Writes a tokenizer as tokenizer.json or as .tiktoken ranks, with equal ids.")
  static let parentNames = ["tokenizer"]

  /// A format that can be written.
  enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case json, tiktoken }

  @Argument(help: ArgumentHelp("A tokenizer's name, file or folder, or VOCAB,MERGES.", valueName: "NAME"))
  var tokenizer: String

  @Option(help: "The format to write (default: tiktoken when --output ends in .tiktoken, else json).")
  var to: Format?

  @Option(help: ArgumentHelp("The split pattern, by name or as a regular expression, for a file that holds none.", valueName: "PATTERN"))
  var pattern: String?

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    var options = ConvertTokenizerJob.Options(PrepJobs.TokenizerOptions(name: tokenizer, pattern: pattern))
    let format = to ?? (output.output?.hasSuffix(".tiktoken") ?? false ? .tiktoken : .json)
    options.writesRanks = format == .tiktoken
    let written = try session.run(ConvertTokenizerJob(options, output: output.text))
    if written.isRanks { session.summarize(remark(written)) }
  }

  /// What the ranks do not say.
  private func remark(_ written: ConvertTokenizerJob.Summary) -> String {
    var parts = ["the split pattern (\(written.pattern))"]
    if !written.normalizers.isEmpty { parts.append("normalization (\(written.normalizers.joined(separator: ", ")))") }
    if written.specialTokens > 0 { parts.append("\(Counted(written.specialTokens, "special token"))") }
    return "\(Counted(written.tokens, "token")); ranks do not hold " + parts.joined(separator: ", ")
  }
}
