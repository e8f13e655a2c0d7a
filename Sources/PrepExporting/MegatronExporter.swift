import PrepTokens

/// Megatron's IndexedDataset: ids in PREFIX.bin; in PREFIX.idx the length and place of each sequence and where
/// documents end.
///
/// A segment is a sequence. Segments of one document that follow one another are a document of several sequences.
final class MegatronExporter: DocumentExporter {
  private let type: ExportedIDType
  private let tokens: NumberFile
  private let index: NumberFile
  /// The lengths of the sequences, and the number of sequences up to the end of each document.
  private let lengths: SpooledNumbers<Int32>
  private let documents: SpooledNumbers<Int64>
  private var lastDocument: UInt64?

  /// The fixed part of the index: nine bytes of name, a version, the type, and two counts.
  private static let headerSize = 34

  init(prefix: String, type: ExportedIDType) throws {
    self.type = type
    tokens = try NumberFile(path: prefix + ".bin")
    index = try NumberFile(path: prefix + ".idx", headerSize: Self.headerSize)
    lengths = try SpooledNumbers(beside: prefix + ".idx")
    documents = try SpooledNumbers(beside: prefix + ".idx")
  }

  func add(_ document: TokenSequence) throws {
    let id = document.documentIDs[0]
    if id != lastDocument { try documents.append(Int64(lengths.count)) }
    lastDocument = id
    try lengths.append(Int32(document.tokens.count))
    try tokens.append(document.tokens, as: type)
  }

  func finish() throws {
    let sequences = lengths.count
    if lastDocument == nil { try documents.append(0) } else { try documents.append(Int64(sequences)) }
    try lengths.replay { try index.append($0) }
    var place = 0
    try lengths.replay { block in
      var places: [Int64] = []
      for length in block {
        places.append(Int64(place))
        place += Int(length) * type.size
      }
      try index.append(places)
    }
    try documents.replay { try index.append($0) }
    var header = Array("MMIDIDX".utf8) + [0, 0]
    func add(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { header.append(contentsOf: $0) }
    }
    add(UInt64(1))
    header.append(type == .uint16 ? 8 : 4)
    add(UInt64(sequences))
    add(UInt64(documents.count))
    try tokens.finish()
    try index.finish(header: header)
  }
}
