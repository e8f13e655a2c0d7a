import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepRecords
import TestSupport
import Testing

@testable import PrepTemplates
@testable import PrepTokenizing

/// Whoever speaks, and however it is written: what a message says and shows is in the text, or the record is invalid.
@Suite struct ShownContentLawTests {
  /// A content, the words in it, and whether something is to be seen or heard with them.
  struct Form {
    let name: String
    let json: String
    let words: [String]
    var medium: String?

    /// A content whose words stand nowhere else.
    static func all(_ mark: String) -> [Form] {
      let (a, b) = ("\(mark)amber", "\(mark)birch")
      func text(_ words: String) -> String { #"{"type":"text","text":"\#(words)"}"# }
      let image = #"{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}"#
      return [
        Form(name: "text", json: "\"\(a) of \(b)\"", words: [a, b]),
        Form(name: "paragraphs", json: "\"\(a)\\n\\n\(b)\"", words: [a, b]),
        Form(name: "blanks around", json: "\"  \(a) \(b)\\n\"", words: [a, b]),
        Form(name: "part", json: "[\(text(a))]", words: [a]),
        Form(name: "parts", json: "[\(text(a)),\(text(b))]", words: [a, b]),
        Form(name: "strings", json: "[\"\(a)\",\"\(b)\"]", words: [a, b]),
        Form(name: "no type", json: "[{\"text\":\"\(a)\"}]", words: [a]),
        Form(name: "input_text", json: #"[{"type":"input_text","text":"\#(a)"}]"#, words: [a]),
        Form(name: "output_text", json: #"[{"type":"output_text","text":"\#(a)"}]"#, words: [a]),
        Form(name: "content of a part", json: #"[{"type":"text","content":"\#(a)"}]"#, words: [a]),
        Form(name: "two forms", json: "[\(text(a)),{\"type\":\"text\",\"value\":\"\(b)\"}]", words: [a, b]),
        Form(name: "image behind", json: "[\(text(a)),\(image)]", words: [a], medium: "image_url"),
        Form(name: "image before", json: "[\(image),\(text(a))]", words: [a], medium: "image_url"),
        Form(name: "image alone", json: "[\(image)]", words: [], medium: "image_url"),
        Form(
          name: "audio", json: #"[\#(text(a)),{"type":"input_audio","input_audio":{"data":"AA"}}]"#, words: [a],
          medium: "input_audio"),
        Form(name: "object", json: #"{"\#(a)":"\#(b)"}"#, words: [b]),
        Form(name: "number in an object", json: #"{"depth":\#(mark.utf8.count)00417}"#, words: ["00417"]),
      ]
    }
  }

  /// What templates do with contents, and whether they show images.
  static let templates: [(name: String, says: String)] = [
    ("whatever it is", "{{ m.content }}"), ("texts alone", "{% if m.content is string %}{{ m.content }}{% endif %}"),
    ("trimmed", "{{ m.content | trim }}"), ("small letters", "{{ m.content | lower }}"),
    ("JSON", "{{ m.content | tojson }}"),
    (
      "parts",
      "{% if m.content is string %}{{ m.content }}{% else %}{% for p in m.content %}{% if p.type == 'text' %}{{ p.text }}{% endif %}{% endfor %}{% endif %}"
    ),
    (
      "images",
      "{% if m.content is string %}{{ m.content }}{% else %}{% for p in m.content %}{% if p.type == 'text' %}{{ p.text }}{% elif p.type == 'image_url' %}<image_url>{% endif %}{% endfor %}{% endif %}"
    ),
    (
      "anything else is an image",
      "{% if m.content is string %}{{ m.content }}{% else %}{% for p in m.content %}{% if p.type == 'text' %}{{ p.text }}{% else %}<{{ p.type }}>{% endif %}{% endfor %}{% endif %}"
    ),
    ("first paragraph", "{{ m.content.split('\\n\\n')[0] }}"), ("first letters", "{{ m.content[:12] }}"),
    ("truncated", "{{ m.content | truncate(16) }}"), ("last word", "{{ m.content.split(' ')[-1] }}"),
    ("first part", "{% if m.content is string %}{{ m.content }}{% else %}{{ m.content[0].text }}{% endif %}"),
  ]

  static func template(_ says: String, of condition: String = "true") -> [UInt8] {
    Array(
      "{% for m in messages %}<|{{ m.role }}|>{% if \(condition) %}\(says){% endif %}<|end|>\n{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
        .utf8)
  }

  /// The text of a record; nil where it is invalid.
  static func text(_ line: String, _ labeller: ChatLabeller) throws -> String? {
    let chunker = LineChunker(source: MemoryByteSource(Array(line.utf8)))
    let batch = try #require(try chunker.next()?.parse())
    guard case .record(let record)? = batch.first else { return nil }
    guard let example = try? ExampleReader(shape: .chat).read(record), case .chat(let chat) = example else {
      return nil
    }
    var text = LabelledText()
    guard (try? labeller.label(chat.messages, tools: chat.tools, .init(), into: &text)) != nil else { return nil }
    return String(decoding: Array(text.bytes), as: UTF8.self).lowercased()
  }

  private static func judge(_ name: String, _ labeller: ChatLabeller, showsOthers: Bool = true) throws -> (
    shown: Int, refused: Int
  ) {
    var (shown, refused) = (0, 0)
    for role in ["system", "user", "assistant", "tool"] {
      for form in Form.all("word" + role) {
        func content(_ speaker: String, _ words: String) -> String {
          #"{"role":"\#(speaker)","content":\#(speaker == role ? form.json : "\"\(words)\"")}"#
        }
        var turns = [content("user", "asks"), content("assistant", "answers")]
        if role == "system" { turns.insert(content("system", "rules"), at: 0) }
        if role == "tool" { turns.insert(content("tool", "gives"), at: 1) }
        guard let text = try Self.text(#"{"messages":[\#(turns.joined(separator: ","))]}"#, labeller) else {
          refused += 1
          continue
        }
        shown += 1
        guard showsOthers || role == "assistant" else { continue }
        for word in form.words { #expect(text.contains(word), "\(name): \(role), \(form.name): \(text)") }
        if let medium = form.medium { #expect(text.contains(medium), "\(name): \(role), \(form.name): \(text)") }
      }
    }
    return (shown, refused)
  }

  @Test func `words and media are shown, or the record is invalid`() throws {
    for (name, says) in Self.templates {
      let labeller = try TrainedPartsTests.labeller("t", Self.template(says))
      let (shown, refused) = try Self.judge(name, labeller)
      #expect(refused > 0 && (shown > 0 || says.contains("[:")), "\(name): \(shown) shown, \(refused) refused")
      // One speaker's alone is otherwise than that of all.
      for role in ["user", "assistant", "tool"] {
        let source = "{% if m.role == '\(role)' %}\(says){% else %}{{ m.content }}{% endif %}"
        _ = try Self.judge("\(name) of \(role)", try TrainedPartsTests.labeller("t", Self.template(source)))
      }
    }
  }

  @Test func `texts are shown in every form, whatever the template knows`() throws {
    for (name, says) in Self.templates.prefix(8) {
      let labeller = try TrainedPartsTests.labeller("t", Self.template(says))
      for role in ["user", "assistant"] {
        for form in Form.all("word" + role)
        where form.medium == nil && !form.words.isEmpty && !form.name.contains("object") {
          let other = role == "user" ? "assistant" : "user"
          let turns = [#"{"role":"\#(role)","content":\#(form.json)}"#, #"{"role":"\#(other)","content":"other"}"#]
          let line = #"{"messages":[\#((role == "user" ? turns : turns.reversed()).joined(separator: ","))]}"#
          #expect(try Self.text(line, labeller) != nil, "\(name): \(role), \(form.name)")
        }
      }
    }
  }

  @Test func `a template that shows answers alone does so on purpose`() throws {
    let labeller = try TrainedPartsTests.labeller("t", Self.template("{{ m.content }}", of: "m.role == 'assistant'"))
    let (shown, _) = try Self.judge("answers alone", labeller, showsOthers: false)
    #expect(shown > 20)
  }

  @Test func `bundled templates show what is said, or refuse it`() throws {
    let sources = try TestData.runsLongTests ? TrainedPartsTests.sources() : TrainedPartsTests.sources().prefix(31) + []
    for (name, source) in sources {
      let labeller = try TrainedPartsTests.labeller(name, source)
      for role in ["user", "assistant"] {
        for form in Form.all("word" + role) {
          let other = role == "user" ? "assistant" : "user"
          let turns = [#"{"role":"\#(role)","content":\#(form.json)}"#, #"{"role":"\#(other)","content":"other"}"#]
          let line = #"{"messages":[\#((role == "user" ? turns : turns.reversed()).joined(separator: ","))]}"#
          guard let text = try Self.text(line, labeller) else { continue }
          for word in form.words { #expect(text.contains(word), "\(name): \(role), \(form.name): \(text)") }
        }
      }
    }
  }
}
