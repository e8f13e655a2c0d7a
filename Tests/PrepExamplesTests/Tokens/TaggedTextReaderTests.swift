import PrepBytes
import PrepDiagnostics
import PrepRecords
import PrepShapes
import Testing

@testable import PrepExamples

@Suite struct TaggedTextReaderTests {
  private static func read(_ line: String, unit: OffsetUnit = .characters) throws -> Example? {
    let chunker = LineChunker(source: MemoryByteSource(Array(line.utf8)))
    let batch = try #require(try chunker.next()?.parse())
    guard case .record(let record)? = batch.first else { throw Diagnostic("no-record", line, at: .init(file: "t")) }
    let shape = try ExampleShape(of: record, .usual)
    var reader = ExampleReader(shape: shape, names: .usual, in: SetShape())
    reader.offsetUnit = unit
    return try reader.examples(of: record).first
  }

  /// The text and label of each span.
  private static func spans(_ line: String, unit: OffsetUnit = .characters) throws -> [String] {
    guard case .tokenClassification(let tagged)? = try read(line, unit: unit) else { return [] }
    return (tagged.spans ?? []).map { span in
      String(decoding: tagged.text[span.bytes], as: UTF8.self) + "=" + String(decoding: span.label, as: UTF8.self)
    }
  }

  @Test(arguments: [
    (#"{"text":"😀 Bonn","label":[[2,6,"LOC"]]}"#, OffsetUnit.characters),
    (#"{"text":"😀 Bonn","labels":[[3,7,"LOC"]]}"#, .utf16), (#"{"text":"😀 Bonn","entities":[[5,9,"LOC"]]}"#, .bytes),
    (#"{"text":"😀 Bonn","spans":[{"start":2,"end":6,"label":"LOC"}]}"#, .characters),
    (#"{"text":"😀 Bonn","entities":[{"start_offset":2,"end_offset":6,"label":"LOC"}]}"#, .characters),
    // What a span says of its words shows what is counted.
    (#"{"text":"😀 Bonn","spans":[{"start":3,"end":7,"label":"LOC","text":"Bonn"}]}"#, .characters),
    (#"{"text":"😀 Bonn","spans":[{"start":2.0,"end":6,"label":"LOC","text":"Bonn"}]}"#, .utf16),
    (
      #"{"data":{"text":"😀 Bonn"},"annotations":[{"was_cancelled":true,"result":[]},{"result":[{"type":"labels","value":{"start":3,"end":7,"text":"Bonn","labels":["LOC"]}}]}]}"#,
      .characters
    ),
    (
      #"{"text":"😀 Bonn","tokens":[{"text":"😀","start":0,"end":1},{"text":"Bonn","start":2,"end":6}],"spans":[{"start":2,"end":6,"label":"LOC","token_start":1}],"answer":"accept"}"#,
      .characters
    ),
  ]) func `spans are read as tools write them`(line: String, unit: OffsetUnit) throws {
    #expect(try Self.spans(line, unit: unit) == ["Bonn=LOC"])
  }

  @Test(arguments: [
    (#"{"text":"abc","label":[[0,9,"X"]]}"#, "span-out-of-range"),
    (#"{"text":"abc","label":[[2,1,"X"]]}"#, "span-out-of-range"),
    (#"{"text":"abc","label":[[-1,2,"X"]]}"#, "span-out-of-range"),
    (#"{"text":"abc","label":[[0,0,"X"]]}"#, "empty-span"), (#"{"text":"abc","label":[[0,2]]}"#, "span-label"),
    (#"{"text":"abc","spans":[["0","2","X"]]}"#, "wrong-type"),
    (#"{"text":"abc","spans":[[0,1.5,"X"]]}"#, "wrong-type"),
    (#"{"text":"abc","spans":[{"start":0,"end":2,"label":"X","text":"bc"}]}"#, "span-text"),
    (#"{"tokens":["a","b"],"ner_tags":["O"]}"#, "token-tag-count"),
    (#"{"tokens":["a"],"ner_tags":[null]}"#, "wrong-type"),
    (#"{"tokens":["a",null],"ner_tags":["O","O"]}"#, "wrong-type"),
    (#"{"tokens":["a","b"],"tags":["O",1]}"#, "wrong-type"),
    (#"{"question":"q","context":"c","answers":{"text":["c"],"answer_start":[]}}"#, "answer-count"),
    (#"{"question":"q","context":"c","answers":{"text":["c"],"answer_start":["0"]}}"#, "wrong-type"),
  ]) func `what is no span is told`(line: String, code: String) throws {
    let fault = #expect(throws: Diagnostic.self) { _ = try Self.read(line) }
    #expect(fault?.code.rawValue == code)
  }

  @Test func `what an annotator rejected is no example`() throws {
    #expect(try Self.read(#"{"text":"abc","spans":[],"answer":"reject"}"#) == nil)
    #expect(try Self.read(#"{"text":"abc","spans":[],"answer":"ignore"}"#) == nil)
    #expect(try Self.read(#"{"text":"abc","spans":[],"answer":"accept"}"#) != nil)
    let fault = #expect(throws: Diagnostic.self) { _ = try Self.read(#"{"text":"abc","spans":[],"answer":"42"}"#) }
    #expect(fault?.code == "lost-field")
  }

  @Test func `places are found in both directions`() {
    let text = Array("a😀é\u{301}漢".utf8)
    for unit in OffsetUnit.allCases {
      let places = TextPlaces(text, unit)
      for byte in text.indices where text[byte] & 0xC0 != 0x80 {
        #expect(places.byte(places.place(ofByte: byte)) == byte, "\(unit) \(byte)")
      }
      #expect(places.byte(places.length) == text.count)
      #expect(places.byte(places.length + 1) == nil)
    }
    // Half a character of UTF-16 begins nothing.
    #expect(TextPlaces(text, .utf16).byte(2) == nil)
  }
}
