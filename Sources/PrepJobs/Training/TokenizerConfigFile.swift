import PrepRecords
import PrepTemplates
import PrepTokenizers

/// Writes the `tokenizer_config.json` that belongs to a new `tokenizer.json`: the tokens that have a part, and the chat
/// template of the tokenizer it is like.
struct TokenizerConfigFile {
  /// The names of the special tokens.
  var names: [String]
  /// The name of the unknown token; nil where there is none.
  var unknown: String?
  /// The tokenizer that the new one is like, as it was named.
  var like: String?

  /// The names that the tokens of each part usually have, the likeliest first.
  private static let usual: KeyValuePairs<String, [String]> = [
    "bos_token": ["<s>", "<bos>", "<|begin_of_text|>", "<|startoftext|>", "[BOS]", "<|bos|>"],
    "eos_token": ["</s>", "<eos>", "<|endoftext|>", "<|end_of_text|>", "[EOS]", "<|eos|>"],
    "unk_token": ["<unk>", "[UNK]"], "sep_token": ["[SEP]", "<sep>"],
    "pad_token": ["[PAD]", "<pad>", "<|pad|>", "<|padding|>", "<|finetune_right_pad_id|>"],
    "cls_token": ["[CLS]", "<cls>"], "mask_token": ["[MASK]", "<mask>"],
  ]

  /// The path of the file beside a `tokenizer.json`; nil for an output by another name.
  static func path(beside output: String?) -> String? {
    guard let output, output == "tokenizer.json" || output.hasSuffix("/tokenizer.json") else { return nil }
    return String(output.dropLast("tokenizer.json".utf8.count)) + "tokenizer_config.json"
  }

  func text() throws -> [UInt8] {
    var given: [(name: String, text: String)] = []
    var template: [UInt8]?
    if let like, let name = NamedTemplate.name(ofModel: like) {
      let found = try NamedTemplate.resolve(name)
      given = found.tokens
      template = found.template.source
    }
    var writer = JSONWriter(indentation: 1)
    writer.beginObject()
    writer.key("tokenizer_class")
    writer.string("PreTrainedTokenizerFast")
    for (role, candidates) in Self.usual {
      let own = role == "unk_token" ? unknown.map { [$0] } ?? candidates : candidates
      let wanted = given.filter { $0.name == role }.map(\.text) + own
      guard let name = wanted.first(where: { names.contains($0) }) else { continue }
      writer.key(role)
      writer.string(name)
    }
    writer.key("clean_up_tokenization_spaces")
    writer.bool(false)
    if let template {
      writer.key("chat_template")
      writer.string(template)
    }
    writer.endObject()
    return writer.take() + [0x0A]
  }
}
