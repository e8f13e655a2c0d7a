// FuzzTargets are the readers of what strangers write, each as a function of bytes that traps when a law is broken.

/// A reader under fuzz. Whatever the bytes are, it ends soon, and what it gives keeps its laws.
struct FuzzTarget: Sendable {
  let name: String
  /// Inputs to begin with: small, and of many kinds.
  let seeds: [[UInt8]]
  /// The longest input that is worth trying.
  let longest: Int
  let run: @Sendable ([UInt8]) -> Void

  init(_ name: String, seeds: [[UInt8]], longest: Int = 2048, _ run: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    self.seeds = seeds
    self.longest = longest
    self.run = run
  }

  init(_ name: String, texts: [String], longest: Int = 2048, _ run: @escaping @Sendable ([UInt8]) -> Void) {
    self.init(name, seeds: texts.map { Array($0.utf8) }, longest: longest, run)
  }

  static let all: [FuzzTarget] = [
    json, csv, workbook, columns, tokenizerFile, encoder, template, pattern, tokenStream, shard, recipe,
  ]

  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
