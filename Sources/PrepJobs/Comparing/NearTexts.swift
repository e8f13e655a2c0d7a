import PrepBytes
import PrepContents
import PrepDeduplicating
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// The texts of the records of a run by their numbers, to be read again: from the inputs where these can be, else from the
/// disk.
final class NearTexts {
  private let inputs: [JobInput]
  private let referenceInputs: [JobInput]
  private let reading: InputOptions
  private let mapping: FieldMapping
  private let context: JobContext
  /// Where the inputs cannot be read twice.
  private let spool: RecordSpool?
  /// By its number among all that were read, whether a record is a good one: those of the references, those of the inputs.
  private var isGood: [[UInt64]] = [[], []]
  private(set) var references = 0
  private var count = 0
  /// The shapes of the sets, as far as they were told.
  private var sets = [SetShape(), SetShape()]
  /// File, line and offset of each record.
  private let places: TemporaryStore?
  private var files: [String] = []

  /// - Parameters:
  ///   - references: What is read before the inputs, and only compared with.
  ///   - keepsPlaces: Whether the places of records are asked for.
  init(
    inputs: [JobInput], references: [JobInput], reading: InputOptions, mapping: FieldMapping, _ context: JobContext,
    keepsPlaces: Bool
  ) throws {
    self.inputs = inputs
    referenceInputs = references
    self.reading = reading
    self.mapping = mapping
    self.context = context
    spool = inputs.allSatisfy(\.isRegularFile) ? nil : try RecordSpool()
    places = keepsPlaces ? try TemporaryStore() : nil
  }

  /// Takes the next good record.
  ///
  /// - Parameters:
  ///   - ordinal: Its number among all that were read, bad ones too.
  ///   - set: The shape of the set, as far as it was told there.
  func append(_ record: Record, ordinal: Int, set: SetShape, isReference: Bool) throws {
    let kind = isReference ? 0 : 1
    while isGood[kind].count <= ordinal / 64 { isGood[kind].append(0) }
    isGood[kind][ordinal / 64] |= 1 << UInt64(ordinal % 64)
    sets[kind] = set
    if isReference { references += 1 } else if let spool { try record.withUnsafeBytes { try spool.append($0) } }
    count += 1
    guard let places else { return }
    let location = record.location()
    if files.last != location.file { files.append(location.file) }
    let words = (UInt64(files.count - 1), UInt64(location.line), UInt64(location.offset ?? 0))
    try withUnsafeBytes(of: words) { try places.write($0) }
  }

  /// All records have been taken.
  func finish() throws { try places?.finish() }

  /// Calls a closure with each record that was not only compared with, in order.
  func forEach(_ body: (_ number: Int, UnsafeRawBufferPointer) throws -> Void) throws {
    if let spool {
      return try spool.forEach { text, number, _ in
        try context.check()
        try body(references + number, text)
      }
    }
    try read(inputs, kind: 1, part: true, from: references, body)
  }

  /// Calls a closure with each record that was only compared with, in order.
  func forEachReference(_ body: (_ number: Int, UnsafeRawBufferPointer) throws -> Void) throws {
    try read(referenceInputs, kind: 0, part: false, from: 0, body)
  }

  /// The records with the numbers whose bits are set, to be read at any place.
  func candidates(_ wanted: [UInt64]) throws -> NearCandidates {
    let candidates = try NearCandidates(count: count, references: references, sets: sets)
    func keep(_ number: Int, _ text: UnsafeRawBufferPointer) throws {
      if wanted[number / 64] >> UInt64(number % 64) & 1 == 1 { try candidates.append(number, text) }
    }
    if wanted.contains(where: { $0 != 0 }) {
      try forEachReference(keep)
      try forEach(keep)
    }
    try candidates.finish()
    return candidates
  }

