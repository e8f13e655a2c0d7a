import PrepBytes
import PrepContents
import PrepDeduplicating
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Finds stretches of texts that stand elsewhere before, and marks them or cuts them out: reads the inputs three times.
final class SubstringDeduplication {
  private let job: DedupJob
  private var options: DedupJob.Options { job.options }
  private let context: JobContext
  private let invalid: InvalidRecords
  private let length: Int
  private let fields: TextFields
  private let search: RepeatSearch
  /// Where the texts of each record begin among all texts.
  private let starts: TemporaryStore
  private var records = 0
  private var next = 0
  private var counts = DedupJob.Repeats()

  init(_ job: DedupJob, _ context: JobContext) throws {
    self.job = job
    self.context = context
    length = job.options.substring.length ?? SubstringOptions.usualLength
    fields = TextFields(job.options.content.fields)
    invalid = try InvalidRecords(job.options.invalid, context, isSummarized: true)
    search = RepeatSearch(length: length, memory: job.options.content.memory)
    starts = try TemporaryStore()
  }

  func run() throws -> DedupJob.Summary {
    let sink = try (job.sources ?? SourcedOutput(job.output)).open()
    let removed = try options.removed.map { try $0.open() }
    let repeats = try options.substring.repeats.map { try $0.open() }
    context.expect(bytes: JobInput.storedBytes(of: job.inputs + options.references))
    let texts = try NearTexts(
      inputs: job.inputs, references: options.references, reading: options.reading, mapping: options.content.mapping,
      context, keepsPlaces: true)
    try sample(options.references, isReference: true, texts)
    try sample(job.inputs, isReference: false, texts, sink)
    try texts.finish()
    try search.finishSamples()
    try texts.forEachReference(look)
    try texts.forEach(look)
    let stretches = try search.conclude()
    let written = try apply(stretches, texts, sink, removed, repeats)
    try invalid.finish()
    for other in [removed, repeats] { try other?.finish() }
    try sink.finish()
    let read = records - texts.references
    context.report.add(written, to: "written")
    context.report.add(read - written, to: "duplicates")
    context.report.add(counts.stretches, to: "repeated_stretches")
    context.report.add(counts.bytes, to: "repeated_bytes")
    context.report.add(counts.records, to: "with_repeated")
    context.report.add(counts.cut, to: "cut_bytes")
    return DedupJob.Summary(
      written: written, duplicates: read - written, invalid: invalid.count, repeats: counts)
  }

  // MARK: Search

  /// What a worker says of a record: for each text that is long enough its length and samples.
  private typealias Sampled = [(count: Int, samples: [StretchSampler.Sample])]

  private func sample(
    _ inputs: [JobInput], isReference: Bool, _ texts: NearTexts, _ sink: SourcedSink? = nil
  ) throws {
    if inputs.isEmpty { return }
    var reading = options.reading
    if isReference { reading.part = nil }
    let (fields, length) = (fields, length)
    let marks = options.substring.cut == nil && !isReference
    let sampler = StretchSampler(length: length)
    let read = MappedRecords<Void, Sampled>(
      inputs: inputs, reading: reading, context: context, invalid: invalid, areCounted: !isReference, makeState: {},
      work: { (_, record, _) throws(Diagnostic) in
        if marks { try RecordTag.check(record, SubstringOptions.mark) }
        var sampled: Sampled = []
        try fields.forEach(in: record) { _, _, text in
          if text.count >= length { sampled.append((text.count, sampler.samples(of: text))) }
        }
        return sampled
      })
    try read.forEachRecord { sampled, record, delivery in
      try withUnsafeBytes(of: UInt64(next)) { try starts.write($0) }
      records += 1
      for text in sampled {
        try search.append(text.samples, at: next)
        next += text.count
      }
      sink?.wait(input: delivery.place.input)
      try texts.append(record, ordinal: delivery.ordinal, set: delivery.set, isReference: isReference)
    }
  }

  /// Where the texts of a record begin among all texts.
  private func start(of number: Int) throws -> Int {
    if number >= records { return next }
    var word: UInt64 = 0
    _ = try withUnsafeMutableBytes(of: &word) { try starts.read(at: number * 8, into: $0) }
    return Int(word)
  }

