import ArgumentParser
import Crypto
import PrepBytes
import PrepRecords
import PrepTokenizers

/// Documents of a JSON Lines file, one after the other in memory.
struct Documents {
  var text: [UInt8] = []
  var ends: [Int] = []

  /// Reads a field of every record.
  init(_ path: String, field: String) throws {
    let reader = JSONLinesReader(paths: [path], threads: 1, maxLine: 1 << 30)
    while let batch = try reader.next() {
      for item in batch.items {
        guard case .record(let record) = item else { continue }
        try record.root[field]?.appendUnescaped(to: &text)
        ends.append(text.count)
      }
    }
  }

  /// Calls a closure with each document.
  func forEach(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) rethrows {
    try text.withUnsafeBufferPointer { bytes in
      var start = 0
      for end in ends {
        try body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        start = end
      }
    }
  }
}

/// Encodes the documents of a JSON Lines file.
struct EncodeBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Documents to tokens.",
    discussion:
      "Prints `pass N SECONDS` for each pass and a last line `ids COUNT SHA256`, the digest of all ids as little-endian "
      + "32-bit numbers. Loading and reading are not timed; the first pass is the one that has seen none of the text.")

  @Option(help: "A tokenizer file or name.")
  var tokenizer: String

  @Option(help: "The split pattern, where the file has none or another is wanted.")
  var pattern: String?

  @Option(help: "A file of JSON Lines; it is read into memory before the clock starts.")
  var input: String

  @Option(help: "The field whose text is taken.")
  var field = "text"

  @Option(help: "How often all documents are encoded.")
  var passes = 3

  @Option(help: "Threads that encode.")
  var threads = 1

  @Flag(help: "Count only.")
  var count = false

  func run() throws {
    let tokenizer = try Tokenizer.resolve(tokenizer, pattern: pattern)
    let documents = try Documents(input, field: field)
    let clock = ContinuousClock()
    let encoder = tokenizer.makeEncoder()
    var tokens: [UInt32] = []
    var batch: TokenBatch?
    var counted = 0
    for pass in 1...max(1, passes) {
      let time = try clock.measure {
        if count {
          counted = 0
          documents.forEach { counted += encoder.count($0) }
        } else if threads > 1 {
          batch = nil
          batch = try tokenizer.encodeBatch(documents.text, ends: documents.ends, threads: threads)
        } else {
          tokens = try encoder.encodeFlat(documents.text, ends: documents.ends)
        }
      }
      print("pass \(pass) \(seconds(time))")
    }
    if count {
      print("count \(counted)")
      return
    }
    if let batch { tokens = batch.tokens }
    let digest = tokens.withUnsafeBytes { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
    print("ids", tokens.count, digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }
}

/// Decodes what the documents of a file encode to.
struct DecodeBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Tokens to bytes.",
    discussion: "Prints `pass N SECONDS MB/s` for each pass; the bytes are compared with the input.")

  @Option(help: "A tokenizer file or name.")
  var tokenizer: String

  @Option(help: "A file of JSON Lines.")
  var input: String

  @Option(help: "The field whose text is taken.")
  var field = "text"

  @Option(help: "How often all tokens are decoded.")
  var passes = 5

  func run() throws {
    let tokenizer = try Tokenizer.resolve(tokenizer)
    let documents = try Documents(input, field: field)
    var tokens: [UInt32] = []
    let encoder = tokenizer.makeEncoder()
    try documents.forEach { try encoder.encode($0, into: &tokens) }
    var bytes: [UInt8] = []
    for pass in 1...max(1, passes) {
      let time = ContinuousClock().measure {
        bytes.removeAll(keepingCapacity: true)
        tokens.withUnsafeBufferPointer { tokenizer.decode($0, into: &bytes) }
      }
      print("pass \(pass) \(seconds(time)) \(Int(Double(bytes.count) / seconds(time) / 1e6)) MB/s")
    }
    print(bytes == documents.text ? "equal" : "DIFFERENT")
  }
}

/// Loads a tokenizer and encodes a first text.
struct LoadBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "A tokenizer file to the first token.",
    discussion: "Prints `load SECONDS` for each load, the first of which is that of a fresh process.")

  @Option(help: "A tokenizer file or name.")
  var tokenizer: String

  @Option(help: "How often it is loaded.")
  var passes = 5

  func run() throws {
    for _ in 0..<max(1, passes) {
      var count = 0
      let time = try ContinuousClock().measure {
        count = try Tokenizer.resolve(tokenizer).encode("Hello, world").count
      }
      print("load \(seconds(time)) \(count)")
    }
  }
}