  /// Reads inputs once more.
  private func read(
    _ inputs: [JobInput], kind: Int, part: Bool, from first: Int,
    _ body: (_ number: Int, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    if inputs.isEmpty { return }
    var reading = reading
    if !part { reading.part = nil }
    // What there is to say of an input was said when it was read first.
    let opening = RecordOpening(reading, mapping: mapping)
    let options = LineChunk.Options(maxLine: reading.longestLine)
    var ordinal = 0
    var number = first
    for input in try opening.part(of: inputs) {
      let chunker = LineChunker(source: try opening.open(input), maxLine: reading.longestLine)
      while let chunk = try chunker.next() {
        try context.check()
        for case .record(let record) in chunk.parse(options) {
          defer { ordinal += 1 }
          let bits = ordinal / 64 < isGood[kind].count ? isGood[kind][ordinal / 64] : 0
          guard bits >> UInt64(ordinal % 64) & 1 == 1 else { continue }
          try record.withUnsafeBytes { try body(number, $0) }
          number += 1
        }
      }
    }
    guard number - first == (kind == 0 ? references : count - references) else {
      throw IOFailure(.failed, "has changed while it was read", path: inputs[0].path)
    }
  }

  /// Where a record stands.
  func place(of number: Int) throws -> NearProof.Place {
    var words = (UInt64(0), UInt64(0), UInt64(0))
    _ = try withUnsafeMutableBytes(of: &words) { try places?.read(at: number * 24, into: $0) }
    return NearProof.Place(file: files[Int(words.0)], line: Int(words.1), offset: Int(words.2))
  }
}

/// Texts of records on the disk that are read at any place, by many threads.
///
/// SAFETY of `@unchecked Sendable`: everything is written before ``finish()``, and only read behind it.
final class NearCandidates: @unchecked Sendable {
  private let texts: TemporaryStore
  /// For each record its place and length; nothing for one that is not there.
  private let index: TemporaryStore
  private var next = 0
  let references: Int
  let sets: [SetShape]

  init(count: Int, references: Int, sets: [SetShape]) throws {
    texts = try TemporaryStore()
    index = try TemporaryStore()
    self.references = references
    self.sets = sets
  }

  /// Adds a record; their numbers rise.
  func append(_ number: Int, _ text: UnsafeRawBufferPointer) throws {
    let zero = (UInt64(0), UInt64(0))
    while next < number {
      try withUnsafeBytes(of: zero) { try index.write($0) }
      next += 1
    }
    let entry = (UInt64(texts.count), UInt64(text.count))
    try withUnsafeBytes(of: entry) { try index.write($0) }
    next += 1
    try texts.write(text)
  }

  func finish() throws {
    try texts.finish()
    try index.finish()
  }

  /// The text of a record.
  func text(_ number: Int) throws -> [UInt8] {
    var entry = (UInt64(0), UInt64(0))
    _ = try withUnsafeMutableBytes(of: &entry) { try index.read(at: number * 16, into: $0) }
    var text = [UInt8](repeating: 0, count: Int(entry.1))
    var filled = 0
    while filled < text.count {
      let read = try text.withUnsafeMutableBytes {
        try texts.read(at: Int(entry.0) + filled, into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
      }
      if read == 0 { throw IOFailure(.failed, "a temporary file is cut short", path: texts.name) }
      filled += read
    }
    return text
  }
}

/// The records that a worker has looked at last.
final class NearCandidateCache {
  private let candidates: NearCandidates
  private let sides: SidesReader
  private let longestLine: Int
  private let memory: Int
  private var room = SidesReader.Room()
  private var records: [Int: NearRecord] = [:]
  private var size = 0

  init(_ candidates: NearCandidates, _ sides: SidesReader, longestLine: Int, memory: Int) {
    self.candidates = candidates
    self.sides = sides
    self.longestLine = longestLine
    self.memory = memory
  }

  /// A record by its number.
  func record(_ number: Int) throws -> NearRecord {
    if let known = records[number] { return known }
    let record = NearRecord(try sides(number))
    if size > memory {
      records.removeAll(keepingCapacity: true)
      size = 0
    }
    size += record.size
    records[number] = record
    return record
  }

  /// What a record says, which is read each time.
  func sides(_ number: Int) throws -> WordSides {
    try Self.sides(
      try candidates.text(number), sides, candidates.sets[number < candidates.references ? 0 : 1],
      longestLine: longestLine, &room)
  }

  /// What a line says.
  static func sides(
    _ text: [UInt8], _ sides: SidesReader, _ set: SetShape, longestLine: Int, _ room: inout SidesReader.Room
  ) throws -> WordSides {
    let chunker = LineChunker(
      source: MemoryByteSource(text), chunkSize: text.count + 1, maxLine: max(longestLine, text.count))
    var sides = sides
    sides.content.set = set
    if let batch = try chunker.next()?.parse(LineChunk.Options(maxLine: max(longestLine, text.count))) {
      for case .record(let record) in batch { return try sides.read(record, &room) }
    }
    throw Diagnostic("not-an-object", "a record is a JSON object", at: SourceLocation(file: ""))
  }
}
