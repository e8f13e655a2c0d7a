import PrepTokens

/// llm.c: files of a header of 256 32-bit numbers (magic, version, the number of ids) and the ids; uint16 as for GPT-2,
/// uint32 as for Llama 3.
final class LLMCExporter: DocumentExporter {
  private let prefix: String
  private let type: ExportedIDType
  private let largestFile: Int
  private var file: NumberFile
  private var ordinal = 0

  private static let headerSize = 1024

  init(prefix: String, type: ExportedIDType, largestFile: Int) throws {
    self.prefix = prefix
    self.type = type
    self.largestFile = largestFile
    file = try Self.open(prefix, 0)
  }

  func add(_ document: TokenSequence) throws {
    var left = document.tokens[...]
    while !left.isEmpty {
      if file.count == largestFile {
        try file.finish(header: header)
        ordinal += 1
        file = try Self.open(prefix, ordinal)
      }
      let part = left.prefix(largestFile - file.count)
      try file.append(Array(part), as: type)
      left = left.dropFirst(part.count)
    }
  }

  func finish() throws {
    try file.finish(header: header)
    // Who reads them takes all that are there.
    var next = ordinal + 1
    while try StaleFiles.remove(Self.path(prefix, next)) { next += 1 }
  }

  private var header: [UInt8] {
    let numbers: [Int32] = type == .uint16 ? [20_240_520, 1] : [20_240_801, 7]
    var header: [UInt8] = []
    for number in numbers + [Int32(file.count)] {
      withUnsafeBytes(of: number.littleEndian) { header.append(contentsOf: $0) }
    }
    return header + [UInt8](repeating: 0, count: Self.headerSize - header.count)
  }

  private static func path(_ prefix: String, _ ordinal: Int) -> String {
    let digits = String(ordinal)
    return prefix + "_" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".bin"
  }

  private static func open(_ prefix: String, _ ordinal: Int) throws -> NumberFile {
    try NumberFile(path: path(prefix, ordinal), headerSize: headerSize)
  }
}
