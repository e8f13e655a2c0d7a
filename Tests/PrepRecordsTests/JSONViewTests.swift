import PrepRecords
import TestSupport
import Testing

@Suite struct JSONViewTests {
  func view(_ text: String) throws -> JSONView { try JSONDocument(Array(text.utf8)).root }

  @Test func membersAreFoundByTheBytesOfTheirKeys() throws {
    let root = try view(#"{"a":1,"b\u0041":2,"é":3,"nested":{"a":[{}, [], "x"]},"":4}"#)
    #expect(root["a"]?.int == 1)
    #expect(root["bA"]?.int == 2)
    #expect(root["é"]?.int == 3)
    #expect(root["e\u{301}"] == nil)  // canonically equal, other bytes
    #expect(root[""]?.int == 4)
    #expect(root["nested"]?["a"]?.count == 3)
    #expect(root["missing"] == nil)
    #expect(root.count == 5)
    #expect(try view("[1]")["a"] == nil)
  }

  @Test func offsetsAndTextAreThoseOfTheInput() throws {
    let text = #" {"a" : [1, {"b": "c"}], "d": null}"#
    let root = try view(text)
    var found: [String] = []
    root.forEachMember { key, value in
      found.append(key.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
      found.append(value.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
      #expect(Array(text.utf8)[value.offset] == value.withUnsafeBytes { $0[0] })
    }
    #expect(found == ["\"a\"", "[1, {\"b\": \"c\"}]", "\"d\"", "null"])
    #expect(root.offset == 1)
    #expect(root.byteCount == text.utf8.count - 1)
  }

  @Test func elementsAreThoseOfTheArray() throws {
    #expect(
      try view("[1,[2,3],{\"a\":[4]},5]").elements.map { $0.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
        == ["1", "[2,3]", "{\"a\":[4]}", "5"])
    for text in ["[]", "{\"a\":1}", "1", "\"a\""] { #expect(try Array(view(text).elements).isEmpty) }
  }

  @Test func escapesAreResolved() throws {
    let text = #""\"\\\/\b\f\n\r\t\u0000\u00e9\u20AC\ud83d\uDE00""#
    #expect(try view(text).string() == "\"\\/\u{8}\u{c}\n\r\t\u{0}é€😀")
    #expect(try view("\"plain\"").unescaped() == Array("plain".utf8))
    #expect(try view("1").unescaped() == [])
  }

  @Test(arguments: [
    (#""ab\ud800""#, 3), (#""\udc00x""#, 1), (#""\ud800\ud800\udc00""#, 1), (#""\ud83d\n""#, 1),
    (#""\ud83d\u0041""#, 1),
  ])
  func aLoneSurrogateIsAFaultWithItsPlace(text: String, offset: Int) throws {
    let root = try view(text)
    #expect(throws: JSONError.loneSurrogate(at: offset)) { try root.string() }
  }

  @Test func longStringsWithEscapesAnywhereAreResolved() throws {
    for length in 0..<150 {
      for position in stride(from: 0, through: length, by: 7) {
        let before = String(repeating: "x", count: position)
        let after = String(repeating: "é", count: length - position)
        #expect(try view("\"\(before)\\n\\u00e9\(after)\"").string() == before + "\né" + after)
      }
    }
  }

  @Test func integersAreExactAndDoublesRounded() throws {
    #expect(try view("9223372036854775807").int == .max)
    #expect(try view("-9223372036854775808").int == .min)
    #expect(try view("9223372036854775808").int == nil)
    #expect(try view("1.0").int == nil)
    #expect(try view("-0").int == 0)
    #expect(try view("1e3").double == 1000)
    #expect(try view("0.1").double == 0.1)
    #expect(try view("1e400").double == nil)
    #expect(try view("\"1\"").double == nil)
  }

  @Test func duplicateKeysAreFoundByTheirText() throws {
    #expect(try view(#"{"a":1,"b":2}"#).duplicateKey == nil)
    #expect(try view(#"{"a":1,"b":2,"a":3}"#).duplicateKey?.offset == 13)
    #expect(try view(#"{"a":1,"\u0061":3}"#).duplicateKey?.offset == 7)
    #expect(try view(#"{"\u0061":1,"a":3}"#).duplicateKey?.offset == 12)
    #expect(try view(#"{"\ud800":1,"\ud801":3}"#).duplicateKey == nil)
    #expect(try view(#"{"\ud800":1,"\ud800":3}"#).duplicateKey != nil)
    let many = (0..<100).map { "\"k\($0)\":0" }.joined(separator: ",")
    #expect(try view("{\(many)}").duplicateKey == nil)
    #expect(try view("{\(many),\"\\u006b7\":1}").duplicateKey != nil)
    #expect(try view("[1,1]").duplicateKey == nil)
  }

  @Test func everyObjectWithARepeatedKeyIsFound() throws {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<200 {
      let count = Int.random(in: 0...30, using: &generator)
      let keys = (0..<count).map { _ in "k\(Int.random(in: 0..<60, using: &generator))" }
      let root = try view("{" + keys.map { "\"\($0)\":null" }.joined(separator: ",") + "}")
      #expect((root.duplicateKey != nil) == (Set(keys).count < keys.count))
    }
  }
}
