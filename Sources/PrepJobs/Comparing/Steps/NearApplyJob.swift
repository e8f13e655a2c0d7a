import PrepBytes
import PrepDeduplicating
import PrepRecords

/// The last step of `dedup --near` in parts: writes the records that stay.
package struct NearApplyJob: Job {
  /// How inputs are read, and what becomes of bad records; what was signed as bad is left out.
  package var options: DedupJob.Options
  /// What was decided.
  package var decisions: JobInput
  /// What is read, in order: the inputs of the whole job.
  package var inputs: [JobInput]
  /// Where the records go that stay.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: DedupJob.Options, decisions: JobInput, inputs: [JobInput], output: JobOutput) {
    self.options = options.ofStep
    self.decisions = decisions
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> DedupJob.Summary {
    try options.check()
    let files = try NearFiles([decisions], .decide)
    let file = files.files[0]
    let sink = try output.open()
    let removed = try options.removed.map { try $0.open() }
    let invalid = try InvalidRecords(options.invalid, context, isSummarized: true)
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let count = try file.count(of: NearStep.places) / 24
    func place(_ row: Int) throws -> (UInt64, UInt64) {
      try (file.word(NearStep.places, row * 3), file.word(NearStep.places, row * 3 + 1))
    }
    var next: Int?
    var summary = DedupJob.Summary(written: 0, duplicates: 0, invalid: 0)
    try MappedRecords(inputs, options.reading, context, invalid).forEach { _, own, text in
      let own = (UInt64(own.input), UInt64(own.position))
      if next == nil {
        // A part begins somewhere in the middle.
        var (low, high) = (0, count)
        while low < high {
          let middle = (low + high) / 2
          if try place(middle) < own { low = middle + 1 } else { high = middle }
        }
        next = low
      }
      while let row = next, row < count, try place(row) < own { next = row + 1 }
      let row = try next.flatMap { try $0 < count && place($0) == own ? $0 : nil }
      // What was bad when it was signed has been rejected there.
      if let row, try file.word(NearStep.places, row * 3 + 2) == 1 {
        summary.invalidBefore += 1
        return
      }
      let goes = row != nil
      if goes { summary.duplicates += 1 } else { summary.written += 1 }
      let target = goes ? removed : sink
      try target?.write(text)
      try target?.write("\n")
    }
    try invalid.finish()
    try removed?.finish()
    try sink.finish()
    summary.invalid = invalid.count
    context.report.add(summary.written, to: "written")
    context.report.add(summary.duplicates, to: "duplicates")
    return summary
  }
}
