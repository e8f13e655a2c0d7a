// PrepShards turns token sequences into shard sets on disk and back: MDS version 2 as MosaicML's StreamingDataset reads it, with
// an index, a manifest and checksums over everything (prep-shards(5)). It does not know where the tokens come from.

import PrepRecords
import PrepTokens

/// A column of a shard: a name and how its arrays are encoded.
struct ShardColumn: Sendable, Hashable {
  enum Kind: String, Sendable {
    case uint8, uint16, uint32, uint64, int32, float32

    var size: Int {
      switch self {
      case .uint8: 1
      case .uint16: 2
      case .uint32, .int32, .float32: 4
      case .uint64: 8
      }
    }
  }

  var name: String
  var kind: Kind

  /// The name of the encoding: an array of any length of one type.
  var encoding: String { "ndarray:\(kind.rawValue)" }
}

/// The columns of a shard set, in the order they are stored: by name.
struct ShardColumns: Sendable, Hashable {
  let columns: [ShardColumn]

  init(header: TokenStreamHeader, tokensName: String = "input_ids") {
    let ids: ShardColumn.Kind = header.tokenWidth == 2 ? .uint16 : .uint32
    var columns: [ShardColumn] = [ShardColumn(name: "doc_ids", kind: .uint64)]
    for prefix in header.hasRejected ? ["chosen_", "rejected_"] : [""] {
      columns.append(ShardColumn(name: prefix + "cu_seqlens", kind: .int32))
      columns.append(ShardColumn(name: prefix + tokensName, kind: ids))
      switch header.loss {
      case .all: break
      case .mask: columns.append(ShardColumn(name: prefix + "loss_mask", kind: .uint8))
      case .weights: columns.append(ShardColumn(name: prefix + "loss_weight", kind: .float32))
      }
    }
    if header.hasDocumentLabels { columns.append(ShardColumn(name: "doc_labels", kind: .uint8)) }
    self.columns = columns.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
  }

  /// The JSON that stands in every shard, as Python's `json.dumps(…, sort_keys=True)` writes it.
  func configuration(compression: String?, sizeLimit: Int) -> [UInt8] {
    func list(_ values: [String]) -> String { "[" + values.joined(separator: ", ") + "]" }
    let compression = compression.map { "\"\($0)\"" } ?? "null"
    return Array(
      ("{\"column_encodings\": \(list(columns.map { "\"\($0.encoding)\"" })), "
        + "\"column_names\": \(list(columns.map { "\"\($0.name)\"" })), "
        + "\"column_sizes\": \(list(columns.map { _ in "null" })), "
        + "\"compression\": \(compression), \"format\": \"mds\", \"hashes\": [\"sha256\"], "
        + "\"size_limit\": \(sizeLimit), \"version\": 2}").utf8)
  }
}
