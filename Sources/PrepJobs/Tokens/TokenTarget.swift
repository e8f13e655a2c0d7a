import PrepShards
import PrepSystem
import PrepTokens

/// Where a job that takes and gives token sequences puts them.
package enum TokenTarget {
  /// The binary stream, or its twin in JSON Lines.
  case stream(JobOutput, isText: Bool)
  /// A shard set.
  case set(ShardOptions)

  /// How many sequences and tokens were written.
  package struct Written: Sendable {
    /// Sequences, which are rows where they are packed.
    package var rows = 0
    /// Tokens, padding included, of both sides of pairs.
    package var tokens = 0
    /// The shard set that was written.
    package var set: ShardWriter.Summary?
  }

  /// A shard set like those that are read, where all inputs are shard sets and a path is named; else a stream.
  ///
  /// - Parameters:
  ///   - path: The file or directory that was asked for; nil and `-` are standard output.
  ///   - stream: Where a stream goes.
  /// - Throws: `IOFailure` for an index that cannot be read or is damaged.
  package static func like(_ inputs: [JobInput], path: String?, stream: JobOutput, isText: Bool) throws -> TokenTarget {
    guard let path, path != "-", !isText, !inputs.isEmpty, inputs.allSatisfy(\.isShardSet) else {
      return .stream(stream, isText: isText)
    }
    return .set(try ShardOptions(directory: path, like: inputs.map(\.path)))
  }

  /// Writes all sequences of a source, which are said to come from a step.
  ///
  /// - Parameters:
  ///   - step: What was done, for the line of provenance: `join`.
  ///   - atEnd: Runs behind the last sequence, before anything is final; what it throws stops that.
  func write(
    _ source: any TokenSequenceSource, step: String, _ context: JobContext, atEnd: @escaping () throws -> Void = {}
  ) throws -> Written {
    let stepped = SteppedSource(source, step: step)
    switch self {
    case .set(let options):
      let summary = try ShardSetWriting(options, context).write(stepped, atEnd: atEnd)
      ShardSetWriting.count(summary, into: &context.report)
      return Written(rows: summary.samples, tokens: summary.tokens, set: summary)
    case .stream(let output, let isText):
      let writer = try TokenSink.open(try output.open(), header: stepped.header, isText: isText)
      var written = Written()
      while let sequence = try stepped.next() {
        try context.check()
        written.rows += 1
        written.tokens += sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0)
        try writer.write(sequence)
      }
      try atEnd()
      try writer.finish()
      context.report.add(written.rows, to: "rows")
      context.report.add(written.tokens, to: "tokens")
      return written
    }
  }
}

/// A source whose header says one step more.
private final class SteppedSource: TokenSequenceSource {
  let header: TokenStreamHeader
  private let source: any TokenSequenceSource

  init(_ source: any TokenSequenceSource, step: String) {
    var header = source.header
    header.provenance.append("\(Version.text) \(step)")
    self.header = header
    self.source = source
  }

  func next() throws -> TokenSequence? { try source.next() }
}

extension JobInput {
  /// Whether it is a directory with a shard set.
  var isShardSet: Bool { isDirectory && FileNames.exists(path + "/index.json") }
}

extension ShardOptions {
  /// Options for a set that is stored as others are: as the first says, and as all of them are where that is about rows.
  ///
  /// - Throws: `IOFailure` for an index that cannot be read or is damaged.
  init(directory: String, like sets: [String]) throws {
    self.init(directory: directory)
    for (number, set) in sets.enumerated() {
      let index = try ShardIndex(directory: set)
      if number > 0 {
        if index.layout.rows != rows { rows = .pack }
        if index.layout.fixedLength != fixedLength { fixedLength = nil }
        continue
      }
      size = index.sizeLimit
      level = index.level
      isSeekable = index.frameSize != nil
      tokensName = index.layout.tokensName
      idType = index.layout.idType
      usesLabels = index.layout.usesLabels
      rows = index.layout.rows
      fixedLength = index.layout.fixedLength
    }
  }
}
