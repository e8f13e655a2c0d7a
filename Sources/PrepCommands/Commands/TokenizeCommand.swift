import ArgumentParser
import PrepExamples
import PrepShapes
import PrepTokenizers
import PrepTokenizing
import PrepTokens

/// `prep tokenize`: examples to a token stream.
struct TokenizeCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize", abstract: "Turns examples into token sequences that say which tokens are learnt.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tokenizer") var tokenizerOptions: TokenizerOptions
  @OptionGroup(title: "Examples") var examples: ExampleOptions
  @OptionGroup(title: "Conversations") var template: TemplateOptions
  @OptionGroup(title: "Tokens") var ends: SequenceEndOptions
  @OptionGroup(title: "Learning") var learning: LearningOptions

  @Option(
    help: ArgumentHelp(
      "What becomes of a token across the end of a prompt: part of the prompt, avoided by encoding the two apart, or bad data.",
      valueName: "joint|split|strict"))
  var boundary: TokenizingOptions.Boundary = .joint

  @Flag(help: "Let special tokens in the text become their ids (default: they are text).")
  var allowSpecial = false

  @Option(help: ArgumentHelp("Do part i (from 0) of N of the job; the inputs are files.", valueName: "i/N"))
  var part: InputPart?

  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: TokenOutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let sink = try output.open()
    let invalid = try InvalidRecords(options: invalidOptions, session: session)
    let run = try makeRun(session, invalid, tokenizer: tokenizerOptions.load(session, fingerprintsEarly: true))
    let writer = try output.writer(sink, header: run.header)
    while let sequence = try run.next() { try writer.write(sequence) }
    try invalid.finish()
    try writer.finish()
    run.summarize()
  }

  /// What the options describe, ready to give its first sequence.
  func makeRun(_ session: Session, _ invalid: InvalidRecords, tokenizer: Tokenizer) throws -> TokenizingRun {
    let settings = try settings(session, tokenizer)
    session.progress.totalBytes = input.totalBytes
    tokenizer.expect(bytes: (input.totalBytes ?? 0) / (part?.count ?? 1))
    return try TokenizingRun(paths: input.paths, settings: settings, session: session, invalid: invalid)
  }

  private func settings(_ session: Session, _ tokenizer: Tokenizer) throws -> TokenizingRun.Settings {
    var options = TokenizingOptions()
    (options.beginOfText, options.endOfText) = try ends.resolve(tokenizer, isRequired: template.template == nil)
    try learning.apply(to: &options)
    options.chat = try template.resolve(tokenizer, begin: options.beginOfText, end: options.endOfText)
    TemplateOptions.noteMissingTokens(options.chat, tokenizer, session.console)
    options.chat?.addsBeginOfText = ends.bos != nil
    options.chat?.addsEndOfText = ends.eos != nil
    options.boundary = boundary
    options.allowsSpecialTokens = allowSpecial
    return TokenizingRun.Settings(
      tokenizer: tokenizer, options: options, shape: examples.shape, names: FieldNames(examples.mapping),
      documents: DocumentOptions(fields: [], acceptsBytes: examples.bytes, maxLine: input.maxLine.value), part: part,
      content: { examples.content(of: $0) })
  }
}

extension TokenizingOptions.Boundary: ExpressibleByArgument {}
