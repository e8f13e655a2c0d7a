internal import PrepBytes
import PrepCodecs

/// Temporary counts, added up whenever there are many, so that few files are open at a time.
struct SpillSet {
  /// How many files are added up at once.
  static let fanIn = 16

  /// Files by how often their words have been added up.
  private var levels: [[TemporaryStore]] = []

  /// All files, the smaller ones first.
  var files: [TemporaryStore] { levels.flatMap { $0 } }

  /// Writes words to a temporary file.
  ///
  /// - Throws: `IOFailure` when it cannot be written.
  mutating func add(_ words: WordCounter) throws { try add(TemporaryStore.holding(words), level: 0) }

  private mutating func add(_ file: TemporaryStore, level: Int) throws {
    if levels.count == level { levels.append([]) }
    levels[level].append(file)
    if levels[level].count < Self.fanIn { return }
    let sum = try Self.sum(levels[level])
    levels[level] = []
    try add(sum, level: level + 1)
  }

  /// One file with the sum of several.
  private static func sum(_ files: [TemporaryStore]) throws -> TemporaryStore {
    var merger = try CountsMerger(files.map { (try CountsReader(decompressing(TemporarySource($0))), 1) })
    let sum = try TemporaryStore()
    try merger.write(to: CountsWriter(sink: sum))
    return sum
  }

  /// Adds files up until few are left.
  static func reduced(_ files: [TemporaryStore]) throws -> [TemporaryStore] {
    var files = files
    while files.count > fanIn {
      let group = Array(files.prefix(fanIn))
      files.removeFirst(fanIn)
      files.append(try sum(group))
    }
    return files
  }
}

extension TemporaryStore {
  /// A temporary file with words, ready to be read.
  static func holding(_ words: WordCounter) throws -> TemporaryStore {
    let file = try TemporaryStore()
    try words.write(to: CountsWriter(sink: file))
    return file
  }
}

extension CountsWriter {
  /// Writes temporary counts, which are compressed little: many of them are read side by side.
  fileprivate convenience init(sink: TemporaryStore, rules: CountingRules = CountingRules(pattern: "")) {
    self.init(sink, rules: rules, level: 1)
  }
}

extension CountsMerger {
  /// The most sources that are read side by side.
  private static let mostSources = 64

  /// Adds up any number of sources, few of which are open at a time.
  ///
  /// - Parameter open: Gives a source and how often it counts.
  /// - Throws: ``TrainingFailure`` when sources were counted by different rules or are damaged.
  package init(count: Int, open: (Int) throws -> (reader: CountsReader, weight: Int)) throws {
    var sources: [(reader: CountsReader, weight: Int)] = []
    for index in 0..<count {
      sources.append(try open(index))
      if sources.count < Self.mostSources || index == count - 1 { continue }
      var merger = try CountsMerger(sources)
      let sum = try TemporaryStore()
      try merger.write(to: CountsWriter(sink: sum, rules: sources[0].reader.rules))
      sources = [(try CountsReader(decompressing(TemporarySource(sum))), 1)]
    }
    try self.init(sources)
  }

  /// Writes the sums, and ends the file.
  package mutating func write(to writer: CountsWriter) throws {
    try forEach { try writer.write($0, count: $1) }
    try writer.finish()
  }
}
