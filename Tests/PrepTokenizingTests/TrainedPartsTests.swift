import Foundation
import PrepExamples
import PrepTokenizers
import TestSupport
import Testing

@testable import PrepTemplates
@testable import PrepTokenizing

/// Template by template, the bundled ones and the published ones where the test data are: what is learnt of an
/// assistant's turn is all that it says, thinks and calls, with what ends it, and nothing else.
///
/// The judge knows nothing of parts. Every field is a word that stands nowhere else, and the same template says where a
/// turn begins and ends: as far as the text of the messages before, with what asks for an answer, the model was given
/// the words; behind the text of the messages up to the turn it is over.
@Suite struct TrainedPartsTests {
  /// What was seen of a template.
  struct Row {
    var renderings = 0
    var refused = 0
    /// Words of others that are learnt.
    var foreign = 0
    /// Words of the assistant that are not learnt.
    var missed = 0
    /// Words, but of thoughts, that are shown nowhere.
    var lost = 0
    /// Words of a template that were given when it was asked, or that come after the turn, and are learnt.
    var extra = 0
    /// Answers behind which the next words are learnt, and those where they are not.
    var ended = 0
    var open = 0
    /// Turns whose beginning the template shows when it is asked for them.
    var judged = 0
    var example = ""

    mutating func note(_ path: WritableKeyPath<Row, Int>, _ words: @autoclosure () -> String) {
      self[keyPath: path] += 1
      if example.isEmpty { example = words() }
    }
  }

  /// Templates that render no such conversation, and why.
  static let unused = [
    "llama--ik_llama.cpp--fireworks-ai-llama-3-firefunction-v2": "it asks for a variable that nobody gives"
  ]

