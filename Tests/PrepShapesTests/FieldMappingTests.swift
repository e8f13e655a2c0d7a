import Testing

@testable import PrepShapes

@Suite struct FieldMappingTests {
  @Test func `a field has our name unless another is given`() throws {
    let mapping = try FieldMapping(parsing: "prompt=a=b,text_a=left")
    #expect(mapping.name(of: .prompt) == "a=b")
    #expect(mapping.name(of: .textA) == "left")
    #expect(mapping.name(of: .completion) == "completion")
  }

  @Test(arguments: ["", "prompt", "prompt=", "=a", "promt=a", "prompt=a,prompt=b", "prompt=a,"])
  func `nonsense is refused`(argument: String) {
    #expect(throws: FieldMappingError.self) { try FieldMapping(parsing: argument) }
  }
}
