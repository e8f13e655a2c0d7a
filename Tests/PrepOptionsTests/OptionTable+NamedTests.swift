import PrepOptions
import Testing

/// How options are read from names and values.
@Suite struct OptionTableNamedTests {
  private func read(_ name: String, _ value: OptionInput) throws -> SampleOptions {
    try SampleOptions.read([("length", .number("7")), (name, value)]).get()
  }

  private func failure(_ name: String, _ value: OptionInput) -> String? {
    guard case .failure(let failure) = SampleOptions.read([("length", .number("7")), (name, value)]) else { return nil }
    return failure.description
  }

  @Test func `values of every type find their places`() throws {
    #expect(try read("limit", .number("5")).limit == 5)
    #expect(try read("limit", .text("64Ki")).limit == 65536)
    #expect(try read("output", .text("-")).output.path == "-")
    #expect(try read("json", .boolean(true)).json)
    #expect(try read("json", .text("true")).json)
    #expect(try !read("header", .boolean(false)).header)
    #expect(try !read("header", .text("false")).header)
    #expect(try read("shape", .text("chat")).shape == .chat)
    #expect(try read("fields", .list([.text("a"), .text("b")])).names == ["a", "b"])
    #expect(try read("fields", .text("a,b")).names == ["a", "b"])
    #expect(try read("special", .list([.text("a,b"), .text("c")])).special == ["a,b", "c"])
    #expect(try read("special", .text("a,b")).special == ["a,b"])
    #expect(try read("buckets", .list([.number("1"), .text("2Ki")])).buckets == [1, 2048])
    #expect(
      try read("var", .mapping([("x", .boolean(false)), ("y", .text("a,b=c"))])).variables == [
        OptionPair("x", "false"), OptionPair("y", "a,b=c"),
      ])
    #expect(try read("factor", .mapping([("a=b", .number("3"))])).factors == [OptionPair("a=b", "3")])
    #expect(try read("map", .mapping([("prompt", .text("question"))])).map == [OptionPair("prompt", "question")])
    #expect(try read("map", .text("a=b,c=d")).map?.count == 2)
    #expect(try read("map", .list([.text("a=b"), .text("c=d")])).map?.count == 2)
    #expect(try read("limit", .null).limit == 64 << 20)
  }

  @Test func `what does not fit is refused under its own name`() {
    #expect(failure("lenght", .number("1")) == "there is no option lenght; did you mean length?")
    #expect(failure("--limit", .number("1")) == "there is no option --limit; did you mean limit?")
    #expect(failure("length", .number("1")) == "length: the option appears twice")
    #expect(failure("limit", .number("1.5")) == "limit takes a number such as 2048 or 64Ki, not '1.5'")
    #expect(failure("limit", .boolean(true)) == "limit takes a number such as 2048 or 64Ki, not 'true'")
    #expect(failure("limit", .list([.number("1")])) == "limit takes a number such as 2048 or 64Ki, not 'a list'")
    #expect(failure("json", .text("yes")) == "json takes true or false, not 'yes'")
    #expect(failure("json", .number("1")) == "json takes true or false, not '1'")
    #expect(failure("fields", .mapping([])) == "fields takes NAME,..., not 'a mapping'")
    #expect(failure("fields", .list([.list([])])) == "fields takes NAME,..., not 'a list'")
    #expect(failure("fields", .list([])) == "fields: the list is empty")
    #expect(failure("special", .list([])) == nil)
    #expect(failure("fields", .list([.text("a,b")])) == "fields: 'a,b' has a comma, which parts values")
    #expect(failure("map", .mapping([("a", .text("b,c"))])) == "map: 'a=b,c' has a comma or a sign =, which part names")
    #expect(failure("var", .mapping([("a=b", .text("c"))])) == "var: 'a=b' has a sign =")
    guard case .failure(let failure) = SampleOptions.read([("json", .boolean(true))] as [(String, OptionInput)]) else {
      Issue.record("an option that is needed was not missed")
      return
    }
    #expect(failure.description == "missing length" && failure.option == "length")
  }
}
