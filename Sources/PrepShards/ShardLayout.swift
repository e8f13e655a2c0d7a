// PrepShards turns token sequences into shard sets on disk and back: MDS version 2 as MosaicML's StreamingDataset reads
// it, with an index, a manifest and checksums over everything (prep-shards(5)). It does not know where the tokens come
// from.

import PrepRecords
import PrepTokens

/// How sequences become the columns of a shard set.
public struct ShardLayout: Sendable, Equatable {
  /// The type that ids are stored in.
  public enum IDType: String, Sendable, CaseIterable { case uint16, uint32, int32, int64 }

  /// What a row of the set is.
  public enum Rows: String, Sendable, CaseIterable {
    /// A sequence as it comes, packed or not.
    case pack
    /// A single document: packed sequences are taken apart.
    case doc
  }

  /// The name of the column with the ids.
  public var tokensName = "input_ids"
  /// The type of the ids; nil is `uint16` when the vocabulary fits, else `uint32`.
  public var idType: IDType?
  /// Whether labels are stored instead of a mask: the ids, and −100 where nothing is to be learnt.
  public var usesLabels = false
  /// What a row is.
  public var rows = Rows.pack
  /// The length that every row has; columns of fixed shape are stored then, the ids and what is to be learnt, and
  /// nothing else. An uncompressed shard of this kind can be mapped into memory as one matrix.
  public var fixedLength: Int?

  public init() {}

  /// The columns of a shard, in the order they are stored: by name.
  ///
  /// - Parameter saysParts: Whether it is said where the segments stand in their documents, where there is room for it.
  func columns(for header: TokenStreamHeader, saysParts: Bool = false) -> [ShardColumn] {
    let ids: ShardColumn.Kind =
      switch idType {
      case nil: header.tokenWidth == 2 ? .uint16 : .uint32
      case .uint16: .uint16
      case .uint32: .uint32
      case .int32: .int32
      case .int64: .int64
      }
    var columns: [ShardColumn] = []
    for (prefix, isRejected) in header.hasRejected ? [("chosen_", false), ("rejected_", true)] : [("", false)] {
      func add(_ role: ShardColumn.Role, _ name: String, _ kind: ShardColumn.Kind, length: Int? = nil) {
        columns.append(ShardColumn(role: role, isRejected: isRejected, name: prefix + name, kind: kind, length: length))
      }
      add(.tokens, tokensName, ids, length: fixedLength)
      if fixedLength == nil { add(.boundaries, "cu_seqlens", .int32) }
      if usesLabels { add(.labels, "labels", .int32, length: fixedLength) }
      switch header.loss {
      case .mask where !usesLabels: add(.mask, "loss_mask", .uint8, length: fixedLength)
      case .weights: add(.weights, "loss_weight", .float32, length: fixedLength)
      default: break
      }
    }
    if fixedLength == nil {
      columns.append(ShardColumn(role: .documentIDs, name: "doc_ids", kind: .uint64))
      if header.hasDocumentLabels {
        columns.append(ShardColumn(role: .documentLabels, name: "doc_labels", kind: .uint8))
      }
      if saysParts {
        columns.append(ShardColumn(role: .partStarts, name: TokenSequenceJSON.startsKey, kind: .uint32))
        columns.append(ShardColumn(role: .documentLengths, name: TokenSequenceJSON.lengthsKey, kind: .uint32))
      }
    }
    for (number, column) in header.columns.enumerated() where column.scope == .token || fixedLength == nil {
      columns.append(
        ShardColumn(
          role: .own(number), name: column.name, kind: ShardColumn.Kind(column.kind),
          length: column.scope == .token ? fixedLength : nil))
    }
    return columns.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
  }

  /// Why a stream cannot be stored this way, or nil.
  package func objection(to header: TokenStreamHeader) -> String? {
    if idType == .uint16, header.vocabularySize > 1 << 16 { return "the vocabulary has ids that uint16 cannot hold" }
    if fixedLength != nil, header.hasDocumentLabels || header.columns.contains(where: { $0.scope == .document }) {
      return "documents with labels cannot be stored as one matrix"
    }
    let others = Self.names(of: columns(for: header.withoutColumns, saysParts: true))
    if let column = header.columns.first(where: { others.contains($0.name) }) {
      return "there is a column \(column.name) already, which holds something else"
    }
    if fixedLength != nil, rows == .doc { return "documents have no common length" }
    return nil
  }
}

