import ArgumentParser
import PrepJobs

/// `prep train merge`: the counts of several parts of a corpus added up.
struct TrainMergeCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Adds up the counts of several parts of a corpus.")
  static let parentNames = ["train"]

  @Argument(help: ArgumentHelp("Files of counts, as prep train count writes them.", valueName: "COUNTS"))
  var files: [String]

  @Option(parsing: .singleValue, help: ArgumentHelp("Count an input so many times. May be given several times.", valueName: "FILE=N"))
  var weight: [SourceWeight] = []

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let merged = try session.run(
      MergeCountsJob(weights: weight, inputs: files.map { JobInput(path: $0) }, output: output.binary(hint: "use -o FILE or a pipe")))
    session.summarize(
      "\(Counted(merged.pieces, "piece")), \(Counted(merged.differentPieces, "different piece")) from \(Counted(files.count, "file"))")
  }
}
