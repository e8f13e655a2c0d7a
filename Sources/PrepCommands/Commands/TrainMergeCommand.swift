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
    var merger = try CountsMerger(count: files.count) { index in
      (try CountsReader(openInput(path: files[index])), weight.last { $0.path == files[index] }?.factor ?? 1)
    }
    let writer = CountsWriter(sink, rules: merger.rules)
    try merger.write(to: writer)
    session.report.add(writer.total, to: "pieces")
    session.summarize("\(Counted(writer.total, "piece")), \(Counted(writer.wordCount, "different piece")) from \(Counted(files.count, "file"))")
  }
}
