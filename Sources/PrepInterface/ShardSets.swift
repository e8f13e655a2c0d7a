public import CPrep
import PrepDiagnostics
import PrepRecords
import PrepShards
import Synchronization

/// A shard set that a C program has opened.
final class OpenShards: Sendable {
  let index: ShardIndex
  let directory: String
  private let description = AtomicLazyReference<CText>()

  init(directory: String) throws {
    self.directory = directory
    index = try ShardIndex(directory: directory)
  }

  /// What it is, as JSON.
  var json: UnsafePointer<CChar> {
    UnsafePointer((description.load() ?? description.storeIfNil(CText(describe()))).base)
  }

  private func describe() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("dataset_id")
    writer.string(index.datasetID)
    writer.key("samples")
    writer.int(index.shards.reduce(0) { $0 + $1.samples })
    writer.key("tokens")
    writer.int(index.shards.reduce(0) { $0 + $1.tokens })
    writer.key("shards")
    writer.beginArray()
    for shard in index.shards {
      writer.beginObject()
      writer.key("name")
      writer.string(shard.stored.name)
      writer.key("samples")
      writer.int(shard.samples)
      writer.key("bytes")
      writer.int(shard.raw.bytes)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return writer.take()
  }
}

/// Opens a shard set.
@c @implementation public func prep_shards_open(
  _ directory: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ failure: UnsafeMutablePointer<prep_failure>?
) -> Int32 {
  attempt(failure) {
    let out = try needed(out, "out")
    out.pointee = nil
    out.pointee = Handle.open(try OpenShards(directory: try text(directory, "directory")))
  }
}

/// Closes a shard set.
@c @implementation public func prep_shards_close(_ shards: OpaquePointer?) { Handle.close(shards, as: OpenShards.self) }

/// What a shard set is, as JSON; NULL for NULL.
@c @implementation public func prep_shards_description(_ shards: OpaquePointer?) -> UnsafePointer<CChar>? {
  Handle.object(shards, as: OpenShards.self)?.json
}

/// Reads a shard and checks it.
@c @implementation public func prep_shard_load(
  _ shards: OpaquePointer?, _ ordinal: Int, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ failure: UnsafeMutablePointer<prep_failure>?
) -> Int32 {
  attempt(failure) {
    let out = try needed(out, "out")
    out.pointee = nil
    let open: OpenShards = try needed(shards, "shards")
    guard ordinal >= 0, ordinal < open.index.shards.count else {
      throw WrongUse.argument(
        "the set has \(Counted(open.index.shards.count, "shard")), none with the number \(ordinal)")
    }
    out.pointee = Handle.open(OpenBytes(try open.index.contents(ofShard: ordinal, in: open.directory)))
  }
}
