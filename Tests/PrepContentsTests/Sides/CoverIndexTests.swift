import PrepBytes
import PrepContents
import PrepDiagnostics
import PrepRecords
import TestSupport
import Testing

@Suite struct CoverIndexTests {
  static func sides(_ json: String, _ change: (inout ContentKeyReader) -> Void = { _ in }) throws -> WordSides {
    let lines = JSONLinesReader(
      sources: CanonicalContentTests.once(MemoryByteSource(Array(json.utf8), name: "in.jsonl")))
    let batch = try #require(try lines.next())
    guard case .record(let record) = batch[0] else { throw CancellationError() }
    var reader = ContentKeyReader()
    change(&reader)
    var room = SidesReader.Room()
    return try SidesReader(reader).read(record, &room)
  }

  static func text(_ text: String) throws -> WordSides {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("text")
    writer.string(text)
    writer.endObject()
    return try sides(String(decoding: writer.take(), as: UTF8.self))
  }

  private func covers(_ kept: String, _ dropped: String) throws -> CoverIndex.Covering? {
    try CoverIndex(Self.text(kept)).covers(CoverIndex(Self.text(dropped)))
  }

  private let story =
    "The keeper of the lighthouse wrote down the weather every single morning for 30 years. Nobody asked to read it. "
    + "When the ship came in, the captain did not believe that the fog had lasted for a week: he had seen the stars. "
    + "They sat down together and compared their books, page by page, until the oil was gone."

  @Test("what is left out, moved, wrapped or misspelt is covered")
  func covered() throws {
    let sentences = story.split(separator: ". ").map(String.init)
    #expect(try covers(story, story) != nil)
    #expect(try covers(story, sentences[0] + ". " + sentences[2]) != nil)
    #expect(try covers(story, sentences[2] + ". " + sentences[0] + ".") != nil)
    #expect(try covers(story, story.replacing(" the ", with: "\nthe ")) != nil)
    #expect(try covers(story, story.uppercased()) != nil)
    #expect(try covers("Read this first. " + story + " The end.", story) != nil)
    let respelt = try #require(try covers(story, story.replacing("weather", with: "wether")))
    #expect(respelt.respelt.map { String(decoding: $0.word, as: UTF8.self) } == ["wether"])
    #expect(respelt.respelt.map { String(decoding: $0.meant, as: UTF8.self) } == ["weather"])
  }

  @Test("a sentence that is pieced together from others is new") func pieced() throws {
    let first = "Anna repaired 30 violins in Oslo at noon and was not paid 407 coins for it."
    let second = " Boris painted 12 kettles in Turin before dawn and was paid 407 coins for it."
    #expect(try covers(first + second, first.replacing("not ", with: "") + second) == nil)
    #expect(try covers(first + second, second + " " + first) != nil)
    #expect(try covers(first + " " + second + second, first + second) != nil)
  }

  @Test("from twenty words on a text may stand inside another", arguments: 15...25) func shortest(_ count: Int) throws {
    let words = (0..<40).map {
      "word" + String(repeating: "a", count: $0 / 6) + String(UnicodeScalar(UInt8(98 + $0 % 6)))
    }
    let kept = words.joined(separator: " ") + "."
    let dropped = words.prefix(count).joined(separator: " ") + "."
    #expect((try covers(kept, dropped) != nil) == (count >= 20))
    #expect(try covers(dropped, dropped) != nil)
  }

  @Test(
    "what is new is not covered",
    arguments: [
      ("30", "31"), ("did not believe", "did believe"), ("the captain", "the owner"),
      ("captain did", "captain surely did"),
      ("the fog", "Fogg"), (" a week", " a month"), ("seen the stars", "seen the star"), ("gone.", "-gone-x."),
      ("page by page", "page + page"), ("lighthouse", "Leighthouse"), ("morning", "MORNINGS"),
    ])
  func new(_ old: String, _ other: String) throws {
    let changed = story.replacing(old, with: other)
    #expect(changed != story)
    #expect(try covers(story, changed) == nil, "\(other)")
  }

  @Test("values that change places are not covered") func swapped() throws {
    let kept = story + "\nName: Alice Smith\nBoss: Bob Jones\nTotal: 5\nLeft: 7"
    #expect(try covers(kept, story + "\nName: Bob Jones\nBoss: Alice Smith\nTotal: 5\nLeft: 7") == nil)
    #expect(try covers(kept, story + "\nName: Alice Smith\nBoss: Bob Jones\nTotal: 7\nLeft: 5") == nil)
  }

