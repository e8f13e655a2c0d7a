import PrepTokens

/// Ids one after the other, where each document begins and the last ends, and what is learnt: NumPy arrays, or ids
/// without a header.
final class ArrayExporter: DocumentExporter {
  private let type: ExportedIDType
  private let hasHeader: Bool
  private let tokens: NumberFile
  private let offsets: NumberFile
  private var loss: (file: NumberFile, type: String)?
  /// The files about what is learnt that this export does not have.
  private let others: [String]

  /// The columns that the stream has besides, a file each.
  private let columns: [(column: TokenColumn, file: NumberFile)]

  init(prefix: String, type: ExportedIDType, header: TokenStreamHeader, hasHeader: Bool) throws {
    let loss = header.loss
    self.type = type
    self.hasHeader = hasHeader
    let headerSize = hasHeader ? NumPyHeader.size : 0
    let suffix = hasHeader ? "npy" : "bin"
    tokens = try NumberFile(path: "\(prefix).\(suffix)", headerSize: headerSize)
    offsets = try NumberFile(path: prefix + ".document_offsets.npy", headerSize: NumPyHeader.size)
    try offsets.append(Int64(0))
    columns = try header.columns.map { column in
      (column, try NumberFile(path: "\(prefix).\(column.name).\(suffix)", headerSize: headerSize))
    }
    let names = ["loss_mask", "loss_weight"].map { "\(prefix).\($0).\(suffix)" }
    others = loss == .all ? names : [names[loss == .mask ? 1 : 0]]
    switch loss {
    case .all: break
    case .mask: self.loss = (try NumberFile(path: "\(prefix).loss_mask.\(suffix)", headerSize: headerSize), "|u1")
    case .weights: self.loss = (try NumberFile(path: "\(prefix).loss_weight.\(suffix)", headerSize: headerSize), "<f4")
    }
  }

  func add(_ document: TokenSequence) throws {
    try tokens.append(document.tokens, as: type)
    try offsets.append(Int64(tokens.count))
    switch document.loss {
    case .all: break
    case .mask(let mask): try loss?.file.append(mask)
    case .weights(let weights): try loss?.file.append(weights)
    }
    for (own, values) in zip(columns, document.columns) {
      var bytes: [UInt8] = []
      values.append(as: own.column.kind, to: &bytes)
      try own.file.append(bytes, as: own.column.kind)
    }
  }

  func finish() throws {
    for other in others { try StaleFiles.remove(other) }
    if let loss {
      try loss.file.finish(header: hasHeader ? NumPyHeader.bytes(type: loss.type, count: loss.file.count) : [])
    }
    for (column, file) in columns {
      try file.finish(header: hasHeader ? NumPyHeader.bytes(type: column.kind.numpyName, count: file.count) : [])
    }
    try offsets.finish(header: NumPyHeader.bytes(type: "<i8", count: offsets.count))
    try tokens.finish(header: hasHeader ? NumPyHeader.bytes(type: type.numpyName, count: tokens.count) : [])
  }
}
