import PrepDiagnostics
import Testing

@Suite struct NearestNamesTests {
  private func nearest(_ word: String, _ names: [String]) -> [String] { NearestNames.of(word, among: names) }

  @Test func `a slip leads to the name that was meant`() {
    let names = ["length", "weights", "max-line", "max-tokens", "threads", "on-invalid", "template-var", "template"]
    for (slip, name) in [
      ("lenght", "length"), ("lenth", "length"), ("LENGTH", "length"), ("thread", "threads"), ("treads", "threads"),
      ("max_line", "max-line"),
      ("maxline", "max-line"), ("templte", "template"), ("templatevar", "template-var"), ("oninvalid", "on-invalid"),
      ("weight", "weights"),
      ("tokens", "max-tokens"), ("line", "max-line"),
    ] {
      #expect(nearest(slip, names) == [name], "\(slip)")
    }
    #expect(nearest("max", names) == ["max-line", "max-tokens"])
    #expect(nearest("temp", names) == ["template-var", "template"])
  }

  @Test func `nothing unrelated is offered`() {
    #expect(nearest("lenght", ["weights"]) == [])
    #expect(nearest("ab", ["cd", "xy"]) == [])
    #expect(nearest("json", ["jobs", "size", "part"]) == [])
    #expect(nearest("", ["a"]) == [])
    #expect(nearest(String(repeating: "x", count: 65), [String(repeating: "x", count: 64)]) == [])
  }

  @Test func `what is near is near enough`() {
    // Every name with one letter changed, dropped, doubled or swapped leads back to it, alone or among its equals.
    let names = [
      "tokenize", "tokenizer", "pack", "shard", "validate", "view", "verify", "convert", "count", "encode", "decode",
      "export",
    ]
    for name in names {
      let letters = Array(name)
      for index in letters.indices {
        var slips = [letters, letters, letters]
        slips[0][index] = "q"
        slips[1].remove(at: index)
        slips[2].insert(letters[index], at: index)
        if index > 0 {
          slips.append(letters)
          slips[3].swapAt(index, index - 1)
        }
        for slip in slips.map({ String($0) }) where !names.contains(slip) && slip.count > 2 {
          #expect(nearest(slip, names).contains(name), "\(slip)")
        }
      }
    }
  }

  @Test func `a question names them all`() {
    #expect(NearestNames.question([]) == "")
    #expect(NearestNames.question(["a"]) == "; did you mean a?")
    #expect(NearestNames.question(["a", "b", "c"]) == "; did you mean a, b or c?")
  }

  @Test func `distances are those of optimal string alignment`() {
    func distance(_ a: String, _ b: String) -> Int { NearestNames.distance(Array(a.utf8), Array(b.utf8)) }
    #expect(distance("", "abc") == 3)
    #expect(distance("kitten", "sitting") == 3)
    #expect(distance("ab", "ba") == 1)
    #expect(distance("ca", "abc") == 3)
  }
}
