import Foundation
import TestSupport

/// Writes GGUF files.
struct GGUFSample {
  enum Value {
    case text(String)
    case flag(Bool)
    case id(Int)
    case texts([String])
    case scores([Float])
    case kinds([Int32])
    case bytes([UInt8])
    /// A list of lists of numbers, which no tokenizer has.
    case nested([[UInt16]])
  }

  var values: [(key: String, value: Value)] = []
  var version = 3

  private static func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func text(_ value: String) -> [UInt8] { number(value.utf8.count, 8) + Array(value.utf8) }

  private static func list(_ kind: Int, _ elements: [[UInt8]]) -> [UInt8] {
    number(9, 4) + number(kind, 4) + number(elements.count, 8) + elements.flatMap { $0 }
  }

  var bytes: [UInt8] {
    var output = Array("GGUF".utf8) + Self.number(version, 4) + Self.number(2, 8) + Self.number(values.count, 8)
    for (key, value) in values {
      output += Self.text(key)
      switch value {
      case .text(let text): output += Self.number(8, 4) + Self.text(text)
      case .flag(let flag): output += Self.number(7, 4) + [flag ? 1 : 0]
      case .id(let id): output += Self.number(4, 4) + Self.number(id, 4)
      case .texts(let texts): output += Self.list(8, texts.map(Self.text))
      case .scores(let scores): output += Self.list(6, scores.map { Self.number(Int($0.bitPattern), 4) })
      case .kinds(let kinds): output += Self.list(5, kinds.map { Self.number(Int($0), 4) })
      case .bytes(let bytes): output += Self.list(0, bytes.map { [$0] })
      case .nested(let lists):
        output += Self.list(
          9, lists.map { Self.number(2, 4) + Self.number($0.count, 8) + $0.flatMap { Self.number(Int($0), 2) } })
      }
    }
    // What follows is the tensors', which nobody reads.
    return output + [UInt8](repeating: 0xFF, count: 100)
  }

  func withFile<Result>(_ body: (String) throws -> Result) throws -> Result {
    try Self.withFile(bytes, body)
  }

  static func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appendingPathComponent("model.gguf")
    try Data(bytes).write(to: url)
    return try body(url.path)
  }

  /// A vocabulary of SentencePiece's pairs with bytes for what it does not know.
  static let pairs: GGUFSample = {
    let words = ["▁", "a", "b", "ab", "▁ab", "é"]
    let bytes = (0..<256).map { "<0x" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) + ">" }
    let tokens = ["<unk>", "<s>", "</s>"] + bytes + words
    return GGUFSample(values: [
      ("general.architecture", .text("llama")), ("general.tags", .texts(["x", "y"])),
      ("general.sizes", .nested([[1, 2], []])), ("tokenizer.ggml.model", .text("llama")),
      ("tokenizer.ggml.tokens", .texts(tokens)),
      (
        "tokenizer.ggml.scores",
        .scores([Float](repeating: 0, count: 259) + [-3, -4, -5, -1, -2, -6])
      ),
      (
        "tokenizer.ggml.token_type",
        .kinds([2, 3, 3] + [Int32](repeating: 6, count: 256) + [Int32](repeating: 1, count: 6))
      ),
      ("tokenizer.ggml.bos_token_id", .id(1)), ("tokenizer.ggml.eos_token_id", .id(2)),
      ("tokenizer.ggml.unknown_token_id", .id(0)),
      ("tokenizer.chat_template", .text("{{ bos_token }}{% for m in messages %}<{{ m.content }}>{% endfor %}")),
    ])
  }()
}