  @Test("a short side has to be equal") func short() throws {
    #expect(try covers("the gate was green and old", "The gate was green, and old!") != nil)
    #expect(try covers("the gate was green and old", "the gate was green") == nil)
    #expect(try covers(story, "Nobody asked to read it.") == nil)
  }

  @Test("what is asked has to be the same both ways, what is answered not")
  func sidesOfExamples() throws {
    func record(_ prompt: String, _ completion: String) -> String {
      #"{"prompt":"\#(prompt)","completion":"\#(completion)"}"#
    }
    func covers(_ kept: String, _ dropped: String) throws -> Bool {
      try CoverIndex(Self.sides(kept)).covers(CoverIndex(Self.sides(dropped))) != nil
    }
    let parts = story.split(separator: ". ").map(String.init)
    let long = parts[0] + ". " + parts[2]
    #expect(try covers(record("why", story), record("why", long)))
    #expect(try !covers(record(story, "because"), record(long, "because")))
    #expect(try !covers(record(story, "yes"), record(story, "no")))
    #expect(try !covers(#"{"text":"\#(story)","label":"+"}"#, #"{"text":"\#(story)","label":"-"}"#))
    let pair = #"{"prompt":"why","chosen":"\#(story)","rejected":"\#(long)"}"#
    #expect(try covers(pair, pair))
    #expect(try !covers(pair, #"{"prompt":"why","chosen":"\#(long)","rejected":"\#(story)"}"#))
    func chat(_ system: String, _ answer: String, _ more: String = "") -> String {
      #"{"messages":[{"role":"system","content":"\#(system)"},{"role":"user","content":"why"},"#
        + #"{"role":"assistant","content":"\#(answer)"\#(more)}]}"#
    }
    #expect(try covers(chat("be brief", story), chat("be kind", long)))
    #expect(
      try !covers(
        chat("be brief", story), chat("be brief", story, #","tool_calls":[{"name":"f","arguments":{"x":1}}]"#)))
    #expect(try !covers(record("why", story), #"{"text":"\#(story)"}"#))
    // Records of no known shape: all members count.
    #expect(try covers(#"{"a":"\#(story)","n":1}"#, #"{"n":1.0,"a":"\#(story)"}"#))
    #expect(try !covers(#"{"a":"\#(story)","n":1}"#, #"{"n":2,"a":"\#(story)"}"#))
  }

  @Test("edits whose meaning is known are judged right", arguments: 0..<6) func generated(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: 0xC0DE + seed)
    let nouns = (0..<400).map { number in
      String("bdfgklmnprst".randomElement(using: &random) ?? "b") + "o\(["ra", "ne", "li", "tu"][number % 4])"
        + String("bcdfghjklmnp".randomElement(using: &random) ?? "b") + "an\(["e", "o", "u"][number % 3])"
    }
    for _ in 0..<60 {
      let sentences = (0..<12).map { _ in
        (0..<Int.random(in: 6...14, using: &random)).map { _ in
          Int.random(in: 0...7, using: &random) == 0
            ? "\(Int.random(in: 10...9999, using: &random))" : nouns.randomElement(using: &random) ?? ""
        }
      }
      func text(_ sentences: [[String]]) -> String {
        sentences.map { $0.joined(separator: " ") + "." }.joined(separator: " ")
      }
      let whole = text(sentences)
      #expect(try covers(whole, text(sentences.shuffled(using: &random).dropLast(4))) != nil)
      var changed = sentences
      let (line, word) = (Int.random(in: 0..<12, using: &random), Int.random(in: 1..<5, using: &random))
      switch Int.random(in: 0..<4, using: &random) {
      case 0: changed[line][word] = "\(Int.random(in: 10000...99999, using: &random))"
      case 1: changed[line].insert("not", at: word)
      case 2: changed[line].remove(at: word)
      default: changed[line][word] = "Xylo" + changed[line][word]
      }
      if changed[line] != sentences[line] {
        #expect(try covers(whole, text(changed)) == nil, "\(changed[line]) for \(sentences[line])")
      }
    }
  }
}
