import PrepRecords
import PrepTokens

extension ShardIndex {
  /// The index as JSON; everything that is ours stands under `prep`, where other readers do not look.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("prep")
    writeOwn(to: &writer)
    writer.key("shards")
    writer.beginArray()
    for shard in shards {
      let columns = layout.columns(for: header, saysParts: shard.saysParts)
      writer.beginObject()
      writer.key("column_encodings")
      Self.write(columns.map(\.encoding), to: &writer)
      writer.key("column_names")
      Self.write(columns.map(\.name), to: &writer)
      writer.key("column_sizes")
      writer.beginArray()
      for column in columns { if let size = column.size { writer.int(size) } else { writer.null() } }
      writer.endArray()
      writer.key("compression")
      if let name = Self.compression(level: level) { writer.string(name) } else { writer.null() }
      writer.key("format")
      writer.string("mds")
      writer.key("hashes")
      Self.write(["sha256"], to: &writer)
      writer.key("raw_data")
      Self.write(shard.raw, to: &writer)
      writer.key("samples")
      writer.int(shard.samples)
      writer.key("size_limit")
      writer.int(sizeLimit)
      writer.key("version")
      writer.int(2)
      writer.key("zip_data")
      if let compressed = shard.compressed { Self.write(compressed, to: &writer) } else { writer.null() }
      writer.endObject()
    }
    writer.endArray()
    writer.key("version")
    writer.int(2)
    writer.endObject()
    return writer.bytes + [0x0A]
  }

  private func writeOwn(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("dataset_id")
    writer.string(datasetID)
    if let frameSize {
      writer.key("frame_size")
      writer.int(frameSize)
    }
    writer.key("layout")
    layout.write(to: &writer)
    if let level {
      writer.key("level")
      writer.int(level)
    }
    writer.key("raw_crc32c")
    writer.ints(shards.map(\.rawChecksum))
    writer.key("stream")
    header.write(to: &writer)
    writer.key("tokens")
    writer.ints(shards.map(\.tokens))
    writer.endObject()
  }

  private static func write(_ values: [String], to writer: inout JSONWriter) {
    writer.beginArray()
    for value in values { writer.string(value) }
    writer.endArray()
  }

  private static func write(_ file: ShardEntry.File, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("basename")
    writer.string(file.name)
    writer.key("bytes")
    writer.int(file.bytes)
    writer.key("hashes")
    writer.beginObject()
    if let sha256 = file.sha256 {
      writer.key("sha256")
      writer.string(sha256)
    }
    writer.endObject()
    writer.endObject()
  }

  /// What the JSON says; nil when something is missing.
  init?(_ root: JSONView) {
    guard let own = root["prep"], let stream = own["stream"], let header = TokenStreamHeader(stream),
      let layoutView = own["layout"], let layout = ShardLayout(layoutView), layout.objection(to: header) == nil
    else { return nil }
    var tokens: [Int] = []
    own["tokens"]?.forEachElement { tokens.append($0.int ?? -1) }
    var checksums: [UInt32] = []
    own["raw_crc32c"]?.forEachElement { checksums.append($0.int.flatMap { UInt32(exactly: $0) } ?? 0) }
    guard tokens.count == checksums.count, tokens.allSatisfy({ $0 >= 0 }) else { return nil }
    var entries: [ShardEntry] = []
    var limit = 0
    var valid = true
    root["shards"]?.forEachElement { shard in
      guard let samples = shard["samples"]?.int, samples >= 0, samples < 1 << 30,
        let raw = Self.file(shard["raw_data"]),
        entries.count < tokens.count
      else {
        valid = false
        return
      }
      limit = shard["size_limit"]?.int ?? 0
      entries.append(
        ShardEntry(
          samples: samples, tokens: tokens[entries.count], raw: raw, rawChecksum: checksums[entries.count],
          compressed: Self.file(shard["zip_data"]), saysParts: Self.saysParts(shard)))
    }
    guard valid, entries.count == tokens.count else { return nil }
    self.init(
      header: header, layout: layout, shards: entries, sizeLimit: limit, level: own["level"]?.int,
      frameSize: own["frame_size"]?.int)
  }

  private static func saysParts(_ shard: JSONView) -> Bool {
    shard["column_names"]?.elements.contains { $0.text == TokenSequenceJSON.startsKey } ?? false
  }

  private static func file(_ view: JSONView?) -> ShardEntry.File? {
    guard let view, let name = view["basename"]?.text, let bytes = view["bytes"]?.int, bytes >= 0, bytes <= 1 << 32
    else { return nil }
    return ShardEntry.File(name: name, bytes: bytes, sha256: view["hashes"]?["sha256"]?.text)
  }
}
