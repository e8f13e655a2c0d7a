internal import PrepBytePairEncoding
import PrepDigests

/// The encodings that are known by name: which file they are in, how they split and which special tokens they have.
///
/// Names, patterns, special tokens and digests are those that tiktoken 0.14 and the models' own repositories publish.
struct KnownEncoding: Sendable {
  /// A file the encoding is made of.
  struct File: Sendable {
    let address: String
    let sha256: String
    var name: String { String(address.split(separator: "/").last ?? "") }
  }

  let name: String
  let pattern: String
  let specialTokens: [SpecialTokens.Entry]
  let files: [File]
  var endOfText = "<|endoftext|>"
  var beginOfText: String?
  var normalizesToNFC = false
  /// Other names of it.
  var aliases: [String] = []
  /// The names of the special tokens that follow the ranks, where the encoding's own program puts them there.
  var namesBehindRanks: [String]?
  /// How many tokens its published file has, and a digest of them; see ``withContent(of:)``.
  var content: (count: Int, sha256: String)?

  private static let openAI = "https://openaipublic.blob.core.windows.net/"

  private static func entries(_ pairs: KeyValuePairs<String, Token>) -> [SpecialTokens.Entry] {
    pairs.map { SpecialTokens.Entry(name: $0.key, id: $0.value) }
  }

  static let all: [KnownEncoding] = [
    KnownEncoding(
      name: "r50k_base", pattern: "r50k", specialTokens: entries(["<|endoftext|>": 50256]),
      files: [
        File(
          address: openAI + "encodings/r50k_base.tiktoken",
          sha256: "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930")
      ]),
    KnownEncoding(
      name: "p50k_base", pattern: "r50k", specialTokens: entries(["<|endoftext|>": 50256]), files: [p50k]),
    KnownEncoding(
      name: "p50k_edit", pattern: "r50k",
      specialTokens: entries([
        "<|endoftext|>": 50256, "<|fim_prefix|>": 50281, "<|fim_middle|>": 50282, "<|fim_suffix|>": 50283,
      ]), files: [p50k]),
    KnownEncoding(
      name: "cl100k_base", pattern: "cl100k",
      specialTokens: entries([
        "<|endoftext|>": 100257, "<|fim_prefix|>": 100258, "<|fim_middle|>": 100259, "<|fim_suffix|>": 100260,
        "<|endofprompt|>": 100276,
      ]),
      files: [
        File(
          address: openAI + "encodings/cl100k_base.tiktoken",
          sha256: "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7")
      ]),
    KnownEncoding(
      name: "o200k_base", pattern: "o200k",
      specialTokens: entries(["<|endoftext|>": 199999, "<|endofprompt|>": 200018]), files: [o200k]),
    KnownEncoding(name: "o200k_harmony", pattern: "o200k", specialTokens: harmony, files: [o200k]),
    KnownEncoding(
      name: "gpt2", pattern: "r50k", specialTokens: entries(["<|endoftext|>": 50256]),
      files: [
        File(
          address: openAI + "gpt-2/encodings/main/encoder.json",
          sha256: "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783"),
        File(
          address: openAI + "gpt-2/encodings/main/vocab.bpe",
          sha256: "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5"),
      ]),
    KnownEncoding(
      name: "qwen2", pattern: "qwen2",
      specialTokens: entries(["<|endoftext|>": 151643, "<|im_start|>": 151644, "<|im_end|>": 151645]), files: [],
      normalizesToNFC: true, content: qwen),
    KnownEncoding(
      name: "qwen1", pattern: "qwen2", specialTokens: [], files: [], normalizesToNFC: true, aliases: ["qwen"],
      namesBehindRanks: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] + (0..<205).map { "<|extra_\($0)|>" },
      content: qwen),
    KnownEncoding(
      name: "kimi_k2", pattern: "kimi-k2", specialTokens: [], files: [], endOfText: "[EOS]", beginOfText: "[BOS]",
      content: (163584, "7ee661b10730a4f152ff9ab8949ed5319225643f2f03b91e128fa935c33d805c")),
    KnownEncoding(
      name: "llama3", pattern: "llama3", specialTokens: [], files: [], endOfText: "<|end_of_text|>",
      beginOfText: "<|begin_of_text|>", namesBehindRanks: MetaTokens.llama3,
      content: (128000, "5861169db03f237c50ae849a13788f96c746f9636d9722ed30a45b7e0675ce30")),
    KnownEncoding(
      name: "llama4", pattern: "llama4", specialTokens: [], files: [], endOfText: "<|end_of_text|>",
      beginOfText: "<|begin_of_text|>", namesBehindRanks: MetaTokens.llama4,
      content: (200000, "459df124c59552692c770bad082338172fa3fcf21500143696fb48bdbc5f28ec")),
    KnownEncoding(
      name: "mistral_tekken", pattern: "tekken", specialTokens: [], files: [], endOfText: "</s>", beginOfText: "<s>"),
  ]

  private static let qwen = (
    count: 151643, sha256: "33bc5cb3ea15d95094254600052ea2af5a2b1f2329fe534700587ac0e40a8b2d"
  )
  private static let p50k = File(
    address: openAI + "encodings/p50k_base.tiktoken",
    sha256: "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069")
  private static let o200k = File(
    address: openAI + "encodings/o200k_base.tiktoken",
    sha256: "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d")

  private static let harmony: [SpecialTokens.Entry] = {
    var entries = Self.entries([
      "<|startoftext|>": 199998, "<|endoftext|>": 199999, "<|return|>": 200002, "<|constrain|>": 200003,
      "<|channel|>": 200005, "<|start|>": 200006, "<|end|>": 200007, "<|message|>": 200008, "<|call|>": 200012,
      "<|endofprompt|>": 200018,
    ])
    let taken = Set(entries.map(\.id))
    for id in Token(200000)...201087 where !taken.contains(id) {
      entries.append(SpecialTokens.Entry(name: "<|reserved_\(id)|>", id: id))
    }
    return entries
  }()

  /// The encoding with that name, `cl100k` standing for `cl100k_base` and so on.
  static func named(_ name: String) -> KnownEncoding? {
    all.first { $0.name == name || $0.aliases.contains(name) } ?? all.first { $0.name == name + "_base" }
      ?? (name == "harmony" || name == "gpt-oss" ? named("o200k_harmony") : nil)
  }

  /// The first encoding whose only file has that digest.
  static func withFile(sha256: String) -> KnownEncoding? {
    all.first { $0.files.count == 1 && $0.files[0].sha256 == sha256 }
  }

  /// The first encoding whose published file has just these tokens, whatever the form of its lines.
  ///
  /// The digest is SHA-256 over the tokens by rank, each with its length in front as a 32-bit little-endian number.
  static func withContent(of builder: TokenBytesBuilder) -> KnownEncoding? {
    let near = all.filter { $0.content?.count == builder.count }
    if near.isEmpty { return nil }
    let tokens = builder.build()
    var digest = SHA256Digest()
    for id in 0..<Token(tokens.count) {
      guard let bytes = tokens.bytes(of: id) else { return nil }
      withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { digest.update($0) }
      digest.update(UnsafeRawBufferPointer(bytes))
    }
    let found = digest.finalizeHex()
    return near.first { $0.content?.sha256 == found }
  }
}
