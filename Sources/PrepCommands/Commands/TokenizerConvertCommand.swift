import ArgumentParser
import PrepBytes
import PrepTokenizers

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
    let source = try Tokenizer.resolve(tokenizer, pattern: pattern)
    let format = to ?? (output.output?.hasSuffix(".tiktoken") ?? false ? .tiktoken : .json)
    let bytes = format == .json ? try source.tokenizerJSON() : try source.tiktoken()
    let sink = try output.open()
    try sink.write(bytes)
    try sink.finish()
    if format == .tiktoken { session.summarize(remark(source)) }
  }

  /// What the ranks do not say.
  private func remark(_ tokenizer: Tokenizer) -> String {
    let summary = tokenizer.summary
    var parts = ["the split pattern (\(tokenizer.patternDescription))"]
    if !summary.normalizers.isEmpty { parts.append("normalization (\(summary.normalizers.joined(separator: ", ")))") }
    if summary.specialTokens > 0 { parts.append("\(Counted(summary.specialTokens, "special token"))") }
    return "\(Counted(summary.textTokens, "token")); ranks do not hold " + parts.joined(separator: ", ")
  }
}
