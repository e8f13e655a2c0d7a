import PrepExamples
import PrepRecords
import PrepShapes
import Testing

@testable import PrepFormatting

/// A formatter with what is to be added decided by hand.
func formatted(_ record: String, _ options: FormatOptions, census: FormatCensus? = nil, labels: [LabelChoice] = [])
  throws -> String?
{
  var formatter = RecordFormatter(
    try FormatPlan(options, TextEditor(removing: options, common: census), census, labels: labels), shape: nil,
    names: .usual)
  return try formatter.format(try JSONDocument(Array(record.utf8)).root).map { String(decoding: $0, as: UTF8.self) }
}

func given(_ separator: String, _ stop: String) -> FormatOptions {
  var options = FormatOptions()
  options.separator = .text(Array(separator.utf8))
  options.stop = .text(Array(stop.utf8))
  return options
}

@Suite struct FormatTextsTests {
  private func failure(_ record: String) -> String? {
    do {
      _ = try FormatTexts(try JSONDocument(Array(record.utf8)).root, shape: nil, names: .usual)
      return nil
    } catch let failure as FormatTexts.Failure { return failure.code } catch { return "\(error)" }
  }

  @Test func `records of every shape with a prompt keep all other bytes`() throws {
    let options = given(" ->", " END")
    #expect(
      try formatted(#"{ "prompt" : "a", "id": 1.0, "completion":"\u0062" }"#, options)
        == #"{ "prompt" : "a ->", "id": 1.0, "completion":" b END" }"#)
    #expect(
      try formatted(#"{"prompt":"a","completion":"b","label":true}"#, options)
        == #"{"prompt":"a ->","completion":" b END","label":true}"#)
    #expect(
      try formatted(#"{"prompt":"a","chosen":"b","rejected":"c"}"#, options)
        == #"{"prompt":"a ->","chosen":" b END","rejected":" c END"}"#)
    #expect(try formatted(#"{"prompt":"a"}"#, options) == #"{"prompt":"a ->"}"#)
  }

  @Test func `a labelled text becomes a prompt and its completion`() throws {
    #expect(
      try formatted(#"{"text":"a","label":3,"id":"x"}"#, given("\n\n###\n\n", "\n"))
        == #"{"prompt":"a\n\n###\n\n","completion":" 3\n","id":"x"}"#)
  }

  @Test func `what has the form already is left as it is`() throws {
    #expect(try formatted(#"{"prompt":"\u0061 ->","completion":" b END"}"#, given(" ->", " END")) == nil)
  }

  @Test(
    "records without a prompt say why",
    arguments: [
      ("[1]", "not-an-object"), (#"{"prompt":"a","prompt":"b","completion":"c"}"#, "duplicate-key"),
      (#"{"a":1}"#, "unknown-shape"),
      (#"{"text":"a"}"#, "no-prompt"), (#"{"messages":[]}"#, "needs-template"),
      (#"{"prompt":[],"completion":"a"}"#, "needs-template"),
      (#"{"prompt":1,"completion":"a"}"#, "wrong-type"), (#"{"prompt":"\ud800","completion":"a"}"#, "lone-surrogate"),
      (#"{"text":"a","label":"b","prompt":null}"#, "duplicate-key"),
      (#"{"text_a":"a","text_b":"b","label":"c"}"#, "no-prompt"),
    ])
  func refused(_ record: String, _ code: String) { #expect(failure(record) == code) }
}
