import ArgumentParser
import PrepBytes
import PrepCodecs
import PrepTraining

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
    for weight in weight where !files.contains(weight.path) {
      throw UsageError("--weight \(weight.path)=\(weight.factor) names no input")
    }
    let sink = try output.openBinary(hint: "use -o FILE or a pipe")
    let readers = try files.map { path in
      (reader: try CountsReader(openInput(path: path)), weight: weight.last { $0.path == path }?.factor ?? 1)
    }
    var merger = try CountsMerger(readers)
    let writer = CountsWriter(sink, rules: readers[0].reader.rules)
    try merger.forEach { try writer.write($0, count: $1) }
    try writer.finish()
    session.report.add(writer.total, to: "pieces")
    session.summarize("\(Counted(writer.total, "piece")), \(Counted(writer.wordCount, "different piece")) from \(Counted(files.count, "file"))")
  }
}
