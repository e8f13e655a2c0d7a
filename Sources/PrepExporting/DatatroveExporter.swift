import PrepBytes
import PrepTokens

/// datatrove: ids without a header, the end of each document as 64-bit numbers, a byte a token for what is learnt, and
/// a few lines of text.
final class DatatroveExporter: DocumentExporter {
  private let prefix: String
  private let type: ExportedIDType
  private let tokenizer: String
  private let tokens: NumberFile
  private let ends: NumberFile
  private let loss: NumberFile?

  init(prefix: String, type: ExportedIDType, header: TokenStreamHeader) throws {
    self.prefix = prefix
    self.type = type
    tokenizer = header.tokenizer
    tokens = try NumberFile(path: prefix + ".ds")
    ends = try NumberFile(path: prefix + ".ds.index")
    loss = header.loss == .all ? nil : try NumberFile(path: prefix + ".ds.loss")
  }

  func add(_ document: TokenSequence) throws {
    try tokens.append(document.tokens, as: type)
    try ends.append(UInt64(tokens.count))
    switch document.loss {
    case .all: break
    case .mask(let mask): try loss?.append(mask)
    case .weights(let weights): try loss?.append(weights.map { $0 == 0 ? 0 : 1 } as [UInt8])
    }
  }

  func finish() throws {
    if let loss { try loss.finish() } else { try StaleFiles.remove(prefix + ".ds.loss") }
    try ends.finish()
    try tokens.finish()
    let metadata = try AtomicFile(path: prefix + ".ds.metadata")
    try metadata.write("\(tokenizer)|\(type.size)\n\(tokens.count)\n\(Self.rounded(tokens.count))")
    try metadata.finish()
  }

  /// A number for people: 1.19M.
  private static func rounded(_ count: Int) -> String {
    for (suffix, unit) in [("T", 1_000_000_000_000), ("B", 1_000_000_000), ("M", 1_000_000), ("K", 1000)]
    where count >= unit {
      let hundredths = (count * 100 + unit / 2) / unit
      let rest = hundredths % 100
      return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)\(suffix)"
    }
    return "\(count)"
  }
}
