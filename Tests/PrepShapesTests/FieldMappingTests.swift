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
    #expect(refusal?.message.contains(#"jq -c '.["data"]["a/b"]' makes records"#) == true)
    #expect(throws: FieldMappingError.self) { try FieldMapping(parsing: "prompt=/question") }
  }

  @Test(arguments: ["", "prompt", "prompt=", "=a", "promt=a", "prompt=a,prompt=b", "prompt=a,"])
  func `nonsense is refused`(argument: String) {
    #expect(throws: FieldMappingError.self) { try FieldMapping(parsing: argument) }
  }
}