  /// The record whose texts a place of all texts is in.
  private func record(at place: Int) throws -> Int {
    var (low, high) = (0, records)
    while low < high {
      let middle = (low + high) / 2
      if try start(of: middle + 1) <= place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func look(_ number: Int, _ line: UnsafeRawBufferPointer) throws {
    guard try search.wants(before: start(of: number + 1)) else { return }
    var base = try start(of: number)
    try forEachText(of: line) { _, _, text in
      try search.look(at: text, base: base)
      base += text.count
    }
  }

  /// Calls a closure with each text of a line that is long enough.
  private func forEachText(
    of line: UnsafeRawBufferPointer, _ body: (String, JSONView, UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    let limit = max(options.reading.longestLine, line.count)
    let chunker = LineChunker(
      source: MemoryByteSource(Array(line)), chunkSize: line.count + 1, maxLine: limit)
    guard let batch = try chunker.next()?.parse(LineChunk.Options(maxLine: limit)) else { return }
    for case .record(let record) in batch {
      var failure: (any Error)?
      try fields.forEach(in: record) { pointer, view, text in
        guard text.count >= length, failure == nil else { return }
        do { try body(pointer, view, text) } catch { failure = error }
      }
      if let failure { throw failure }
    }
  }

  // MARK: Apply

  private func apply(
    _ stretches: RepeatedStretches, _ texts: NearTexts, _ sink: SourcedSink, _ removed: (any ByteSink)?,
    _ repeats: (any ByteSink)?
  ) throws -> Int {
    var written = 0
    var marked: [UInt8] = []
    // What stands in the references before is of no interest: they stay as they are.
    let first = try start(of: texts.references)
    while let stretch = stretches.next, stretch.range.lowerBound < first { try stretches.advance() }
    try texts.forEach { number, line in
      let source = sink.next()
      let end = try start(of: number + 1)
      guard let stretch = stretches.next, stretch.range.lowerBound < end else {
        written += 1
        return try sink.write(line, to: source)
      }
      counts.records += 1
      let (found, edits, isEmptied) = try take(stretches, number, line)
      if let repeats { try write(found, number, texts, to: repeats) }
      if options.substring.cut == nil {
        try tag(found, texts).write(line, to: &marked)
        written += 1
        return try marked.withUnsafeBytes { try sink.write($0, to: source) }
      }
      guard !isEmptied else {
        try removed?.write(line)
        try removed?.write("\n")
        return
      }
      written += 1
      try edits.applied(to: line).withUnsafeBytes { try sink.write($0, to: source) }
    }
    return written
  }

  /// The stretches of a record, what is cut out of it, and whether nothing but blanks is left of a text of it.
  private func take(
    _ stretches: RepeatedStretches, _ number: Int, _ line: UnsafeRawBufferPointer
  ) throws -> (found: [RepeatedText], edits: RecordEdits, isEmptied: Bool) {
    var found: [RepeatedText] = []
    var edits = RecordEdits()
    var isEmptied = false
    var base = try start(of: number)
    try forEachText(of: line) { pointer, view, text in
      var repeated = RepeatedText(pointer: pointer)
      while let stretch = stretches.next, stretch.range.lowerBound < base + text.count {
        repeated.stretches.append(
          .init(
            range: stretch.range.lowerBound - base..<stretch.range.upperBound - base,
            first: try record(at: stretch.first)))
        try stretches.advance()
      }
      base += text.count
      if repeated.stretches.isEmpty { return }
      counts.stretches += repeated.stretches.count
      counts.bytes += repeated.covered.reduce(0) { $0 + $1.count }
      found.append(repeated)
      guard let cut = options.substring.cut else { return }
      let cuts = repeated.cuts(of: text, cut)
      if cuts.isEmpty { return }
      var rest: [UInt8] = []
      var done = 0
      for range in cuts {
        rest += text[done..<range.lowerBound]
        done = range.upperBound
      }
      rest += text[done...]
      counts.cut += text.count - rest.count
      isEmptied = isEmptied || rest.allSatisfy { $0 <= 0x20 }
      edits.replace(view, with: JSONWriter.text(rest))
    }
    return (found, edits, isEmptied)
  }

  /// `[{"field":"/text","start":0,"end":240,"first":{"file":"a.jsonl","line":1,"offset":0}}]`.
  private func tag(_ found: [RepeatedText], _ texts: NearTexts) throws -> RecordTag {
    let places = try found.map { try $0.stretches.map { try texts.place(of: $0.first) } }
    return RecordTag(field: SubstringOptions.mark) { writer in
      writer.beginArray()
      for (text, places) in zip(found, places) {
        for (stretch, place) in zip(text.stretches, places) {
          writer.beginObject()
          Self.write(text.pointer, stretch, first: place, &writer)
          writer.endObject()
        }
      }
      writer.endArray()
    }
  }

  /// A line for each stretch of a record.
  private func write(_ found: [RepeatedText], _ number: Int, _ texts: NearTexts, to sink: any ByteSink) throws {
    let place = try texts.place(of: number)
    for text in found {
      for stretch in text.stretches {
        var writer = JSONWriter()
        writer.beginObject()
        place.write(to: &writer)
        Self.write(text.pointer, stretch, first: try texts.place(of: stretch.first), &writer)
        writer.endObject()
        writer.newline()
        try sink.write(writer.take())
      }
    }
  }

  private static func write(
    _ pointer: String, _ stretch: RepeatedText.Stretch, first: NearProof.Place, _ writer: inout JSONWriter
  ) {
    writer.key("field")
    writer.string(pointer)
    writer.key("start")
    writer.int(stretch.range.lowerBound)
    writer.key("end")
    writer.int(stretch.range.upperBound)
    writer.key("first")
    writer.beginObject()
    first.write(to: &writer)
    writer.endObject()
  }
}
