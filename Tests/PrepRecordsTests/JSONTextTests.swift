import PrepRecords
import Testing

@Suite struct JSONTextTests {
  private func view(_ text: String) throws -> JSONView { try JSONDocument(Array(text.utf8)).root }

  private static let keys = JSONKeyPair("role", "content")

  private func words(_ text: JSONText) -> String? { text.unescaped.map { String(decoding: $0, as: UTF8.self) } }

  @Test func anObjectOfTwoTextsIsReadAtOnce() throws {
    for text in [#"{"role":"u","content":"a\u00e9\n"}"#, #" { "content" : "a\u00e9\n" , "role" : "u" } "#] {
      let view = try view(text)
      let (role, content) = try #require(view.pair(Self.keys))
      #expect(words(role) == "u" && words(content) == "a\u{e9}\n")
    }
  }

  @Test func anyOtherObjectHasNoPair() throws {
    for text in [
      "{}", #"{"role":"a"}"#, #"{"role":"a","role":"b"}"#, #"{"role":"a","contents":"b"}"#,
      #"{"role":"a","content":1}"#,
      #"{"role":"a","content":"b","c":"d"}"#, #"{"rol\u0065":"a","content":"b"}"#, #"{"role":["a"],"content":"b"}"#,
      #"{"role":["a"]}"#,
      #"["role","a","content","b"]"#, "1", #""role""#, #"{"role":"a","content":["b"]}"#, #"{"rolf":"a","content":"b"}"#,
    ] { #expect(try view(text).pair(Self.keys) == nil, "\(text)") }
  }

  @Test func pairsAreGivenUpToTheFirstElementThatIsNone() throws {
    func pairs(_ text: String, upTo limit: Int = .max) throws -> [String] {
      var found: [String] = []
      let isAll = try view(text).forEachPair(Self.keys) { role, content in
        guard found.count < limit else { return false }
        found.append((words(role) ?? "?") + ":" + (words(content) ?? "?"))
        return true
      }
      return found + (isAll ? ["all"] : [])
    }
    let plain = #"{"role":"a","content":"1"},{"content":"2","role":"b"}"#
    #expect(try pairs("[\(plain)]") == ["a:1", "b:2", "all"])
    #expect(try pairs("[\(plain),7,\(plain)]") == ["a:1", "b:2"])
    #expect(try pairs("[\(plain)]", upTo: 1) == ["a:1"])
    #expect(try pairs(#"[{"role":"a","content":"\ud800"}]"#) == ["a:?", "all"])
    #expect(try pairs("[]") == ["all"])
    for text in ["[[\(plain)]]", "{}", "1", #"{"role":"a","content":"b"}"#] { #expect(try pairs(text) == []) }
  }

  @Test func textsAreComparedAsTheyAreWritten() throws {
    let (role, content) = try #require(try view(#"{"role":"user","content":"us\u0065r"}"#).pair(Self.keys))
    #expect(role.isWritten("user") && !role.isWritten("use") && !role.isWritten("usex") && !content.isWritten("user"))
    #expect(words(content) == "user")
  }
}
