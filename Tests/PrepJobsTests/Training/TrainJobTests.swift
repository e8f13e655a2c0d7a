import Testing

@testable import PrepJobs

@Suite struct TrainJobTests {
  private let first = input(questions(300), named: "a.jsonl")
  private let second = input(questions(600), named: "b.jsonl")

  private func options(_ change: (inout TrainJob.Options) -> Void = { _ in }) -> TrainJob.Options {
    var options = TrainJob.Options(vocabulary: VocabularyOptions(size: 300))
    options.text.fields = ["prompt", "completion"]
    change(&options)
    return options
  }

  @Test func `a vocabulary of counts is that of the texts`() throws {
    let direct = Memory()
    let observer = RecordingObserver()
    let summary = try run(TrainJob(options(), inputs: [first, second], output: direct.output), observer: observer)
    #expect(summary.ids == 300)
    #expect(summary.merges == 44)
    var counting = CountWordsJob.Options()
    counting.text.fields = ["prompt", "completion"]
    let parts = try [first, second].map { part in
      let memory = Memory()
      _ = try run(CountWordsJob(counting, inputs: [part], output: memory.output))
      return JobInput(memory.bytes, named: part.path + ".counts")
    }
    let merged = Memory()
    let count = try run(MergeCountsJob(inputs: parts, output: merged.output))
    #expect(count.differentPieces == summary.differentPieces)
    let fromCounts = Memory()
    _ = try run(
      TrainJob(
        options { $0.readsCounts = true }, inputs: [JobInput(merged.bytes, named: "counts")], output: fromCounts.output)
    )
    #expect(fromCounts.bytes == direct.bytes)
  }

  @Test func `a weight of what is not read is refused`() {
    let weights = [SourceWeight(path: "c.jsonl", factor: 2)]
    let failure = #expect(throws: JobFailure.self) {
      try run(TrainJob(options { $0.corpus.weights = weights }, inputs: [first], output: Memory().output))
    }
    #expect(failure?.code == "weight-of-no-input")
    #expect(throws: JobFailure.self) {
      try run(MergeCountsJob(weights: weights, inputs: [first], output: Memory().output))
    }
  }
}
