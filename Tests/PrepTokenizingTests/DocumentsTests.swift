import PrepBytes
import PrepExamples
import PrepRecords
import PrepShapes
import PrepTokenizers
import TestSupport
import Testing

@testable import PrepTemplates
@testable import PrepTokenizing

/// What a template shows of a record's documents is read and not learnt, whatever it says.
@Suite struct DocumentsTests {
  private static let template = """
    {%- for d in documents %}<D>{{ d.title }}: {{ d.text }}</D>{% endfor %}\
    {%- for m in messages %}<{{ m.role }}>{{ m.content }}<EOS>{% endfor %}
    """

  /// Documents in the words of the assistant's own turn.
  private static let inAnswers = """
    {%- for m in messages %}<{{ m.role }}>{% if m.role == 'assistant' %}{% for d in documents %}\
    [{{ d.title }}: {{ d.text }}]{% endfor %}{% endif %}{{ m.content }}<EOS>{% endfor %}
    """

  /// A template that renders nothing without documents.
  private static let needed = """
    {%- if not documents %}{{ raise_exception('no documents') }}{% endif %}\
    {%- for d in documents %}<D>{{ d.title }}: {{ d.text }}</D>{% endfor %}\
    {%- for m in messages %}<{{ m.role }}>{{ m.content }}<EOS>{% endfor %}
    """

  private static let documents =
    #"[{"title":"dovetail","text":"quillwork <EOS>","contents":"quillwork <EOS>","content":"quillwork <EOS>"},"#
    + #"{"title":"harbinger","text":"x","contents":"x","content":"x"}]"#

  private static func record(_ text: String) throws -> Record {
    let batch = try #require(try LineChunker(source: MemoryByteSource(Array(text.utf8))).next()?.parse())
    guard case .record(let record)? = batch.first else { throw TokenizingFault.nothingToLearn }
    return record
  }

  @Test func `documents are shown by templates that ask for them, as text, and not learnt`() throws {
    var shown = 0
    let own = [("before", Self.template), ("in answers", Self.inAnswers), ("needed", Self.needed)]
    for (name, source) in own.map({ ($0, Array($1.utf8)) }) + (try TrainedPartsTests.sources())
    where ByteSearch.first(Array("documents".utf8), in: source[...]) != nil {
      let labeller = try TrainedPartsTests.labeller(name, source)
      let messages = [
        Message(role: "user", content: .text(Array("Where is it?".utf8))),
        Message(role: "assistant", content: .text(Array("marzipan".utf8))),
      ]
      var text = LabelledText()
      // Whoever hands them over.
      let variables =
        name == "needed"
        ? TemplateVariables(named: Array("{\"documents\":\(Self.documents)}".utf8))
        : TemplateVariables(documents: Array(Self.documents.utf8))
      do throws(TokenizingFault) {
        try labeller.label(messages, tools: nil, .init(variables: variables), into: &text)
      } catch { continue }
      let bytes = Array(text.bytes)
      guard ByteSearch.first(Array("dovetail".utf8), in: bytes[...]) != nil else { continue }
      shown += 1
      let learnt = TrainedPartsTests.learnt(text)
      for word in ["dovetail", "quillwork", "harbinger"] {
        var position = 0
        while let place = ByteSearch.first(Array(word.utf8), in: bytes[position...]) {
          #expect(!learnt[place..<place + word.utf8.count].contains(true), "\(name): \(word)")
          position = place + word.utf8.count
        }
      }
      let answer = try #require(ByteSearch.first(Array("marzipan".utf8), in: bytes[...]), "\(name)")
      #expect(learnt[answer..<answer + 8].allSatisfy { $0 }, "\(name): the answer is learnt")
      // What a document says never becomes a token of control.
      let said = try #require(ByteSearch.first(Array("quillwork <EOS>".utf8), in: bytes[...]), "\(name)")
      let controls = text.stretches.reduce(into: (start: 0, found: [Int]())) { state, stretch in
        if stretch.control != nil { state.found.append(state.start) }
        state.start = stretch.end
      }.found
      #expect(!controls.contains(said + 10), "\(name): a document's <EOS> is text")
    }
    #expect(shown > (TestData.folder == nil ? 2 : 4))
  }

  @Test func `documents are a list or the text of one, and nothing where no template asks`() throws {
    let chat = #""messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]"#
    let reader = ExampleReader(shape: .chat)
    func documents(_ value: String, asked: Bool = true) throws -> String? {
      let record = try Self.record("{\(chat),\"documents\":\(value)}")
      return try reader.templateVariables(of: record, takesDocuments: asked)?.documents
        .map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(try documents(#"[{"text":"t"}]"#) == #"[{"text":"t"}]"#)
    #expect(try documents(#""[{\"text\":\"t\"}]""#) == #"[{"text":"t"}]"#)
    for nothing in ["null", "[]", "\"\"", "\" \""] { #expect(try documents(nothing) == nil) }
    for wrong in ["7", "\"one\"", "{\"text\":\"t\"}"] {
      #expect(throws: (any Error).self) { try documents(wrong) }
      #expect(try documents(wrong, asked: false) == nil)
    }
  }
}
