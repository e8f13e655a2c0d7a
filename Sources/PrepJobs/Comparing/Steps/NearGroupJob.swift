import PrepBytes
import PrepContents
import PrepDeduplicating

/// The second step of `dedup --near` in parts: which records have to be looked at in pairs.
package struct NearGroupJob: Job {
  /// Which part of the keys is looked at; nil is all of them.
  package var reduce: InputPart?
  /// How many bytes are held before temporary files are used.
  package var memory = 64 << 20
  /// The signatures of all parts.
  package var signatures: [JobInput]
  /// Where the pairs go.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(reduce: InputPart?, signatures: [JobInput], output: JobOutput) {
    self.reduce = reduce
    self.signatures = signatures
    self.output = output
  }

  /// - Returns: How many pairs there are.
  package func execute(_ context: JobContext) throws -> Int {
    let runs = try NearRuns(signatures)
    let writer = try RunFileWriter(try output.open())
    let pairs = NearPairs(
      runs, try runs.order(memory: memory), memory: memory, range: reduce?.keys ?? 0 ... .max)
    try pairs.find(context.check)
    var count = 0
    try writer.begin()
    try pairs.forEach {
      try writer.write(words: UInt64($0.kept), UInt64($0.dropped))
      count += 1
    }
    try writer.begin()
    try pairs.copies.forEach { try writer.write(words: $0.first.high, $0.first.low) }
    try writer.begin()
    try pairs.crowds.forEach { try writer.write(words: $0.first.high, $0.first.low) }
    context.report.add(count, to: "pairs")
    context.report.add(pairs.skipped, to: "skipped_pairs")
    try writer.finish(header: NearFiles.header(.group, reduce))
    return count
  }
}
