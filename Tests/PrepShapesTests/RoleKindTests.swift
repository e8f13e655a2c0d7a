import Testing

@testable import PrepShapes

@Suite struct RoleKindTests {
  @Test func `each name stands once, and is found by its bytes`() {
    #expect(Set(RoleKind.table.map(\.name)).count == RoleKind.table.count)
    for (number, line) in RoleKind.table.enumerated() {
      #expect(Int(line.number) == number)
      let mark = Array(line.name.utf8).withUnsafeBufferPointer { RoleKind.mark($0) }
      #expect(mark.kind == line.kind && mark.isAlias == line.isAlias, "\(line.name)")
      #expect(RoleKind(line.name) == line.kind)
    }
  }

  @Test func `a role's own name is no alias`() {
    for kind in RoleKind.allCases where kind != .other {
      #expect(RoleKind.named(kind.name)?.kind == kind)
      #expect(RoleKind.named(kind.name)?.isAlias == false)
      #expect(RoleKind.table[Int(RoleKind.number(of: kind))].name == kind.name)
    }
  }

  @Test func `the user's word goes before the table`() throws {
    let names = try #require(RoleNames(parsing: "human=assistant,witch=tool,call=function_call"))
    #expect(names.role("human")?.kind == .assistant)
    #expect(names.role("witch")?.kind == .tool)
    #expect(names.role("call")?.isCall == true)
    #expect(names.role("critic") == nil && names.role("nobody") == nil)
    for argument in ["a", "=user", "a=human", "a=b"] { #expect(RoleNames(parsing: argument) == nil) }
  }

  @Test func `a role is known in any case of its letters, and another case is another's name`() {
    for name in RoleKind.table {
      for written in [
        name.name.uppercased(), name.name.prefix(1).uppercased() + name.name.dropFirst(), name.name.lowercased(),
      ] {
        let found = RoleKind.named(written)
        #expect(found?.kind == name.kind && found?.isCall == name.isCall, "\(written)")
        if RoleKind.table.allSatisfy({ $0.name != written }) { #expect(found?.isAlias == true, "\(written)") }
      }
    }
    #expect(RoleKind.named("CLIENT") == nil && RoleKind.named("") == nil && RoleKind.named("ÜSER") == nil)
    #expect(["HUMAN", "GPT", "Gpt", "ChatGPT"].map { RoleKind($0) } == [.user, .assistant, .assistant, .assistant])
  }
}
