import Testing

@testable import PrepShapes

@Suite struct FieldMappingTests {
  @Test func `a field has our name unless another is given`() throws {
    let mapping = try FieldMapping(parsing: "prompt=a=b,text_a=left")
    #expect(mapping.name(of: .prompt) == "a=b")
    #expect(mapping.name(of: .textA) == "left")
    #expect(mapping.name(of: .completion) == "completion")
  }

  @Test func `the way into a field is no name, and what takes its record out is told`() {
    let refusal = #expect(throws: FieldMappingError.self) { try FieldMapping(parsing: "prompt=/data/a~1b/question") }
    #expect(
      refusal?.message.contains(#"jq -c '. + {"prompt": .["data"]["a/b"]["question"]}' puts the value there"#) == true)
    let element = #expect(throws: FieldMappingError.self) { try FieldMapping(parsing: "text=/texts/0") }
    #expect(element?.message.contains(#"{"text": .["texts"][0]}"#) == true)
    let outer = #expect(throws: FieldMappingError.self) { try FieldMapping(parsing: "prompt=/question") }
    #expect(outer?.message.hasSuffix("as in prompt=question") == true)
  }

  @Test(arguments: ["", "prompt", "prompt=", "=a", "promt=a", "prompt=a,prompt=b", "prompt=a,"])
  func `nonsense is refused`(argument: String) {
    #expect(throws: FieldMappingError.self) { try FieldMapping(parsing: argument) }
  }
}
