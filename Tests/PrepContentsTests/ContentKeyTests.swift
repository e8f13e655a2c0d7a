import PrepContents
import PrepDiagnostics
import Testing

@Suite struct ContentKeyTests {
  private func digest(_ json: String, _ scope: ContentScope) throws -> ContentDigest {
    var reader = ContentKeyReader()
    reader.scope = scope
    return try CanonicalContentTests.digest(json, reader).get()
  }

  @Test("a scope looks at its part of the example alone") func scopes() throws {
    let one = #"{"prompt":"a","completion":"b","id":1}"#
    #expect(try digest(one, .chat) == digest(#"{"id":2,"completion":"b","prompt":"a"}"#, .chat))
    #expect(try digest(one, .prompt) == digest(#"{"prompt":"a","completion":"c"}"#, .prompt))
    #expect(try digest(one, .completion) == digest(#"{"prompt":"x","completion":"b"}"#, .completion))
    #expect(try digest(one, .chat) != digest(#"{"prompt":"a","completion":"c"}"#, .chat))
    #expect(try digest(one, .line) != digest(one + " ", .line))
  }

  @Test("a chat asks with what stands before the last answer") func chats() throws {
    func chat(_ answer: String, _ question: String = "q") -> String {
      #"{"messages":[{"role":"user","content":"\#(question)"},{"content":"\#(answer)","role":"assistant","weight":1}]}"#
    }
    #expect(try digest(chat("a"), .prompt) == digest(chat("b"), .prompt))
    #expect(try digest(chat("a"), .completion) == digest(chat("a", "p"), .completion))
    #expect(try digest(chat("a"), .chat) != digest(chat("b"), .chat))
    let pair = #"{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"#
    #expect(
      try digest(pair + #""rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}]}"#, .prompt)
        == digest(pair + #""rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"c"}]}"#, .prompt))
  }

  @Test("fields are found by name and by pointer") func fields() throws {
    var reader = ContentKeyReader()
    reader.fields = [try #require(FieldPath("/meta/a~1b/1"))]
    let left = try CanonicalContentTests.digest(#"{"meta":{"a/b":[1,2]},"x":1}"#, reader).get()
    #expect(try left == CanonicalContentTests.digest(#"{"meta":{"a/b":[3,2.0]}}"#, reader).get())
    guard case .failure(let finding) = try CanonicalContentTests.digest(#"{"meta":{"a/b":[1]}}"#, reader) else {
      Issue.record("a missing element was found")
      return
    }
    #expect(finding.code == "missing-field")
    #expect(FieldPath("") == nil)
  }
}
