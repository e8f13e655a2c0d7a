import PrepRecords
import TestSupport
import Testing

@Suite struct JSONWriterTests {
  @Test func commasAndColonsArePlaced() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("a")
    writer.ints([1, -2, 300])
    writer.key("b")
    writer.beginArray()
    writer.string("x\"\n\u{1}é")
    writer.null()
    writer.bool(true)
    writer.beginObject()
    writer.endObject()
    writer.double(0.5)
    writer.endArray()
    writer.endObject()
    writer.newline()
    #expect(
      String(decoding: writer.take(), as: UTF8.self)
        == "{\"a\":[1,-2,300],\"b\":[\"x\\\"\\n\\u0001é\",null,true,{},0.5]}\n")
  }

  @Test func indentedTextIsForPeople() {
    var writer = JSONWriter(indentation: 2)
    writer.beginObject()
    writer.key("a")
    writer.int(1)
    writer.key("b")
    writer.beginArray()
    writer.int(2)
    writer.endArray()
    writer.key("c")
    writer.beginObject()
    writer.endObject()
    writer.endObject()
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "{\n  \"a\": 1,\n  \"b\": [\n    2\n  ],\n  \"c\": {}\n}")
  }

  @Test func stringsAndNumbersComeBack() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let scalars = (0..<Int.random(in: 0...40, using: &generator)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0...(Bool.random(using: &generator) ? 0x7F : 0x1_0FFF), using: &generator))
      }
      let text = String(String.UnicodeScalarView(scalars))
      let number = Int(truncatingIfNeeded: generator.next()) >> Int.random(in: 0..<64, using: &generator)
      let real = Double(bitPattern: generator.next())
      var writer = JSONWriter()
      writer.beginArray()
      writer.string(text)
      writer.int(number)
      writer.double(real.isFinite ? real : 0)
      writer.endArray()
      let root = try JSONDocument(writer.bytes).root
      var values: [JSONView] = []
      root.forEachElement { values.append($0) }
      #expect(Array(try values[0].string().utf8) == Array(text.utf8))
      #expect(values[1].int == number)
      #expect(values[2].double == (real.isFinite ? real : 0))
    }
  }
}
