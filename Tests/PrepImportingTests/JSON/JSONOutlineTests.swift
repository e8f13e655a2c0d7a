import PrepShapes
import TestSupport
import Testing

@testable import PrepImporting

/// The outline of an object ends for any bytes, and says where the records are.
@Suite struct JSONOutlineTests {
  @Test func `lists of records are told by their pointers`() throws {
    let text = #"{"version":1,"dataset":[{"prompt":"q","completion":"a"},{"prompt":"r","completion":"b"}]}"#
    let lists = Array(text.utf8).withUnsafeBytes { JSONOutline($0)?.recordLists(.usual) ?? [] }
    #expect(lists.map(\.pointer) == ["/dataset"])
    #expect(lists.map(\.count) == [2])
    #expect(lists.map(\.isCut) == [false])
  }

  @Test(arguments: ["{\"a\":[}", "{\"a\":[1}]", "{\"a\":}", "{\"a\":[,,}", "{\"a\":{]", "{\"a\": ,\"b\":]}"])
  func `a bracket where a value should be ends the list`(text: String) {
    #expect(Array(text.utf8).withUnsafeBytes { JSONOutline($0)?.recordLists(.usual).count ?? 0 } == 0)
  }

  @Test(arguments: 0..<4) func `any bytes come to an end`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let signs = Array(#"{}[]",: \a1"#.utf8) + [0x0A, 0xFF]
    for _ in 0..<2000 {
      let tail = (0..<Int.random(in: 0...40, using: &random)).map { _ in signs.randomElement(using: &random) ?? 0 }
      _ = (Array(#"{"a":["#.utf8) + tail).withUnsafeBytes { JSONOutline($0)?.recordLists(.usual) }
    }
  }

  @Test func `conversations in a list of that name are records`() {
    func pointers(_ text: String) -> [String] {
      Array(text.utf8).withUnsafeBytes { JSONOutline($0)?.recordLists(.usual).map(\.pointer) ?? [] }
    }
    #expect(pointers(#"{"conversations":[{"id":1,"messages":[{"role":"user","content":"q"}]}]}"#) == ["/conversations"])
    #expect(pointers(#"{"conversations":[{"from":"human","value":"q"}]}"#).isEmpty)
    #expect(pointers(#"{"messages":[{"role":"user","content":"q","messages":[]}]}"#).isEmpty)
  }
}
