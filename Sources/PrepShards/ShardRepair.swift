import PrepBytes
import PrepDiagnostics
import PrepRecords
import PrepSystem
import PrepTokens

/// Puts right what a shard set can be told from the rest of it: a lost or damaged index from the manifest, and the
/// manifest from the index. Each says all that the other says.
public enum ShardRepair {
  /// What was put right.
  public enum Made: String, Sendable { case index, manifest }

  /// Puts a set right, where its shards are whole.
  ///
  /// - Parameter check: Called after every shard; what it throws ends the repair.
  /// - Returns: What was written, nil where nothing had to be; or what keeps the set from being put right.
  /// - Throws: ``IOFailure``: `cannotRead` where neither index nor manifest is there, and what writing throws.
  package static func repair(directory: String, check: () throws -> Void = {}) throws -> (
    made: Made?, findings: [Diagnostic]
  ) {
    let index = try? ShardIndex(directory: directory)
    let path = directory + "/" + ShardManifest.fileName
    let bytes = try? FileByteSource(path: path).readAll()
    if let index {
      if bytes == ShardManifest(index).file { return (nil, []) }
      return try write(index, .manifest, directory, check)
    }
    guard let bytes else {
      throw IOFailure(
        .cannotRead,
        "has neither an index nor a manifest, from which the other is made; prep shard --resume completes a "
          + "run that was interrupted", path: directory)
    }
    guard let told = ShardManifest.index(told: bytes) else {
      return (
        nil,
        [
          Diagnostic(
            "damaged-manifest", "the manifest was modified after it was written, and there is no intact index",
            at: SourceLocation(file: path))
        ]
      )
    }
    return try write(told, .index, directory, check)
  }

  /// Writes both files, unless a shard is not what they say.
  private static func write(_ index: ShardIndex, _ made: Made, _ directory: String, _ check: () throws -> Void) throws
    -> (made: Made?, findings: [Diagnostic])
  {
    var findings: [Diagnostic] = []
    for entry in index.shards {
      try check()
      let place = SourceLocation(file: directory + "/" + entry.stored.name)
      do {
        if try !StoredShard.isWhole(entry, in: directory) {
          findings.append(
            Diagnostic(
              "damaged-shard",
              "is not the file the \(made == .index ? "manifest" : "index") names: "
                + "its size or checksum differs", at: place))
        }
      } catch let failure as IOFailure where failure.code == .cannotRead {
        findings.append(Diagnostic("missing-shard", failure.message, at: place))
      }
    }
    guard findings.isEmpty else { return (nil, findings) }
    try ShardDirectory.write(index, to: directory)
    return (made, [])
  }
}

extension ShardManifest {
  /// The index of a set, as its manifest tells it; nil where that is none, or was changed.
  static func index(told bytes: [UInt8]) -> ShardIndex? {
    guard let root = try? JSONDocument(bytes).root, root["format"]?.text == "prep-1", let stream = root["stream"],
      let header = TokenStreamHeader(stream), let layoutView = root["layout"], let layout = ShardLayout(layoutView),
      layout.objection(to: header) == nil, let limit = root["size_limit"]?.int
    else { return nil }
    let level = root["level"]?.int
    var shards: [ShardEntry] = []
    var isValid = true
    root["shards"]?.forEachElement { view in
      guard let entry = ShardEntry(told: view, isCompressed: level != nil) else {
        isValid = false
        return
      }
      shards.append(entry)
    }
    guard isValid else { return nil }
    let index = ShardIndex(
      header: header, layout: layout, shards: shards, sizeLimit: limit, level: level,
      frameSize: root["frame_size"]?.int)
    guard ShardManifest(index).file == bytes, shards.enumerated().allSatisfy({ $1.isNamed(ordinal: $0) }) else {
      return nil
    }
    return index
  }
}

extension ShardEntry {
  /// A shard as a manifest tells of it.
  fileprivate init?(told view: JSONView, isCompressed: Bool) {
    guard let name = view["name"]?.text, let bytes = view["bytes"]?.int, bytes >= 0,
      let rawBytes = view["raw_bytes"]?.int, rawBytes >= 0,
      let checksum = view["raw_crc32c"]?.int.flatMap({ UInt32(exactly: $0) }), let samples = view["samples"]?.int,
      samples >= 0, samples < 1 << 30, let sha256 = view["sha256"]?.text, let tokens = view["tokens"]?.int, tokens >= 0
    else { return nil }
    let ending = ".zstd"
    if isCompressed, !name.hasSuffix(ending) { return nil }
    self.init(
      samples: samples, tokens: tokens,
      raw: File(
        name: isCompressed ? String(name.dropLast(ending.count)) : name, bytes: rawBytes,
        sha256: isCompressed ? nil : sha256),
      rawChecksum: checksum, compressed: isCompressed ? File(name: name, bytes: bytes, sha256: sha256) : nil,
      saysParts: view["parts"]?.bool ?? false)
  }
}
