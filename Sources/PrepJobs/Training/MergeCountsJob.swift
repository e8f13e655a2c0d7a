import PrepBytes
import PrepTraining

/// The counts of several parts of a corpus added up.
package struct MergeCountsJob: Job {
  /// Inputs that count several times.
  package var weights: [SourceWeight]
  /// Counts, as ``CountWordsJob`` writes them.
  package var inputs: [JobInput]
  package var output: JobOutput

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
    try merger.write(to: writer)
    context.report.add(writer.total, to: "pieces")
    return WordCount(pieces: writer.total, differentPieces: writer.wordCount)
  }
}
