import ArgumentParser
import PrepJobs

/// `prep train`: a vocabulary from text, in one run or from counts that several runs made.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Makes a byte-level BPE vocabulary from texts or records.",
    usage: "prep train --vocab-size <N> [<options>] [<FILE> ...]",
    subcommands: [TrainVocabularyCommand.self, TrainCountCommand.self, TrainMergeCommand.self],
    defaultSubcommand: TrainVocabularyCommand.self)

  /// Whether the help of `prep train` is wanted, whose options are those of its default subcommand.
  static func isAskedForHelp(_ arguments: [String]) -> Bool {
    ["--help", "-h", "-help"].contains { arguments == ["train", $0] } || arguments == ["help", "train"]
  }
}

/// `prep train` itself.
struct TrainVocabularyCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "vocabulary", abstract: "Makes a byte-level BPE vocabulary from texts, records or counts.",
    usage: "prep train --vocab-size <N> [<options>] [<FILE> ...]",
    discussion: """
      prep train count and prep train merge count the parts of a corpus, for --from-counts; see prep help train count.

        prep train corpus.jsonl --vocab-size 32768 --special-tokens '<|endoftext|>' -o tokenizer.json
      """)
  static let fullName = "prep train"

  @OptionGroup var input: InputOptions

  @Flag(help: "The files are counts, as prep train count and prep train merge write them.")
  var fromCounts = false

  @OptionGroup(title: "Vocabulary") var vocabulary: VocabularyOptions
  @OptionGroup(title: "Corpus") var corpus: CorpusOptions
  @OptionGroup(title: "Text") var text: TextOptions
  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    var options = TrainJob.Options(vocabulary: vocabulary.values)
    options.reading = input.values
    options.corpus = corpus.values
    options.text = text.values
    options.invalid = invalidOptions.values
    options.readsCounts = fromCounts
    options.writesRanks = output.output?.hasSuffix(".tiktoken") ?? false
    let made = try session.run(TrainJob(options, inputs: input.inputs, output: output.text))
    let merges = Counted(made.merges, "\(made.hasBase ? "new " : "")merge")
    session.summarize("\(Counted(made.ids, "id")), \(merges) from \(Counted(made.differentPieces, "different piece"))")
    if made.ids < made.wanted {
      session.console.note("there was not enough text for \(Counted(made.wanted, "id")): no pair is left that occurs often enough")
    }
  }
}