  @Test func `what is learnt is what the assistant says, and its end`() throws {
    var table: [(name: String, row: Row)] = []
    for (name, source) in try Self.sources() { table.append((name, try Self.row(name, source))) }
    for (name, row) in table {
      #expect(row.foreign == 0 && row.missed == 0 && row.extra == 0 && row.lost == 0, "\(name): \(row)")
    }
    if ProcessInfo.processInfo.environment["PREP_SHOW_TABLES"] != nil { Self.show(table) }
    for (name, row) in table where row.renderings == 0 { #expect(Self.unused[name] != nil, "\(name): \(row.example)") }
  }

  private static func show(_ table: [(name: String, row: Row)]) {
    print("template\trenderings\trefused\tonly its own\tall of it\tnothing else\tends learnt\tturns judged")
    for (name, row) in table {
      print(
        "\(name)\t\(row.renderings)\t\(row.refused)\t\(row.foreign == 0 ? "yes" : "\(row.foreign) no")\t"
          + "\(row.missed == 0 ? "yes" : "\(row.missed) no")\t\(row.extra == 0 ? "yes" : "\(row.extra) no")\t"
          + "\(row.ended) of \(row.ended + row.open)\t\(row.judged)\t\(row.lost)\t\(row.example.debugDescription)")
    }
  }

  static func sources() throws -> [(name: String, source: [UInt8])] {
    var sources = try ChatTemplate.bundledNames.map { ($0, try ChatTemplate.named($0).source) }
    for file in try TestData.files(in: "templates") where file.pathExtension == "jinja" {
      sources.append((file.deletingPathExtension().lastPathComponent, Array(try Data(contentsOf: file))))
    }
    return sources
  }

  /// A labeller whose vocabulary has all tokens that a template spells.
  static func labeller(_ name: String, _ source: [UInt8]) throws -> ChatLabeller {
    let template = try ChatTemplate(name: name, source: source)
    let names = ["<BOS>", "<EOS>"] + template.spelledTokens.filter { $0 != "<BOS>" && $0 != "<EOS>" }
    let added = names.enumerated().map { number, name in
      """
      {"id":\(500 + number),"content":"\(name)","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}
      """
    }
    var file = try Fixtures.text("tokenizers/tiny.tokenizer.json")
    let start = try #require(file.range(of: "\"added_tokens\":["))
    let end = try #require(file.range(of: "]", range: start.upperBound..<file.endIndex))
    file.replaceSubrange(start.upperBound..<end.lowerBound, with: added.joined(separator: ","))
    let tokenizer = try Fixtures.withFile("v.tokenizer.json", file) { try Tokenizer(contentsOf: $0) }
    var options = TokenizingOptions()
    options.chat = try ChatFormat(
      template,
      TemplateSettings(
        tokens: [("bos_token", "<BOS>"), ("eos_token", "<EOS>")], time: TemplateTime(year: 2026, month: 3, day: 4)))
    return try #require(ChatLabeller(tokenizer, options))
  }

  private static func row(_ name: String, _ source: [UInt8]) throws -> Row {
    let labeller = try labeller(name, source)
    var row = Row()
    for kind in UniqueConversation.Kind.allCases {
      var random = SeededGenerator(seed: UInt64(kind.rawValue) + 11)
      for _ in 0..<TestData.rounds(6) {
        let chat = UniqueConversation(&random, kind)
        try judge(chat, labeller, &row)
      }
    }
    return row
  }

  private static func judge(_ chat: UniqueConversation, _ labeller: ChatLabeller, _ row: inout Row) throws {
    var text = LabelledText()
    do throws(TokenizingFault) {
      try labeller.label(chat.messages, tools: chat.tools, .init(), into: &text)
    } catch {
      row.refused += 1
      if row.example.isEmpty { row.example = error.message }
      return
    }
    row.renderings += 1
    let bytes = Array(text.bytes)
    let learnt = Self.learnt(text)
    let showsAll = chat.words.contains { word in
      chat.messages[word.message].role != "assistant" && ByteSearch.first(word.text, in: bytes[...]) != nil
    }
    for word in chat.words
    where !word.isThought && (showsAll || chat.messages[word.message].role == "assistant")
      && ByteSearch.first(word.text, in: bytes[...]) == nil
    {
      row.note(
        \.lost, "lost \(String(decoding: word.text, as: UTF8.self)) in \(String(decoding: bytes, as: UTF8.self))")
    }
    func context(_ range: Range<Int>) -> String {
      let lower = max(0, range.lowerBound - 60), upper = min(bytes.count, range.upperBound + 60)
      return String(decoding: bytes[lower..<range.lowerBound], as: UTF8.self) + "⟦"
        + String(decoding: bytes[range], as: UTF8.self) + "⟧"
        + String(decoding: bytes[range.upperBound..<upper], as: UTF8.self)
    }
    var last = [Int: Int]()
    for word in chat.words {
      var position = 0
      while let place = ByteSearch.first(word.text, in: bytes[position...]) {
        let range = place..<place + word.text.count
        position = range.upperBound
        if chat.messages[word.message].role == "assistant" {
          last[word.message] = max(last[word.message] ?? 0, position)
          if !learnt[range].allSatisfy({ $0 }) { row.note(\.missed, "missed \(context(range))") }
        } else if learnt[range].contains(true) {
          row.note(\.foreign, "foreign \(context(range))")
        }
      }
    }
    for (index, message) in chat.messages.enumerated() where message.role == "assistant" {
      guard let end = last[index] else { continue }
      let tail = bytes[end...]
      let next = tail.firstIndex { $0 > 0x20 } ?? end
      if message["tool_calls"] == nil, next < bytes.count, next != end || !tail.isEmpty {
        if learnt[next] { row.ended += 1 } else { row.open += 1 }
      }
      judgeBounds(chat, index, bytes, learnt, labeller.renderer, &row, context)
    }
  }

  /// Holds what is learnt of one answer against what the template itself says of where it begins and ends.
  private static func judgeBounds(
    _ chat: UniqueConversation, _ index: Int, _ bytes: [UInt8], _ learnt: [Bool], _ renderer: ChatRenderer,
    _ row: inout Row, _ context: (Range<Int>) -> String
  ) {
    let before = Array(chat.messages[..<index])
    guard !renderer.template.marksGeneration,
      let asked = try? renderer.render(Chat(messages: before, tools: chat.tools), addsPrompt: true).bytes
    else { return }
    // What stands between the last word before the answer and its first, and what stands behind that word when the
    // template is asked for the answer.
    func place(_ word: UniqueConversation.Word, in text: [UInt8]) -> Range<Int>? {
      ByteSearch.first(word.text, in: text[...]).map { $0..<$0 + word.text.count }
    }
    let others = chat.words.filter { $0.message < index }
    guard let first = chat.words.filter({ $0.message == index }).compactMap({ place($0, in: bytes)?.lowerBound }).min(),
      let gapStart = others.compactMap({ place($0, in: bytes)?.upperBound }).filter({ $0 <= first }).max(),
      let last = others.compactMap({ word in place(word, in: asked).map { (word, $0.upperBound) } }).max(by: {
        $0.1 < $1.1
      }),
      chat.messages[last.0.message].role != "assistant"
    else { return }
    let tail = asked[last.1...]
    let lower = TextSpaces.trimmedStart(tail)
    let given = Array(tail[lower..<max(lower, TextSpaces.trimmedEnd(tail))])
    guard !given.isEmpty, let start = ByteSearch.first(given, in: bytes[gapStart..<first]) else { return }
    row.judged += 1
    let header = start..<start + given.count
    if learnt[header].contains(true) { row.note(\.extra, "header \(context(header))") }
    let upTo = Array(chat.messages[...index])
    guard let whole = try? renderer.render(Chat(messages: upTo, tools: chat.tools)).bytes, bytes.starts(with: whole),
      whole.count < bytes.count, index + 1 < chat.messages.count, chat.messages[index + 1].role == "user"
    else { return }
    // What ends an answer may be printed with the next turn; behind it nothing is learnt.
    guard
      let start = chat.words.first(where: { $0.message == index + 1 }).flatMap({
        ByteSearch.first($0.text, in: bytes[whole.count...])
      })
    else { return }
    let behind = whole.count..<start
    if renderer.shape.lateEnd == nil, learnt[behind].contains(true) { row.note(\.extra, "behind \(context(behind))") }
  }

  /// For each byte whether it is learnt; control tokens are told by their texts.
  static func learnt(_ text: borrowing LabelledText) -> [Bool] {
    var result: [Bool] = []
    for stretch in text.stretches {
      while result.count < stretch.end { result.append(stretch.weight != 0) }
    }
    return result
  }
}

/// A random conversation in which every field is a word that stands nowhere else.
struct UniqueConversation {
  /// What its assistant does beside answering.
  enum Kind: Int, CaseIterable { case plain, reasoning, tools }

