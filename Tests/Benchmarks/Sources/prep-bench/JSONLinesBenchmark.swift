import ArgumentParser
import PrepBytes
import PrepRecords

/// Reads JSON Lines from memory to the bytes of one field, with full validation.
struct JSONLinesBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jsonl", abstract: "JSON Lines to the bytes of a field.",
    discussion: "Prints `pass N SECONDS` for each pass and a last line `field RECORDS BYTES CHECKSUM`.")

  @Option(help: "A file of JSON Lines; it is read into memory before the clock starts.")
  var input: String

  @Option(help: "The field whose text is taken; records without it count as empty.")
  var field = "text"

  @Option(help: "How often the whole file is read.")
  var passes = 5

  @Option(help: "Threads that parse.")
  var threads = 1

  @Flag(help: "Only validate; take no field.")
  var validateOnly = false

  @Flag(help: "Read the file anew in each pass instead of holding it in memory; it may be compressed, or - for stdin.")
  var stream = false

  @Option(help: "The longest line accepted, in bytes.")
  var maxLine = JSONLimits.line

  func run() throws {
    let bytes = stream ? [] : try FileByteSource(path: input).readAll()
    var tally = Tally()
    for pass in 1...max(1, passes) {
      let clock = ContinuousClock()
      tally = Tally()
      let seconds = seconds(try clock.measure { try read(bytes, &tally) })
      print("pass \(pass) \(seconds)  \(Int(Double(tally.read) / seconds / 1e6)) MB/s")
    }
    if tally.invalid > 0 { print("invalid \(tally.invalid), the first: \(tally.firstFault)") }
    print("field \(tally.records) \(tally.bytes) \(tally.checksum)")
  }

  private struct Tally {
    var records = 0
    var invalid = 0
    var firstFault = ""
    var read = 0
    var bytes = 0
    var checksum: UInt32 = 0
    var text: [UInt8] = []
  }

  private func read(_ bytes: [UInt8], _ tally: inout Tally) throws {
    var source: MemoryByteSource? = MemoryByteSource(bytes)
    let (field, takesField) = (field, !validateOnly)  // the wrappers' getters cost as much as a short line
    let reader =
      stream
      ? JSONLinesReader(paths: [input], threads: threads, maxLine: maxLine)
      : JSONLinesReader(sources: { source.take() }, threads: threads, maxLine: maxLine)
    while let batch = try reader.next() {
      tally.read += batch.byteCount
      for item in batch.items {
        guard case .record(let record) = item else {
          if case .invalid(let diagnostic, _) = item {
            tally.invalid += 1
            if tally.firstFault.isEmpty { tally.firstFault = "\(diagnostic)" }
          }
          continue
        }
        tally.records += 1
        guard takesField else { continue }
        tally.text.removeAll(keepingCapacity: true)
        try record.root[field]?.appendUnescaped(to: &tally.text)
        tally.bytes += tally.text.count
        // A few bytes stand for the text, so that the sum costs nothing.
        if let first = tally.text.first, let last = tally.text.last {
          tally.checksum = tally.checksum &* 31 &+ UInt32(first) &* 257 &+ UInt32(last)
        }
      }
    }
  }
}
