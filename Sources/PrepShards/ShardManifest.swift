import PrepDigests
import PrepRecords
import PrepTokens

/// The manifest beside the index: canonical JSON that says how the set was made and names it by a hash.
struct ShardManifest {
  static let fileName = "prep.manifest"

  let index: ShardIndex

  init(_ index: ShardIndex) { self.index = index }

  /// The SHA-256 of the manifest without its id.
  var datasetID: String { SHA256Digest.hex(of: json(id: nil)) }

  /// The file: keys sorted, one line.
  var file: [UInt8] { json(id: datasetID) + [0x0A] }

  private func json(id: String?) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if let id {
      writer.key("dataset_id")
      writer.string(id)
    }
    writer.key("format")
    writer.string("prep-1")
    if let frameSize = index.frameSize {
      writer.key("frame_size")
      writer.int(frameSize)
    }
    writer.key("layout")
    index.layout.write(to: &writer)
    if let level = index.level {
      writer.key("level")
      writer.int(level)
    }
    writer.key("samples")
    writer.int(index.shards.reduce(0) { $0 + $1.samples })
    writer.key("shards")
    writer.beginArray()
    for shard in index.shards {
      writer.beginObject()
      writer.key("bytes")
      writer.int(shard.stored.bytes)
      writer.key("name")
      writer.string(shard.stored.name)
      if shard.saysParts {
        writer.key("parts")
        writer.bool(true)
      }
      writer.key("raw_bytes")
      writer.int(shard.raw.bytes)
      writer.key("raw_crc32c")
      writer.int(shard.rawChecksum)
      writer.key("samples")
      writer.int(shard.samples)
      writer.key("sha256")
      writer.string(shard.stored.sha256 ?? "")
      writer.key("tokens")
      writer.int(shard.tokens)
      writer.endObject()
    }
    writer.endArray()
    writer.key("size_limit")
    writer.int(index.sizeLimit)
    writer.key("stream")
    index.header.write(to: &writer)
    writer.key("tokens")
    writer.int(index.shards.reduce(0) { $0 + $1.tokens })
    writer.endObject()
    return writer.bytes
  }
}
