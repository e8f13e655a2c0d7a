import PrepExamples
import PrepRecords
import PrepShapes
import Testing

@testable import PrepFormatting

/// What some prompts and completions are like.
func census(_ pairs: [(String, String)]) throws -> FormatCensus {
  var census = FormatCensus()
  let editor = TextEditor(removing: FormatOptions(), common: nil)
  for (prompt, completion) in pairs {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("prompt")
    writer.string(prompt)
    writer.key("completion")
    writer.string(completion)
    writer.endObject()
    census.add(try FormatTexts(try JSONDocument(writer.take()).root, shape: nil, names: .usual), editor)
  }
  return census
}

@Suite struct FormatCensusTests {
  private func separator(_ prompts: [String]) throws -> FormatCensus.Ending {
    try census(prompts.map { ($0, "c") }).separator
  }

  @Test func `separators are proposed in the order of prepare_data, the first that no prompt has`() throws {
    #expect(try separator(["a", "b"]) == .new(Array(" ->".utf8)))
    #expect(try separator(["a\nb", "c"]) == .new(Array("\n\n###\n\n".utf8)))
    #expect(try separator(["a -> b", "c"]) == .new(Array("\n\n###\n\n".utf8)))
    let signs = ["###", "===", "---", "===>", "--->", "### =>"]
    for count in 1..<signs.count {
      let taken = signs[..<count].map { "\n\n\($0)\n\n" }.joined() + "x"
      #expect(try separator([taken, "y"]) == .new(Array("\n\n\(signs[count])\n\n".utf8)))
    }
    let all = (signs + ["####  =>"]).map { "\n\n\($0)\n\n" }.joined() + "\n\n#### =>\n\n\n\n##### =>\n\nx"
    #expect(try separator([all, "y"]) == .noneLeft)
  }

  @Test func `an end that all texts share serves`() throws {
    #expect(try separator(["a?", "b?"]) == .existing(Array("?".utf8)))
    #expect(try separator(["aé", "b\u{169}"]) == .new(Array(" ->".utf8)))
    // The same text again and again shares everything, which says nothing.
    #expect(try separator(["same", "same"]) == .new(Array(" ->".utf8)))
    #expect(try separator(["same ->", "same ->"]) == .existing(Array(" ->".utf8)))
    #expect(try census([("a", "one."), ("b", "two.\n"), ("c", "three")]).stop == .new(Array(" END".utf8)))
    #expect(try census([("a", "one."), ("b", "two.")]).stop == .existing(Array(".".utf8)))
  }

  @Test func `a set is for what its completions say`() throws {
    #expect(try census((0..<30).map { ("\($0)", $0 % 2 == 0 ? "yes" : "no") }).task == .classification)
    #expect(try census((0..<9).map { ("\($0)", "\($0 % 3)") }).task == .conditional)
    #expect(try census((0..<30).map { ("\($0)", "\($0)") }).task == .conditional)
    #expect(try census((0..<30).map { ("", "\($0)") }).task == .openEnded)
  }
}
