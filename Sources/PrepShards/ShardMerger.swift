import PrepBytes
import PrepDiagnostics
import PrepSystem
import PrepTokens

/// Makes one shard set of the parts of a job, which lie in `part-NNNNN` below a directory: an index and a manifest
/// above them. No shard is read or copied; memory is about 2 kB a shard.
package struct ShardMerger {
  /// What was merged.
  package struct Summary: Sendable, Equatable {
    package var parts = 0
    package var shards = 0
    package var samples = 0
    package var tokens = 0
    package var datasetID = ""
    /// Attempts at parts that are not complete, as names below the directory.
    package var attempts: [String] = []
  }

  /// How parts are read.
  package struct Options: Sendable {
    /// Whether the manifests of the parts are all that is there: no shard is looked for, and no index.
    package var readsManifestsOnly = false
    /// Whether attempts that are not complete are removed when the set is written.
    package var removesAttempts = false

    package init() {}
  }

  /// Merges the parts of a directory.
  ///
  /// - Throws: a ``Diagnostic`` when a part is missing, is there twice, or does not go with the others; ``IOFailure``
  ///   with code `damaged` for a damaged index, `cannotRead` when there is no part at all.
  package static func merge(directory: String, options: Options = Options()) throws -> Summary {
    let names = try ShardDirectory.names(in: directory).filter { $0.hasPrefix("part-") }.sorted()
    guard let first = names.first else {
      throw IOFailure(.cannotRead, "has no parts: there is no directory part-NNNNN", path: directory)
    }
    let base = try index(of: directory + "/" + first, options)
    guard let count = base.header.part?.count else {
      throw Diagnostic(
        "not-a-part", "the dataset is not part of a job", at: SourceLocation(file: directory + "/" + first))
    }
    var merged = base
    merged.header.part = nil
    merged.shards = []
    for ordinal in 0..<count {
      let path = ShardWriter.target(of: directory, part: TokenStreamHeader.Part(index: ordinal, count: count))
      let name = String(path.split(separator: "/").last ?? "")
      let file = options.readsManifestsOnly ? ShardManifest.fileName : ShardIndex.fileName
      guard names.contains(name), FileNames.exists(path + "/" + file) else {
        throw Diagnostic(
          "missing-part", "part \(ordinal) of \(count) is not there, or not complete", at: SourceLocation(file: path))
      }
      try add(try index(of: path, options), ordinal, name, path, to: &merged, like: base, options)
    }
    if names.count > count {
      throw Diagnostic(
        "other-part", "found \(Counted(names.count, "part")), but the job has \(count)",
        at: SourceLocation(file: directory + "/" + names[names.count - 1]))
    }
    let index = ShardIndex(
      header: merged.header, layout: merged.layout, shards: merged.shards, sizeLimit: merged.sizeLimit,
      level: merged.level,
      frameSize: merged.frameSize)
    try ShardDirectory.write(index, to: directory)
    let attempts = try ShardAttempt.names(in: directory)
    if options.removesAttempts { for name in attempts { ShardAttempt.remove(directory + "/" + name) } }
    return Summary(
      parts: count, shards: index.shards.count, samples: index.shards.reduce(0) { $0 + $1.samples },
      tokens: index.shards.reduce(0) { $0 + $1.tokens }, datasetID: index.datasetID, attempts: attempts)
  }

  /// The index of a part, as its own file or its manifest tells it.
  private static func index(of path: String, _ options: Options) throws -> ShardIndex {
    guard options.readsManifestsOnly else { return try ShardIndex(directory: path) }
    let file = path + "/" + ShardManifest.fileName
    guard let told = ShardManifest.index(told: try FileByteSource(path: file).readAll()) else {
      throw IOFailure(.damaged, "is not a manifest, or was changed since it was written", path: file)
    }
    return told
  }

  /// How the tokens were made, without the versions that made them.
  private static func steps(_ index: ShardIndex) -> [Substring] {
    index.header.provenance.map { line in
      guard line.hasPrefix("prep "), let end = line.dropFirst(5).firstIndex(of: " ") else { return line[...] }
      return line[end...]
    }
  }

  private static func add(
    _ part: ShardIndex, _ ordinal: Int, _ name: String, _ path: String, to merged: inout ShardIndex,
    like base: ShardIndex, _ options: Options
  ) throws {
    func refuse(_ code: Diagnostic.Code, _ message: String) -> Diagnostic {
      Diagnostic(code, message, at: SourceLocation(file: path))
    }
    guard let found = part.header.part else { throw refuse("not-a-part", "the dataset is not part of a job") }
    guard found.index == ordinal, found.count == base.header.part?.count else {
      throw refuse(
        "other-part",
        "the MDS dataset is part \(found.index) of \(found.count), not part \(ordinal) of \(base.header.part?.count ?? 0)"
      )
    }
    if part.header.fingerprint != base.header.fingerprint || part.header.vocabularySize != base.header.vocabularySize {
      throw refuse("other-tokenizer", "the part is of another tokenizer than part 0")
    }
    if let job = found.job, let other = base.header.part?.job, job != other {
      throw refuse(
        "other-job",
        "the part was made of other inputs, or with other options, than part 0: all parts of a job read the same inputs with the same options"
      )
    }
    var header = part.header
    header.part = base.header.part
    header.provenance = base.header.provenance
    header.tokenizer = base.header.tokenizer
    guard header == base.header, part.layout == base.layout, part.sizeLimit == base.sizeLimit, part.level == base.level,
      part.frameSize == base.frameSize, steps(part) == steps(base)
    else { throw refuse("other-layout", "the part was made with other options than part 0") }
    for line in part.header.provenance where !merged.header.provenance.contains(line) {
      merged.header.provenance.append(line)
    }
    for var entry in part.shards {
      let file = path + "/" + entry.stored.name
      guard options.readsManifestsOnly || FileStatus.of(file)?.size == entry.stored.bytes else {
        throw IOFailure(.damaged, "is missing, or has another size than its index says", path: file)
      }
      entry.raw.name = name + "/" + entry.raw.name
      if let stored = entry.compressed?.name { entry.compressed?.name = name + "/" + stored }
      merged.shards.append(entry)
    }
  }
}