extension ShardLayout {
  private static func names(of columns: [ShardColumn]) -> Set<String> { Set(columns.map(\.name)) }

  /// Writes the layout as a JSON object with its keys sorted.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if let fixedLength {
      writer.key("fixed_length")
      writer.int(fixedLength)
    }
    if let idType {
      writer.key("id_type")
      writer.string(idType.rawValue)
    }
    writer.key("labels")
    writer.bool(usesLabels)
    writer.key("rows")
    writer.string(rows.rawValue)
    writer.key("tokens_name")
    writer.string(tokensName)
    writer.endObject()
  }

  /// Reads a layout; nil when the object is none.
  init?(_ view: JSONView) {
    guard let name = view["tokens_name"]?.text, let labels = view["labels"]?.bool, let kind = view["rows"]?.text,
      let rows = Rows(rawValue: kind)
    else { return nil }
    tokensName = name
    usesLabels = labels
    self.rows = rows
    fixedLength = view["fixed_length"]?.int
    if let length = fixedLength, !(1..<1 << 31).contains(length) { return nil }
    if let type = view["id_type"] {
      guard let type = type.text.flatMap({ IDType(rawValue: $0) }) else { return nil }
      idType = type
    }
  }
}

/// A column of a shard: a name and how its arrays are encoded.
struct ShardColumn: Sendable, Hashable {
  /// The type of the numbers.
  enum Kind: String, Sendable {
    case uint8, uint16, uint32, uint64, int16, int32, int64, float32

    var size: Int {
      switch self {
      case .uint8: 1
      case .uint16, .int16: 2
      case .uint32, .int32, .float32: 4
      case .uint64, .int64: 8
      }
    }

    init(_ kind: TokenColumn.Kind) {
      switch kind {
      case .uint8: self = .uint8
      case .int16: self = .int16
      case .int32: self = .int32
      case .float32: self = .float32
      }
    }

    /// The type of a column that sequences have besides; nil for others.
    var own: TokenColumn.Kind? { TokenColumn.Kind(rawValue: rawValue) }
  }

  /// What the numbers are.
  enum Role: Sendable, Hashable {
    /// A column that the header declares, by its number there.
    case own(Int)
    case tokens, labels, mask, weights, boundaries, documentIDs, documentLabels, partStarts, documentLengths
  }

  var role: Role
  var isRejected = false
  var name: String
  var kind: Kind
  /// How many numbers every row has; nil when that differs.
  var length: Int?

  /// The name of the encoding: an array of one type, of a fixed or of any length.
  var encoding: String { "ndarray:\(kind.rawValue)" + (length.map { ":\($0)" } ?? "") }

  /// The bytes of a row, when they are always the same.
  var size: Int? { length.map { $0 * kind.size } }
}

extension [ShardColumn] {
  /// The JSON that stands in every shard, as Python's `json.dumps(…, sort_keys=True)` writes it.
  func configuration(compression: String?, sizeLimit: Int) -> [UInt8] {
    var writer = JSONWriter.python
    writer.beginObject()
    writer.key("column_encodings")
    writer.strings(map(\.encoding))
    writer.key("column_names")
    writer.strings(map(\.name))
    writer.key("column_sizes")
    writer.beginArray()
    for column in self { if let size = column.size { writer.int(size) } else { writer.null() } }
    writer.endArray()
    writer.key("compression")
    if let compression { writer.string(compression) } else { writer.null() }
    writer.key("format")
    writer.string("mds")
    writer.key("hashes")
    writer.strings(["sha256"])
    writer.key("size_limit")
    writer.int(sizeLimit)
    writer.key("version")
    writer.int(2)
    writer.endObject()
    return writer.take()
  }
}

extension JSONView {
  /// The text of a string; nil for other values.
  var text: String? { kind == .string ? try? string() : nil }
}
