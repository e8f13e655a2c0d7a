import PrepDecontaminating
import TestSupport
import Testing

@testable import PrepContents

@Suite struct DecontaminatorTests {
  private let question =
    "Ugo sells 57 marbles on each of the first four days of the week and twice as many on Friday. At the weekend the shop is closed, "
    + "but Ivo comes by and hands back 11 of them because they are scratched. How many marbles have stayed with the customers?"
  private let filler = "The keeper wrote down the weather every single morning and nobody ever asked to read it."

  private func item(_ question: String, _ answer: String = "") -> EvaluationItem {
    EvaluationItem(name: question, set: "s", question: Array(question.utf8), answers: [Array(answer.utf8)])
  }

  /// Where the first item that is found stands, in a set of this record alone.
  private static func window(_ record: RecordText, _ index: EvaluationIndex) -> ContaminationWindow? {
    var counts = ContaminationCounts(index)
    counts.add(ContaminationScan(record, index))
    var window: ContaminationWindow?
    ContaminationSearch(index, counts).forEachFound(in: record) {
      window = $2
      return false
    }
    return window
  }

  /// What is said of each of some texts.
  private func kinds(_ items: [EvaluationItem], _ texts: [String]) -> [ContaminationKind?] {
    guard let decontaminator = try? Decontaminator(EvaluationIndex(items)) else { return [] }
    let records = texts.map { text in
      var record = RecordText()
      record.append(Array(text.utf8), pointer: "/text")
      return record
    }
    for record in records { try? decontaminator.append(ContaminationScan(record, decontaminator.index)) }
    #expect(decontaminator.records == texts.count)
    var kinds: [ContaminationKind?] = texts.map { _ in nil }
    for record in (try? decontaminator.suspects()) ?? [] {
      for hit in decontaminator.hits(in: records[record], record: record) { kinds[record] = hit.verdict.kind }
    }
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
    let window = try #require(Self.window(record, index))
    let field = record.field(at: window.place)
    #expect(field.pointer == "/b")
    #expect(field.range == 4..<4 + question.utf8.count - 1)
    #expect(window.answer.map { String(decoding: record.bytes[$0], as: UTF8.self) } == "331")
  }

