import PrepDiagnostics
import Testing

@testable import PrepImporting

@Suite struct TaggedProducerTests {
  private static func read(_ text: String, name: String, _ change: (inout InputImporter) -> Void = { _ in }) throws
    -> (lines: [String], origins: [Int], findings: [String])
  {
    var importer = InputImporter()
    change(&importer)
    let found = try imported(text, importer, sizes: [7], name: name)
    return (found.lines, found.origins, found.findings.map { "\($0.location.line) \($0.code.rawValue)" })
  }

  @Test func `a line whose words have tags behind slashes is a sentence`() throws {
    let text = "Bonn/B-LOC is/O 1/2/O ./O\n\nIt/O rains/O\nEU/B-ORG\n"
    #expect(
      try Self.read(text, name: "a.txt").lines == [
        #"{"tokens":["Bonn","is","1/2","."],"ner_tags":["B-LOC","O","O","O"]}"#,
        #"{"tokens":["It","rains"],"ner_tags":["O","O"]}"#, #"{"tokens":["EU"],"ner_tags":["B-ORG"]}"#,
      ])
    let parts = "It/PRP rains/VBZ ./.\nBonn/NNP\nOh/UH\n"
    #expect(
      try Self.read(parts, name: "a.txt").lines[0] == #"{"tokens":["It","rains","."],"pos_tags":["PRP","VBZ","."]}"#)
    // A word without a tag is bad data where the other lines tell what they are.
    let found = try Self.read(text + "no tag/O\n" + String(repeating: text, count: 8), name: "a.txt")
    #expect(found.lines.count == 27 && found.findings == ["5 column-count"])
    // Paths and dates have slashes too.
    for other in ["a/b c/d\ne/f\ng/h\n", "1/2 3/4\n1/2\n5/6\n", "and/or\n", "it is/O\nso\nx\n"] {
      #expect(try Self.read(other, name: "a.txt").lines.first?.contains("tokens") != true, "\(other)")
    }
  }

  @Test func `words and tags in any columns are sentences`() throws {
    let two = "EU\tB-ORG\nsaid\tO\n\n-DOCSTART-\tO\n\nBonn\tB-LOC\n"
    let expected = [
      #"{"tokens":["EU","said"],"ner_tags":["B-ORG","O"]}"#, #"{"tokens":["Bonn"],"ner_tags":["B-LOC"]}"#,
    ]
    for text in [two, two.replacing("\t", with: " "), two.replacing("\n", with: "\r\n")] {
      let found = try Self.read(text, name: "a.conll")
      #expect(found.lines == expected)
      #expect(found.origins == [1, 6])
      #expect(found.findings.isEmpty)
    }
    // Whoever reads the lines drops the mark and says so.
    #expect(try Self.read("\u{FEFF}" + two, name: "a.conll").lines == ["\u{FEFF}" + expected[0], expected[1]])
    let four = "EU NNP B-NP B-ORG\nsaid VBD B-VP O\n"
    #expect(
      try Self.read(four, name: "a.conll").lines == [
        #"{"tokens":["EU","said"],"pos_tags":["NNP","VBD"],"chunk_tags":["B-NP","B-VP"],"ner_tags":["B-ORG","O"]}"#
      ])
    // Places in a text are no tags, and a number in front is none of the words.
    #expect(
      try Self.read("EU\t0\t2\tB-ORG\nsaid\t3\t7\tO\n", name: "a.conll").lines == [
        #"{"tokens":["EU","said"],"ner_tags":["B-ORG","O"]}"#
      ])
    let numbered = "#\thttp://x\t[2009]\t\n1\tEU\tB-ORG\tO\n2\t#\tO\tO\n\n1\tBonn\tB-LOC\tO\n2\t.\tO\tO\n"
    #expect(
      try Self.read(numbered, name: "a.tsv").lines == [
        ##"{"tokens":["EU","#"],"ner_tags":["B-ORG","O"],"nested_tags":["O","O"]}"##,
        #"{"tokens":["Bonn","."],"ner_tags":["B-LOC","O"],"nested_tags":["O","O"]}"#,
      ])
    #expect(
      try Self.read(four, name: "a.conll") { $0.tagColumn = 2 }.lines == [
        #"{"tokens":["EU","said"],"pos_tags":["NNP","VBD"],"ner_tags":["B-NP","B-VP"]}"#
      ])
  }

  @Test func `CoNLL-U gives the words that were written, and what is said of them`() throws {
    let text = """
      # sent_id = 1
      # text = don't go
      1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
      1\tdo\tdo\tAUX\tVB\t_\t3\taux\t_\t_
      2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_
      2.1\tgone\tgo\tVERB\tVB\t_\t_\t_\t_\t_
      3\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\t_

      """
    let found = try Self.read(text, name: "a.conllu")
    #expect(found.lines.count == 1)
    #expect(found.lines[0].hasPrefix(#"{"sent_id":"1","text":"don't go","tokens":["do","n't","go"],"lemmas":"#))
    #expect(found.lines[0].contains(#""upos":["AUX","PART","VERB"],"xpos":["VB","RB","VB"]"#))
    #expect(try Self.read("1\tHi\thi\tINTJ\t_\t_\t0\troot\t_\n", name: "a.conllu").findings == ["1 column-count"])
  }

  @Test func `a sentence with a bad line is left out as a whole`() throws {
    let found = try Self.read("EU\tB-ORG\nsaid\nso\tO\n\nBonn\tB-LOC\n", name: "a.conll")
    #expect(found.lines == [#"{"tokens":["Bonn"],"ner_tags":["B-LOC"]}"#])
    #expect(found.findings == ["2 column-count"])
    #expect(throws: (any Error).self) { try Self.read("EU\tO\n", name: "a.conll") { $0.tagColumn = 5 } }
  }

  @Test func `a table and a text are none`() throws {
    for (text, name) in [
      ("a,b\n1,2\n", "a.csv"), ("one line\ntwo lines\n\nO my\nI am\n", "a.txt"), ("a\tb\nO\tO\n", "a.tsv"),
    ] {
      let found = try Self.read(text, name: name)
      #expect(!found.lines.contains { $0.contains("ner_tags") }, "\(text)")
    }
  }

  @Test func `articles are questions, one a record`() throws {
    let article =
      #"{"title":"t","paragraphs":[{"context":"The cat sat.","qas":[{"id":"1","question":"Who?","answers":[{"text":"cat","answer_start":4}],"is_impossible":false},{"id":"2","question":"When?","answers":[]}]}]}"#
    let expected = [
      #"{"id":"1","title":"t","context":"The cat sat.","question":"Who?","answers":{"text":["cat"],"answer_start":[4]},"is_impossible":false}"#,
      #"{"id":"2","title":"t","context":"The cat sat.","question":"When?","answers":{"text":[],"answer_start":[]}}"#,
    ]
    for text in [
      "{\"version\":\"v2.0\",\"data\":[\(article)]}", "{\n \"data\": [\n  \(article)\n ]\n}\n", "[\(article)]",
      article + "\n",
    ] { #expect(try Self.read(text, name: "a.json").lines == expected, "\(text)") }
    #expect(
      try Self.read(#"[["Bonn",{"entities":[[0,4,"LOC"]]}]]"#, name: "a.json").lines == [
        #"{"text":"Bonn","entities":[[0,4,"LOC"]]}"#
      ])
  }
}
