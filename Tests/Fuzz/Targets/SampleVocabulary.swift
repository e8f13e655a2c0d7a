import PrepBytePairEncoding
import PrepBytes
import PrepTokenizers

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A small vocabulary of ranks, and merging by it that is slow and obvious.
struct SampleVocabulary {
  /// Cut into runs of letters of ASCII and of anything else; by a known pattern; by the same pattern in ICU's hands.
  let runs: Tokenizer
  let known: Tokenizer
  let general: Tokenizer
  private let ids: [[UInt8]: UInt32]

  static let shared = SampleVocabulary()

  private init?() {
    var tokens = (0...255).map { [UInt8($0)] }
    for word in [
      "the", "then", "in", "ing", "aa", "aaaa", "ab", "abab", "er", "  ", "    ", "\u{E9}", "世界", "is", "n't", "12",
      "x\n", "qu", "quick", "bro", "own",
    ] {
      let bytes = Array(word.utf8)
      for end in 2...bytes.count where !tokens.contains(Array(bytes[..<end])) { tokens.append(Array(bytes[..<end])) }
    }
    ids = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, UInt32($0)) })
    var file: [UInt8] = []
    for (id, token) in tokens.enumerated() { file += Array("\(Self.base64(token)) \(id)\n".utf8) }
    guard let pattern = SplitPattern.named("cl100k-2023")?.source else { return nil }
    var made: [Tokenizer] = []
    for pattern in ["[a-zA-Z]+|[^a-zA-Z]+", "cl100k-2023", "(?:\(pattern))"] {
      withFile("sample.tiktoken", file) { path in
        if let tokenizer = try? Tokenizer(contentsOf: path, pattern: pattern) { made.append(tokenizer) }
      }
    }
    guard made.count == 3 else { return nil }
    (runs, known, general) = (made[0], made[1], made[2])
  }

  func encoded(_ bytes: [UInt8], _ tokenizer: Tokenizer) -> [UInt32] {
    bytes.withUnsafeBufferPointer { (try? tokenizer.encode($0)) ?? [] }
  }

  /// The ids of the runs: the earliest of the pairs with the lowest rank is merged until there is none.
  func plain(_ bytes: [UInt8]) -> [UInt32] {
    func isLetter(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
    }
    var result: [UInt32] = []
    var rest = bytes[...]
    while let first = rest.first {
      let run = rest.prefix { isLetter($0) == isLetter(first) }
      rest = rest.dropFirst(run.count)
      var parts = run.map { [$0] }
      if ids[Array(run)] != nil { parts = [Array(run)] }
      while true {
        var best: (at: Int, rank: UInt32)?
        for at in parts.indices.dropLast() {
          if let rank = ids[parts[at] + parts[at + 1]], rank < best?.rank ?? .max { best = (at, rank) }
        }
        guard let best else { break }
        parts.replaceSubrange(best.at...best.at + 1, with: [parts[best.at] + parts[best.at + 1]])
      }
      result += parts.compactMap { ids[$0] }
    }
    return result
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = Array(bytes[start..<min(bytes.count, start + 3)])
      let word = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[$1]) : 0) }
      for place in 0..<4 { text.append(place <= group.count ? digits[word >> (18 - 6 * place) & 63] : "=") }
    }
    return text
  }
}

/// Calls a closure with the path of a file in a folder of its own.
func withFile(_ name: String, _ bytes: [UInt8], _ body: (String) -> Void) {
  var template = Array("/tmp/prep-fuzz-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { return }
  let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let path = folder + "/" + name
  let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
  _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  close(descriptor)
  body(path)
  unlink(path)
  rmdir(folder)
}
