import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep tokenizer convert`: a tokenizer in another file format.
struct TokenizerConvertCommand: StageCommand {
  static let name = "convert"
  static let parentNames = ["tokenizer"]
  static let abstract = "Convert a tokenizer to tokenizer.json or .tiktoken, keeping its IDs"
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep tokenizer convert tokenizer.json -o mine.tiktoken",
        "A trained tokenizer for tiktoken")
    ]
  }

  var tokenizer = ""
  var named = TokenizerOptions()
  var format: Format?
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<TokenizerConvertCommand> {
    OptionTable(
      TokenizerConvertCommand(),
      operand: .one(
        "NAME", \.tokenizer, completion: .printed(by: "tokenizer list"),
        "A tokenizer's name, file or folder, or VOCAB,MERGES"),
      [
        .value("to", "json|tiktoken", \.format, .choice, "The format to write")
          .defaulting(to: "tiktoken when --output ends in .tiktoken, else json"), TokenizerOptions.pattern.at(\.named),
      ],
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  /// A format that can be written.
  enum Format: String, CaseIterable { case json, tiktoken }

  func execute(_ session: Session) throws {
    var options = ConvertTokenizerJob.Options(TokenizerOptions(name: tokenizer, pattern: named.pattern))
    let format = format ?? (output.output?.hasSuffix(".tiktoken") ?? false ? .tiktoken : .json)
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
