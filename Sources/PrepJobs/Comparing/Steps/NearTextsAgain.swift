import PrepBytes
import PrepContents
import PrepDeduplicating
import PrepRecords
import PrepShapes

/// Reads records again by their rows in the signatures.
struct NearTextsAgain {
  private let job: NearVerifyJob
  private let runs: NearRuns
  private let context: JobContext

  init(_ job: NearVerifyJob, _ runs: NearRuns, _ context: JobContext) {
    self.job = job
    self.runs = runs
    self.context = context
  }

  /// The records with the numbers whose bits are set.
  func candidates(_ wanted: [UInt64]) throws -> NearCandidates {
    var reading = job.options.reading
    reading.part = nil
    let names = FieldNames(job.options.content.mapping)
    let opening = RecordOpening(reading, mapping: job.options.content.mapping)
    var sets = [SetShape(), SetShape()]
    if job.options.content.reader.asksShape {
      var part = reading
      part.part = InputPart("0/1")
      let told = RecordOpening(part, mapping: job.options.content.mapping)
      for (kind, inputs) in [job.options.references, job.inputs].enumerated() where !inputs.isEmpty {
        sets[kind] = try told.setShape(of: inputs, names, maxLine: reading.longestLine)
      }
    }
    let candidates = try NearCandidates(count: runs.count, references: runs.references, sets: sets)
    try read(job.options.references, from: 0, to: runs.references, wanted, opening, candidates)
    try read(job.inputs, from: runs.references, to: runs.count, wanted, opening, candidates)
    try candidates.finish()
    return candidates
  }

  private func read(
    _ inputs: [JobInput], from first: Int, to end: Int, _ wanted: [UInt64], _ opening: RecordOpening,
    _ candidates: NearCandidates
  ) throws {
    var number = first
    func next() throws -> NearRow? {
      while number < end, wanted[number / 64] >> UInt64(number % 64) & 1 == 0 { number += 1 }
      return number < end ? try runs.row(number) : nil
    }
    while let row = try next() {
      try context.check()
      guard row.input < inputs.count else { throw Self.changed(job.inputs[0]) }
      let input = inputs[row.input]
      if row.isPassedThrough, try opening.canBeCut(input, .records) {
        try readInPlaces(input, row.input, next, { number += 1 }, { try candidates.append(number, $0) })
      } else {
        try readWhole(input, row.input, opening, next, { number += 1 }, { try candidates.append(number, $0) })
      }
    }
  }

  private static func changed(_ input: JobInput) -> IOFailure {
    IOFailure(.failed, "has changed since its records were signed", path: input.path)
  }

  /// The lines of a file that can be read at any place.
  private func readInPlaces(
    _ input: JobInput, _ number: Int, _ next: () throws -> NearRow?, _ advance: () -> Void,
    _ take: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let bytes = try input.openForPlaces()
    var line: [UInt8] = []
    while let row = try next(), row.input == number {
      line = [UInt8](repeating: 0, count: row.length)
      var filled = 0
      while filled < line.count {
        let read = try line.withUnsafeMutableBytes {
          try bytes.read(at: row.position + filled, into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
        }
        if read == 0 { throw Self.changed(input) }
        filled += read
      }
      try line.withUnsafeBytes { try take($0) }
      advance()
    }
  }

  /// The records of an input that has to be read from its beginning.
  private func readWhole(
    _ input: JobInput, _ number: Int, _ opening: RecordOpening, _ next: () throws -> NearRow?, _ advance: () -> Void,
    _ take: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let longest = job.options.reading.longestLine
    let chunker = LineChunker(source: try opening.open(input), maxLine: longest)
    var position = 0
    while let row = try next(), row.input == number {
      guard let chunk = try chunker.next() else { throw Self.changed(input) }
      try context.check()
      for item in chunk.parse(LineChunk.Options(maxLine: longest)) {
        switch item {
        case .record(let record):
          guard let row = try next(), row.input == number else { break }
          if (row.isPassedThrough ? record.offset : position) == row.position {
            try record.withUnsafeBytes { try take($0) }
            advance()
          }
          position += 1
        case .invalid: position += 1
        default: break
        }
      }
    }
  }
}
