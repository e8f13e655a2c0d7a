import PrepContents
import PrepDecontaminating
import TestSupport
import Testing

@Suite struct DecontaminatorTests {
  private let question =
    "Ugo sells 57 marbles on each of the first four days of the week and twice as many on Friday. At the weekend the shop is closed, "
    + "but Ivo comes by and hands back 11 of them because they are scratched. How many marbles have stayed with the customers?"
  private let filler = "The keeper wrote down the weather every single morning and nobody ever asked to read it."

  private func item(_ question: String, _ answer: String = "") -> EvaluationItem {
    EvaluationItem(name: question, set: "s", question: Array(question.utf8), answer: Array(answer.utf8))
  }

  /// What is said of each of some texts.
  private func kinds(_ items: [EvaluationItem], _ texts: [String]) -> [ContaminationKind?] {
    var decontaminator = Decontaminator(EvaluationIndex(items))
    for text in texts {
      var record = RecordText()
      record.append(Array(text.utf8), pointer: "/text")
      decontaminator.append(ContaminationScan(record.words, decontaminator.index))
    }
    #expect(decontaminator.records == texts.count)
    var kinds: [ContaminationKind?] = texts.map { _ in nil }
    for hit in decontaminator.hits() { kinds[hit.record] = hit.verdict.kind }
    return kinds
  }

  @Test("a question is found as it is written, wrapped, in capitals and with tags, and with other numbers a variant")
  func kinds() {
    let half = String(question.prefix(question.count * 3 / 4))
    let texts = [
      "\(filler) \(question) \(filler)", question.uppercased(), question.replacing(" ", with: "\n"),
      question.replacing("marbles", with: "<b>marbles</b>"), question.replacing("57", with: "58"), half, filler,
      String(question.prefix(question.count / 3)), "",
    ]
    let found = kinds(
      [item(question), item("What does the sea taste of when rivers carry salt into it every day?")], texts)
    #expect(found == [.verbatim, .verbatim, .verbatim, .verbatim, .variant, .partial, nil, nil, nil])
  }

  @Test("a short question counts where its answer follows") func short() {
    let items = [item("What colour was the gate?", "green")]
    let texts = [
      "\(filler) What colour was the gate? It was green.", "What colour was the gate? Nobody knows.", "green",
    ]
    #expect(kinds(items, texts) == [.verbatim, nil, nil])
  }

  @Test("words that stand in every record say little") func boilerplate() {
    let boiler =
      "Construct a complete truth table for the following argument and determine whether it is valid or not. "
    let items = (0..<6).map {
      item(boiler + "The premise number \($0) says that birds of kind \($0) never sing at noon.")
    }
    let texts =
      (0..<40).map { _ in boiler + filler } + [
        boiler + "The premise number 3 says that birds of kind 3 never sing at noon."
      ]
    #expect(kinds(items, texts) == Array(repeating: nil, count: 40) + [.verbatim])
  }

  @Test("places are those of the field") func places() throws {
    var record = RecordText()
    record.append(Array(filler.utf8), pointer: "/a")
    record.append(Array("So: \(question) 331".utf8), pointer: "/b")
    let index = EvaluationIndex([item(question, "331")])
    let candidate = try #require(ContaminationScan(record.words, index).candidates.first)
    let field = record.field(at: candidate.window)
    #expect(field.pointer == "/b")
    #expect(field.range == 4..<4 + question.utf8.count - 1)
    #expect(candidate.answer.map { String(decoding: record.bytes[$0], as: UTF8.self) } == "331")
  }

  @Test("what is found does not depend on how often a text is repeated elsewhere", arguments: 0..<4)
  func generated(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let words = (0..<300).map { "w\($0)x" }
    func sentence(_ count: Int) -> String {
      (0..<count).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
    }
    let items = (0..<30).map { _ in item(sentence(Int.random(in: 10...80, using: &random))) }
    var texts: [String] = []
    var wanted: [Bool] = []
    for _ in 0..<80 {
      let has = Bool.random(using: &random)
      let inside = has ? items.randomElement(using: &random)?.name ?? "" : sentence(30)
      texts.append("\(sentence(20)) \(inside) \(sentence(20))")
      wanted.append(has)
    }
    #expect(kinds(items, texts).map { $0 == .verbatim } == wanted)
  }
}