  @Test(
    "a number that is changed makes a variant in a question of any length",
    arguments: [
      "If Ravi saves 57 dollars a week for 9 weeks, what is left of the savings?",
      "老师让36个学生分成4组，每组再分给两位家长照看，一共需要多少位家长",
      "def fold_pairs(values, limit=17):\n  >>> fold_pairs([1, 2, 17])\n  20\n  where no value is above the limit",
    ])
  func variants(_ question: String) throws {
    let digits = try #require(question.firstMatch(of: /[0-9]+/))
    let changed = question.replacing(digits.output, with: "\((Int(digits.output) ?? 0) + 5)", maxReplacements: 1)
    #expect(
      kinds([item(question)], [question, "\(filler) \(changed) \(filler)", filler]) == [.verbatim, .variant, nil])
    // Where both stand, the question counts.
    #expect(kinds([item(question)], ["\(changed)\n\(filler)\n\(question)"]) == [.verbatim])
  }

  @Test("numbers alone are no variant of others") func numbersAlone() {
    func numbers(_ first: Int) -> String { (first..<first + 30).map { "n\($0)" }.joined(separator: " ") }
    #expect(kinds([item(numbers(100))], [numbers(100), numbers(200)]) == [.verbatim, nil])
  }

  @Test("markup around words says nothing") func markup() {
    let question = "Why did the keeper's daughter never light the lamp of the old harbour again?"
    let texts = [
      question.replacing("lamp", with: "_lamp_"), question.replacing("lamp", with: "***lamp***"),
      question.replacing("'", with: "&#39;"), question.replacing("'", with: "&rsquo;"), "__\(question)__",
      question.replacing(" the old", with: "<br/>the&nbsp;old"), question.replacing("lamp", with: "la_mp"),
    ]
    #expect(kinds([item(question)], texts) == Array(repeating: .verbatim, count: 6) + [nil])
  }

  @Test("an answer stands behind the choices, in the next text or beside it") func answers() {
    let choices = ["because nobody had oil", "because the sea was calm that year", "because she had left"]
    let question = "Why did the keeper's daughter never light the lamp of the old harbour again?"
    let item = EvaluationItem(
      name: "q", set: "s", question: Array(question.utf8),
      answers: [Array("She was gone. #### because she had left".utf8), Array("because she had left".utf8)],
      choices: choices.map { Array($0.utf8) })
    let index = EvaluationIndex([item])
    func answer(_ fields: [String]) -> String? {
      var record = RecordText()
      for (number, field) in fields.enumerated() { record.append(Array(field.utf8), pointer: "/\(number)") }
      let window = Self.window(record, index)
      return window?.answer.map { String(decoding: record.bytes[$0], as: UTF8.self) }
    }
    let right = "because she had left"
    let long = Array(repeating: filler, count: 3).joined(separator: " ")
    #expect(answer(["\(question) \(filler) A) \(choices[0]) B) \(choices[1]) Answer: \(right)"]) == right)
    #expect(answer([question, "\(long) The answer is \(right)."]) == right)
    #expect(answer([right, question]) == right)
    #expect(answer([question, "\(long) \(right) \(long)"]) == nil)
    #expect(answer(["\(long) \(right)", question]) == nil)
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

  /// Signatures leave out nothing: what a search finds is what looking at every item finds.
  @Test(arguments: 0..<6) func signaturesFindWhatAllItemsGive(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let words = (0..<(seed % 2 == 0 ? 9 : 400)).map { "w\($0)" } + ["7", "12"]
    func text(_ count: Int) -> String {
      (0..<count).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
    }
    let preamble = text(30)
    let items = (0..<40).map { number in
      item((number % 3 == 0 ? "" : preamble + " ") + text(Int.random(in: 1...60, using: &random)), text(2))
    }
    let index = EvaluationIndex(items)
    let records = (0..<60).map { _ in
      let question = Array((items.randomElement(using: &random)?.name ?? "").split(separator: " "))
      let part = question.dropLast(Int.random(in: 0...question.count / 3, using: &random))
        .map { $0 == "7" && Bool.random(using: &random) ? "8" : $0 }
      var record = RecordText()
      record.append(Array((text(10) + " " + part.joined(separator: " ") + " " + text(10)).utf8), pointer: "/text")
      return record
    }
    var counts = ContaminationCounts(index)
    for record in records { counts.add(ContaminationScan(record, index)) }
    let (search, plain) = (ContaminationSearch(index, counts), ContaminationSearch(index, counts, lookingAtAll: true))
    var found = 0
    for record in records {
      var lists: [[String]] = [[], []]
      for (place, search) in [search, plain].enumerated() {
        search.forEachFound(in: record) {
          lists[place].append("\($0) \($1.kind) \($1.score) \($2.place)")
          return true
        }
      }
      #expect(lists[0] == lists[1])
      found += lists[0].count
    }
    #expect(found > 8)
  }

  /// What all items begin with leads to none of them: a record has its own item to be looked at for.
  @Test func whatAllItemsShareLeadsToNone() throws {
    let preamble = (0..<34).map { "instruction\($0)" }.joined(separator: " ")
    func own(_ number: Int) -> String { (0..<24).map { "own\(number)x\($0)" }.joined(separator: " ") }
    let index = EvaluationIndex((0..<200).map { item("\(preamble) \(own($0))") })
    let decontaminator = try Decontaminator(index)
    for number in 150..<450 {
      var record = RecordText()
      record.append(Array("\(preamble) \(own(number))".utf8), pointer: "/text")
      try decontaminator.append(ContaminationScan(record, index))
    }
    #expect(try decontaminator.suspects() == Array(0..<50))
  }
}
