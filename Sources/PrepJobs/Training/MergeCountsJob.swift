import PrepBytes
import PrepTraining

/// The counts of several parts of a corpus added up.
package struct MergeCountsJob: Job {
  /// Inputs that count several times.
  package var weights: [SourceWeight]
  /// Counts, as ``CountWordsJob`` writes them.
  package var inputs: [JobInput]
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(weights: [SourceWeight] = [], inputs: [JobInput], output: JobOutput) {
    self.weights = weights
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> WordCount {
    let factors = try SourceWeight.factors(weights, of: inputs)
    let sink = try output.open()
    let inputs = inputs
    var merger = try CountsMerger(count: inputs.count) { (try CountsReader(inputs[$0].open()), factors[$0]) }
    let writer = CountsWriter(sink, rules: merger.rules)
    try merger.forEach {
      try context.check()
      try writer.write($0, count: $1)
    }
    try writer.finish()
    context.report.add(writer.total, to: "pieces")
    return WordCount(pieces: writer.total, differentPieces: writer.wordCount)
  }
}
