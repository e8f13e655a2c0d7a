import PrepBytes
import PrepDiagnostics
import PrepRecords

/// The records that a form makes of the lines of another producer.
struct FormProducer: RecordProducer {
  private var base: any RecordProducer
  private var form: any LineForm
  private var hasEnded = false

  init(_ base: any RecordProducer, _ form: any LineForm) {
    self.base = base
    self.form = form
  }

  mutating func produce(into lines: inout ProducedLines) throws -> Bool {
    if hasEnded { return false }
    var source = ProducedLines()
    if try !base.produce(into: &source) {
      hasEnded = true
      try form.finish(into: &lines)
      return true
    }
    var rejected = source.rejected[...]
    var start = 0
    for (index, origin) in source.origins.enumerated() {
      while let row = rejected.first, row.before <= index {
        lines.reject(row.finding, row.bytes)
        rejected.removeFirst()
      }
      let end = source.bytes[start...].firstIndex(of: 0x0A) ?? source.bytes.count
      try form.take(Array(source.bytes[start..<end]), origin: origin, into: &lines)
      start = end + 1
    }
    for row in rejected { lines.reject(row.finding, row.bytes) }
    return true
  }
}

/// What was looked at, and then the rest.
struct ResumedProducer: RecordProducer {
  private var ahead: ProducedLines?
  private var base: any RecordProducer
  /// What ended the reading behind what was looked at.
  private let failure: (any Error)?

  init(_ base: any RecordProducer, ahead: ProducedLines, failure: (any Error)?) {
    self.base = base
    self.ahead = ahead
    self.failure = failure
  }

  mutating func produce(into lines: inout ProducedLines) throws -> Bool {
    guard let first = ahead else {
      if let failure { throw failure }
      return try base.produce(into: &lines)
    }
    ahead = nil
    lines = first
    return true
  }
}

/// The lines of JSON Lines, for a form to make records of them; blank ones are left out.
struct LineProducer: RecordProducer, LineFedProducer {
  let reader: PieceReader
  private let file: String
  private let maximum: Int
  var pending: [UInt8] = []
  private var line = 1
  private var hasEnded = false

  init(_ source: any ByteSource, maximum: Int) {
    reader = PieceReader(source)
    file = source.name
    self.maximum = maximum
  }

  mutating func produce(into lines: inout ProducedLines) throws -> Bool {
    if hasEnded { return false }
    let goesOn = try takePiece(into: &lines)
    if pending.count > maximum {
      throw Diagnostic(
        "line-too-long", "the line is longer than \(maximum) bytes; --max-line raises the bound",
        at: SourceLocation(file: file, line: line))
    }
    if goesOn { return true }
    hasEnded = true
    endLine(&lines)
    return true
  }

  mutating func endLine(_ lines: inout ProducedLines) {
    if pending.last == 0x0D { pending.removeLast() }
    if line == 1, pending.starts(with: [0xEF, 0xBB, 0xBF]) { pending.removeFirst(3) }
    if pending.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
      lines.bytes += pending
      lines.endLine(origin: line)
    }
    pending.removeAll(keepingCapacity: pending.count < 1 << 20)
    line += 1
  }
}
