import PrepColumns
import PrepDiagnostics
import PrepExamples
import PrepImporting
import PrepRecords
import PrepShapes
import PrepTokenizing

/// What the records of a job have for labels: a pass over all of them, where nobody names a list.
struct LabelPass {
  private let job: TokenizeJob.Options
  private let shape: ExampleShape
  private let canReadTwice: Bool
  private let chunks: () throws -> ChunkSequence
  private let set: SetShape?

  /// - Parameters:
  ///   - canReadTwice: Whether the inputs can be read before they are tokenized.
  ///   - chunks: All inputs from their beginning.
  init(
    _ job: TokenizeJob.Options, _ shape: ExampleShape, canReadTwice: Bool, chunks: @escaping () throws -> ChunkSequence,
    set: SetShape?
  ) {
    self.job = job
    self.shape = shape
    self.canReadTwice = canReadTwice
    self.chunks = chunks
    self.set = set
  }

  /// The classes of labelled texts; nil where labels are tokens.
  func classes() throws -> ClassLabels? {
    var options = job.classes
    if options.type == .several, options.list == nil { options.list = "auto" }
    if options.type == .several, options.list == "numbers" {
      throw JobFailure("options-exclude-each-other", "--label-type several needs the names of labels, and no numbers")
    }
    if options.list == "auto" { try refuseStream("--label-list auto reads all records first") }
    return try options.classes { body in
      try forEachExample { example in
        guard case .classification(_, _, let label) = example else { return }
        guard options.type == .several else { return body(label) }
        for name in TokenTaskOptions.names(ofSeveral: label) { body(name) }
      }
    }
  }

  /// The labels of words, and how tags say where entities begin.
  ///
  /// - Parameter named: The names that a file gives to the numbers of its tags.
  func tags(named: [[UInt8]]?) throws -> (TagLabels, TagScheme) {
    let names: [[UInt8]]?
    switch job.classes.list {
    case "numbers": return (.numbers, .plain)
    case nil, "auto": names = nil
    case let path?: names = try ClassOptions.names(at: path)
    }
    if let names = names ?? named {
      guard let labels = TagLabels(names: names) else {
        throw JobFailure("no-label-list", "the list of labels has one twice, or more than \(TagLabels.most)")
      }
      return (labels, try scheme())
    }
    try refuseStream("the labels are those of all records")
    var tags: Set<[UInt8]> = []
    var kinds: Set<[UInt8]> = []
    var hasNumbers = false
    var first: [[[UInt8]]] = []
    try forEachExample { example in
      guard case .tokenClassification(let text) = example else { return }
      hasNumbers = hasNumbers || text.hasNumbers
      if let spans = text.spans {
        // A text without spans has its label too: nothing is there.
        tags.insert(TagName.outside)
        for span in spans { kinds.insert(span.label) }
      }
      guard !text.tags.isEmpty else { return }
      if first.count < SetShape.firstRecords { first.append(text.tags) }
      let chain = TagChain(text.tags)
      for tag in job.words.scheme == .plain ? text.tags : chain.tags {
        tags.insert(tag)
        if job.words.labelled == .all, let name = TagName(tag), name.mark != .outside { kinds.insert(Array(name.kind)) }
      }
    }
    if hasNumbers { return (.numbers, .plain) }
    guard let labels = TagLabels(names: TagLabels.sorted(tags, kinds: kinds)) else {
      throw JobFailure("too-many-labels", "the records have more than \(Counted(TagLabels.most, "label"))")
    }
    return (labels, job.words.scheme == .auto ? TagChain.scheme(of: first) : job.words.scheme)
  }

  /// How the tags of the first records say where entities begin.
  private func scheme() throws -> TagScheme {
    guard job.words.scheme == .auto, canReadTwice else { return job.words.scheme == .auto ? .bio : job.words.scheme }
    var first: [[[UInt8]]] = []
    try forEachExample(upTo: SetShape.firstRecords) { example in
      if case .tokenClassification(let text) = example, !text.hasNumbers, !text.tags.isEmpty { first.append(text.tags) }
    }
    return TagChain.scheme(of: first)
  }

  private func refuseStream(_ why: String) throws(JobFailure) {
    if canReadTwice { return }
    throw JobFailure(
      "no-label-list", "\(why), which standard input and a part do not give: name a file with the labels (--label-list)"
    )
  }

  /// Calls a closure with the example of each good record; bad ones are told of when they are tokenized.
  private func forEachExample(upTo most: Int = .max, _ body: (Example) -> Void) throws {
    let all = try chunks()
    var reader = ExampleReader(shape: shape, names: all.names, in: set, omitting: OmittedFields(job.examples.omitted))
    reader.offsetUnit = job.words.unit
    reader.takesSeveralLabels = job.classes.type == .several
    var count = 0
    while count < most, let chunk = try all.next() {
      guard case .records(let lines) = chunk.content else { continue }
      for item in lines.parse(LineChunk.Options(maxLine: job.reading.longestLine)).items {
        guard case .record(let record) = item, count < most else { continue }
        count += 1
        for example in (try? reader.examples(of: record)) ?? [] { body(example) }
      }
    }
  }
}

/// The names that files of columns give to the numbers in them.
enum ClassNames {
  /// Those of the tags, as the first input has them; nil where it says nothing of them.
  static func named(in inputs: [JobInput], _ opening: RecordOpening) throws -> [[UInt8]]? {
    guard let first = inputs.first, first.path != "-", try first.isColumns() else { return nil }
    let columns = try opening.open(first).columnSummary?.classLabels ?? []
    let names = opening.importer.fieldNames.mapping.names(of: .tags)
    for name in names {
      if let found = columns.first(where: { $0.column == name }) { return found.names.map { Array($0.utf8) } }
    }
    return nil
  }
}