  /// A word, and where it stands.
  struct Word {
    let text: [UInt8]
    let message: Int
    let isThought: Bool
  }

  private(set) var messages: [Message] = []
  private(set) var words: [Word] = []
  private(set) var tools: [UInt8]?

  init(_ random: inout SeededGenerator, _ kind: Kind) {
    var count = 0
    var words: [Word] = []
    var messages: [Message] = []
    func word(_ random: inout SeededGenerator, isThought: Bool = false) -> String {
      count += 1
      let text = "wq\(count)x\(String(UInt16.random(in: 0...UInt16.max, using: &random), radix: 36))z"
      words.append(Word(text: Array(text.utf8), message: messages.count, isThought: isThought))
      return text
    }
    func member(_ key: String, _ text: String) -> Message.Member { .init(key: key, json: Array("\"\(text)\"".utf8)) }
    if kind == .tools {
      tools = Array(
        #"[{"type":"function","function":{"name":"lookup","description":"Finds.","parameters":{"type":"object","properties":{"key":{"type":"string","description":"What."}},"required":["key"]}}}]"#
          .utf8)
    }
    if Bool.random(using: &random) { messages.append(Message(role: "system", word(&random))) }
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      messages.append(Message(role: "user", word(&random)))
      if kind == .tools, Bool.random(using: &random) {
        let calls = (0..<Int.random(in: 1...2, using: &random)).map { number in
          #"{"id":"abcdefgh\#(number)","type":"function","function":{"name":"lookup","arguments":{"key":"\#(word(&random))"}}}"#
        }
        let said = Bool.random(using: &random) ? Array(word(&random).utf8) : []
        messages.append(
          Message(
            role: "assistant", content: .text(said),
            other: [.init(key: "tool_calls", json: Array("[\(calls.joined(separator: ","))]".utf8))]))
        for number in calls.indices {
          let result = word(&random)
          messages.append(
            Message(
              role: "tool", content: .text(Array(result.utf8)),
              other: [member("name", "lookup"), member("tool_call_id", "abcdefgh\(number)")]))
        }
      }
      let thought =
        kind == .reasoning && Bool.random(using: &random)
        ? [member("reasoning_content", word(&random, isThought: true))] : []
      messages.append(Message(role: "assistant", content: .text(Array(word(&random).utf8)), other: thought))
    }
    self.messages = messages
    self.words = words
  }
}
