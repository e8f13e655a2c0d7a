import PrepDigests
import PrepRecords
import PrepTokens

/// The manifest beside the index: canonical JSON that says how the set was made and names it by a hash.
struct ShardManifest {
  static let fileName = "prep.manifest"

  let header: TokenStreamHeader
  let shards: [ShardEntry]
  let level: Int
  let sizeLimit: Int

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
    writer.key("level")
    writer.int(level)
    writer.key("samples")
    writer.int(shards.reduce(0) { $0 + $1.samples })
    writer.key("shards")
    writer.beginArray()
    for shard in shards {
      writer.beginObject()
      writer.key("name")
      writer.string(shard.stored.name)
      writer.key("raw_sha256")
      writer.string(shard.raw.sha256)
      writer.key("samples")
      writer.int(shard.samples)
      writer.key("sha256")
      writer.string(shard.stored.sha256)
      writer.key("tokens")
      writer.int(shard.tokens)
      writer.endObject()
    }
    writer.endArray()
    writer.key("size_limit")
    writer.int(sizeLimit)
    writer.key("stream")
    header.write(to: &writer)
    writer.key("tokens")
    writer.int(shards.reduce(0) { $0 + $1.tokens })
    writer.endObject()
    return writer.bytes
  }
}
