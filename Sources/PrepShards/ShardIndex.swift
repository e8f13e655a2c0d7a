import PrepBytes
import PrepRecords
import PrepTokens

/// One shard of a set, as the index names it.
public struct ShardEntry: Sendable, Equatable {
  /// A file with its size and the SHA-256 of its bytes.
  public struct File: Sendable, Equatable {
    public var name: String
    public var bytes: Int
    public var sha256: String
  }

  /// How many rows the shard has.
  public var samples: Int
  /// How many tokens, padding included.
  public var tokens: Int
  /// The shard uncompressed; when it is stored compressed, no such file need exist.
  public var raw: File
  /// The shard as stored, when it is compressed.
  public var compressed: File?

  /// The file that lies in the directory.
  public var stored: File { compressed ?? raw }
}

/// The index of a shard set: what a reader opens first, and what is written last.
public struct ShardIndex: Sendable {
  static let fileName = "index.json"

  /// What the tokens are, as their stream said.
  public var header: TokenStreamHeader
  /// The shards in order.
  public var shards: [ShardEntry]
  /// The id of the set: a hash over everything the manifest says.
  public var datasetID: String
  var tokensName: String
  var sizeLimit: Int
  var compression: String?

  /// The index as JSON; everything that is ours stands under `prep`, where other readers do not look.
  func json() -> [UInt8] {
    let columns = ShardColumns(header: header, tokensName: tokensName).columns
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("prep")
    writer.beginObject()
    writer.key("dataset_id")
    writer.string(datasetID)
    writer.key("stream")
    header.write(to: &writer)
    writer.key("tokens")
    writer.ints(shards.map(\.tokens))
    writer.key("tokens_name")
    writer.string(tokensName)
    writer.endObject()
    writer.key("shards")
    writer.beginArray()
    for shard in shards {
      writer.beginObject()
      writer.key("column_encodings")
      write(columns.map(\.encoding), to: &writer)
      writer.key("column_names")
      write(columns.map(\.name), to: &writer)
      writer.key("column_sizes")
      writer.beginArray()
      for _ in columns { writer.null() }
      writer.endArray()
      writer.key("compression")
      if let compression { writer.string(compression) } else { writer.null() }
      writer.key("format")
      writer.string("mds")
      writer.key("hashes")
      write(["sha256"], to: &writer)
      writer.key("raw_data")
      write(shard.raw, to: &writer)
      writer.key("samples")
      writer.int(shard.samples)
      writer.key("size_limit")
      writer.int(sizeLimit)
      writer.key("version")
      writer.int(2)
      writer.key("zip_data")
      if let compressed = shard.compressed { write(compressed, to: &writer) } else { writer.null() }
      writer.endObject()
    }
    writer.endArray()
    writer.key("version")
    writer.int(2)
    writer.endObject()
    return writer.bytes + [0x0A]
  }

  private func write(_ values: [String], to writer: inout JSONWriter) {
    writer.beginArray()
    for value in values { writer.string(value) }
    writer.endArray()
  }

  private func write(_ file: ShardEntry.File, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("basename")
    writer.string(file.name)
    writer.key("bytes")
    writer.int(file.bytes)
    writer.key("hashes")
    writer.beginObject()
    writer.key("sha256")
    writer.string(file.sha256)
    writer.endObject()
    writer.endObject()
  }

  /// Reads the index of a directory.
  ///
  /// - Throws: ``IOFailure``: `cannotRead` when there is none, `damaged` when it is not one of ours.
  public init(directory: String) throws {
    let path = directory + "/" + Self.fileName
    let bytes = try FileByteSource(path: path).readAll()
    func damaged(_ message: String) -> IOFailure { IOFailure(.damaged, message, path: path) }
    guard let root = try? JSONDocument(bytes).root, let prep = root["prep"], let stream = prep["stream"],
      let header = TokenStreamHeader(stream)
    else { throw damaged("is no index of a shard set that prep wrote") }
    self.header = header
    datasetID = prep["dataset_id"]?.text ?? ""
    tokensName = prep["tokens_name"]?.text ?? "input_ids"
    var tokens: [Int] = []
    prep["tokens"]?.forEachElement { tokens.append($0.int ?? -1) }
    var entries: [ShardEntry] = []
    var limit = 0
    var compression: String?
    var valid = true
    root["shards"]?.forEachElement { shard in
      guard let samples = shard["samples"]?.int, samples >= 0, let raw = Self.file(shard["raw_data"]),
        entries.count < tokens.count
      else {
        valid = false
        return
      }
      limit = shard["size_limit"]?.int ?? 0
      compression = shard["compression"]?.text
      entries.append(
        ShardEntry(samples: samples, tokens: tokens[entries.count], raw: raw, compressed: Self.file(shard["zip_data"])))
    }
    guard valid, entries.count == tokens.count else { throw damaged("its list of shards is damaged") }
    shards = entries
    sizeLimit = limit
    self.compression = compression
  }

  init(
    header: TokenStreamHeader, shards: [ShardEntry], datasetID: String, tokensName: String, sizeLimit: Int, compression: String?
  ) {
    self.header = header
    self.shards = shards
    self.datasetID = datasetID
    self.tokensName = tokensName
    self.sizeLimit = sizeLimit
    self.compression = compression
  }

  private static func file(_ view: JSONView?) -> ShardEntry.File? {
    guard let view, let name = view["basename"]?.text, let bytes = view["bytes"]?.int,
      let hash = view["hashes"]?["sha256"]?.text, !name.contains("..")
    else { return nil }
    return ShardEntry.File(name: name, bytes: bytes, sha256: hash)
  }
}

extension JSONView {
  /// The text of a string; nil for other values.
  var text: String? { kind == .string ? try? string() : nil }
}
