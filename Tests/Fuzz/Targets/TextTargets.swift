import PrepBytePairEncoding
import PrepBytes
import PrepExamples
import PrepTokenizers
import PrepUnicode

@testable import PrepTemplates

extension FuzzTarget {
  /// Files of tokenizers, in each format; what is read encodes and decodes.
  static let tokenizerFile = FuzzTarget(
    "tokenizer",
    texts: [
      #"{"version":"1.0","added_tokens":[{"id":3,"content":"<s>","special":true}],"normalizer":{"type":"NFC"},"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"use_regex":true},"decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}}"#,
      #"{"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":[["a","b"]]},"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\s+|\\S+"},"behavior":"Isolated","invert":false},{"type":"ByteLevel","use_regex":false}]},"decoder":{"type":"ByteLevel"}}"#,
      "YQ== 0\nYg== 1\nYWI= 2\n",
      String(decoding: ggufSample, as: UTF8.self),
      #"{"config":{"pattern":"\\s+|\\S+","default_vocab_size":4,"default_num_special_tokens":1},"vocab":[{"rank":0,"token_bytes":"YQ=="}]}"#,
    ]
  ) { bytes in
    let name =
      bytes.first == UInt8(ascii: "{")
      ? "tokenizer.json" : bytes.first == UInt8(ascii: "G") ? "fuzz.gguf" : "fuzz.tiktoken"
    withFile(name, bytes) { path in
      guard let tokenizer = try? Tokenizer(contentsOf: path, pattern: name == "fuzz.tiktoken" ? "r50k" : nil) else {
        return
      }
      let text = "ab a b <s> \u{E9}\u{301}"
      if let ids = try? tokenizer.encode(text) { precondition(tokenizer.count(text) == ids.count, "count differs") }
    }
  }

  /// A GGUF file with a vocabulary of WordPiece.
  private static let ggufSample: [UInt8] = {
    func number(_ value: Int, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func text(_ value: String) -> [UInt8] { number(value.utf8.count, 8) + Array(value.utf8) }
    let tokens = ["[UNK]", "_a", "b", "c"]
    let head = Array("GGUF".utf8) + number(3, 4) + number(0, 8) + number(3, 8)
    let model = text("tokenizer.ggml.model") + number(8, 4) + text("bert")
    let list = text("tokenizer.ggml.tokens") + number(9, 4) + number(8, 4) + number(tokens.count, 8)
    let unknown = text("tokenizer.ggml.unknown_token_id") + number(4, 4) + number(0, 4)
    return head + model + list + tokens.flatMap(text) + unknown
  }()

  /// Text through the encoder beside merging done plainly, and through a known split pattern beside ICU.
  static let encoder = FuzzTarget(
    "encoder",
    texts: [
      "The quick brown fox isn't 12345 years old.\n\n  def f(x):\n\treturn x  ", "aaaaaaaaaaaaaaaaaaaaaaaaabababababab",
      "ěščř 世界 🙂 \u{200D} é e\u{301}",
      "a\0b\u{85}\u{2028}\u{3000}  x",
    ], longest: 600
  ) { bytes in
    guard let sample = SampleVocabulary.shared else { return }
    let ids = sample.encoded(bytes, sample.runs)
    precondition(ids == sample.plain(bytes), "merging differs from merging done plainly")
    precondition(sample.runs.decodeBytes(ids) == bytes, "decoding differs")
    precondition(
      sample.encoded(bytes, sample.known) == sample.encoded(bytes, sample.general), "the scanner differs from ICU")
  }

  static let template = FuzzTarget(
    "template",
    texts: [
      "{% for message in messages %}{{ '<|' + message['role'] + '|>' }}{{ message.content | trim }}{% endfor %}{% if add_generation_prompt %}x{% endif %}",
      "{%- set ns = namespace(a=1) -%}{% macro m(a, b='c') %}{{ a ~ b }}{% endmacro %}{{ m('x') }}{% generation %}{{ [1,2][::-1] | tojson }}{% endgeneration %}",
      "{{ ('a' * 3).replace('a', 'bb').split('b') | join(',') }}{{ {'a': 1}.items() | list | length }}{{ 7 // 2 % 3 ** 2 }}{{ x is defined and not y }}",
      "{% set s = 'ab' %}{{ s in 'cab' }}{{ s[0:1] | upper }}{{ range(3) | map('string') | list }}{# comment #}{{ raise_exception('no') }}",
    ]
  ) { bytes in
    let limits = TemplateLimits(steps: 100_000, output: 1 << 16, elements: 10_000, depth: 100, nesting: 50)
    let chat = Chat(messages: [
      Message(role: "system", "s"), Message(role: "user", " hi "), Message(role: "assistant", "yo"),
    ])
    guard let made = try? ChatTemplate(name: "fuzz", source: bytes),
      let plain = try? ChatRenderer(made, TemplateSettings(), controls: [], limits: limits, usesPlans: false),
      let planned = try? ChatRenderer(made, TemplateSettings(), controls: [], limits: limits, usesPlans: true)
    else { return }
    // Renderings that are put together from a plan are those that the template runs to.
    let one = try? plain.render(chat, addsPrompt: false).bytes
    let other = try? planned.render(chat, addsPrompt: false).bytes
    if let one, let other { precondition(one == other, "the plan renders something else") }
  }

  /// Patterns of strangers: translated and compiled or refused, and matched within their limits.
  static let pattern = FuzzTarget(
    "pattern",
    texts: [
      #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"#,
      #"(?:a?)*+|\b++|(?>\s*)*+|."#, #"(a+)+c|(?<n>x)\1|[a-z&&[^aeiou]]|[[:alpha:]]"#,
      #"\A\u{41}\x{1F600}\z|(?<!a)b(?=c)"#,
    ], longest: 120
  ) { bytes in
    let source = String(decoding: bytes, as: UTF8.self)
    let text = Array("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab isn't  12345 x\n\u{E9}\u{1F600}".utf8) + [0xFF]
    for dialect in [ExpressionDialect.fancyRegex, .oniguruma] {
      guard let expression = try? RegularExpression(source, dialect: dialect) else { continue }
      let matcher = expression.makeMatcher()
      text.withUnsafeBufferPointer { buffer in
        matcher.start(buffer)
        var last = 0
        var count = 0
        while let match = matcher.next() {
          precondition(match.lowerBound >= last && match.upperBound <= buffer.count, "matches overlap")
          last = match.upperBound
          count += 1
          precondition(count <= 2 * buffer.count + 2, "matches do not end")
        }
        matcher.finish()
      }
    }
  }
}
