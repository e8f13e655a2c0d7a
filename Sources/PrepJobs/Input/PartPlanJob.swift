import PrepBytes
import PrepColumns
import PrepDiagnostics
import PrepImporting
import PrepRecords

/// How inputs are cut into the parts of a job, a JSON object a part.
package struct PartPlanJob: Job {
  /// How many parts there are.
  package var count: Int
  /// How inputs are read.
  package var reading: InputOptions
  /// What the inputs hold.
  package var examples: ExampleOptions
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where the plan goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(
    count: Int, reading: InputOptions, examples: ExampleOptions = ExampleOptions(), inputs: [JobInput],
    output: JobOutput
  ) {
    self.count = count
    self.reading = reading
    self.examples = examples
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws {
    let sink = try output.open()
    let opening = context.opening(reading)
    var cut = try opening.cut(inputs, examples)
    var writer = JSONWriter()
    var before = LinesBefore()
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
      for piece in try cut.pieces(of: part) { try write(piece, to: &writer, &before, opening) }
      writer.endArray()
      writer.endObject()
      writer.newline()
      try sink.write(writer.bytes)
    }
    try sink.finish()
  }

  /// Writes what of a file a part reads, unless no line begins there.
  private func write(
    _ piece: JobInput, to writer: inout JSONWriter, _ before: inout LinesBefore, _ opening: RecordOpening
  ) throws {
    var bytes = 0..<(piece.storedBytes ?? 0)
    var first = (line: 1, record: 1)
    if let range = piece.range, try piece.isColumns() {
      let rows = try opening.open(piece).columnSummary?.rows ?? 0..<0
      if rows.isEmpty { return }
      bytes = range
      first = (rows.lowerBound + 1, rows.lowerBound + 1)
    } else if let range = piece.range {
      bytes = try LineRangeSource.bytes(of: piece, range: range)
      if bytes.isEmpty { return }
      first = try before.first(at: bytes.lowerBound, of: piece)
    }
    writer.beginObject()
    writer.key("file")
    writer.string(piece.path.printable)
    writer.key("first_byte")
    writer.int(bytes.lowerBound)
    writer.key("last_byte")
    writer.int(bytes.upperBound - 1)
    writer.key("first_line")
    writer.int(first.line)
    writer.key("first_record")
    writer.int(first.record)
    writer.endObject()
  }
}

/// Counts the lines of files up to places that come one behind the other; each byte is read once.
private struct LinesBefore {
  private var path: String?
  private var bytes: PlacedBytes?
  private var position = 0
  private var lines = 0
  private var records = 0
  /// Whether the line that has begun has something in it.
  private var hasContent = false
  private var block = [UInt8](repeating: 0, count: 1 << 18)

  /// The number of the line that begins at a byte of a file, and that of the record there, which blank lines have none
  /// of; both from 1.
  mutating func first(at place: Int, of input: JobInput) throws -> (line: Int, record: Int) {
    if input.path != path || position > place {
      bytes = try input.openForPlaces()
      (path, position, lines, records, hasContent) = (input.path, 0, 0, 0, false)
    }
    while position < place, let bytes {
      let most = min(block.count, place - position)
      let count = try block.withUnsafeMutableBytes {
        try bytes.read(at: position, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<most]))
      }
      if count == 0 { break }
      take(count)
      position += count
    }
    return (lines + 1, records + 1)
  }

  private mutating func take(_ count: Int) {
    for byte in block[..<count] {
      if byte == 0x0A {
        lines += 1
        if hasContent { records += 1 }
        hasContent = false
      } else if byte != 0x20, byte != 0x09, byte != 0x0D {
        hasContent = true
      }
    }
  }
}
