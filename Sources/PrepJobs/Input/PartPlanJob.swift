import PrepBytes
import PrepDiagnostics
import PrepRecords

/// How inputs are cut into the parts of a job, a JSON object a part.
package struct PartPlanJob: Job {
  /// How many parts there are.
  package var count: Int
  /// How inputs are read.
  package var reading: InputOptions
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where the plan goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(count: Int, reading: InputOptions, inputs: [JobInput], output: JobOutput) {
    self.count = count
    self.reading = reading
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws {
    let sink = try output.open()
    let opening = context.opening(reading)
    var writer = JSONWriter()
    for index in 0..<count {
      guard let part = InputPart("\(index)/\(count)") else {
        throw JobFailure("out-of-range", "--plan takes a number from 1 to 1,048,576")
      }
      try context.check()
      writer.removeAll()
      writer.beginObject()
      writer.key("part")
      writer.string("\(index)/\(count)")
      writer.key("files")
      writer.beginArray()
      let pieces = try opening.part(part, of: inputs) { ExampleOptions().content(of: $0) }
      for piece in pieces { try write(piece, to: &writer) }
      writer.endArray()
      writer.endObject()
      writer.newline()
      try sink.write(writer.bytes)
    }
    try sink.finish()
  }

  /// Writes what of a file a part reads, unless no line begins there.
  private func write(_ piece: JobInput, to writer: inout JSONWriter) throws {
    var bytes = 0..<(piece.storedBytes ?? 0)
    var line = 1
    if let range = piece.range {
      let lines = try LineRangeSource(piece, range: range)
      bytes = lines.firstByte..<lines.end
      if bytes.isEmpty { return }
      line += lines.skipped.count
    }
    writer.beginObject()
    writer.key("file")
    writer.string(piece.path.printable)
    writer.key("first_byte")
    writer.int(bytes.lowerBound)
    writer.key("last_byte")
    writer.int(bytes.upperBound - 1)
    writer.key("first_line")
    writer.int(line)
    writer.endObject()
  }
}
