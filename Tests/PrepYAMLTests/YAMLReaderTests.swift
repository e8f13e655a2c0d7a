import PrepDiagnostics
import PrepYAML
import Testing

@Suite struct YAMLReaderTests {
  /// A document in a form that is easy to compare: scalars quoted, `~` where a node says nothing.
  private func outline(_ text: String) throws -> String? {
    try YAMLReader.read(Array(text.utf8), file: "r.yaml").map(outline)
  }

  private func outline(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar(let text, _): node.isNull ? "~" : "'\(text)'"
    case .sequence(let nodes): "[" + nodes.map(outline).joined(separator: " ") + "]"
    case .mapping(let pairs): "{" + pairs.map { "\($0.key.text):\(outline($0.value))" }.joined(separator: " ") + "}"
    }
  }

  @Test func scalarsAreTextAsItIsWritten() throws {
    let text = """
      number: 007
      exponent: 1e3
      date: 2026-11-29
      yes: no
      quoted: "a\\tb"
      single: 'it''s'
      nothing:
      tilde: ~
      word: "null"
      folded: >
        one
        two
      literal: |
        one
        two
      """
    #expect(
      try outline(text) == """
        {number:'007' exponent:'1e3' date:'2026-11-29' yes:'no' quoted:'a\tb' single:'it's' nothing:~ tilde:~ \
        word:'null' folded:'one two
        ' literal:'one
        two'}
        """)
  }

  @Test func sequencesAndMappingsNest() throws {
    #expect(try outline("a: [1, {b: c}]\nd:\n- e\n- - f\n  - g\n") == "{a:['1' {b:'c'}] d:['e' ['f' 'g']]}")
    #expect(try outline("--- x\n...\n") == "'x'")
    #expect(try outline("") == nil)
    #expect(try outline("# nothing\n") == nil)
    #expect(try outline("\u{FEFF}a: b\n") == "{a:'b'}")
    #expect(try outline("a: !!str 1\n") == "{a:'1'}")
  }

  @Test func aliasesRepeatTheirAnchor() throws {
    #expect(try outline("a: &x [1, 2]\nb: *x\nc: &y z\nd: *y\n") == "{a:['1' '2'] b:['1' '2'] c:'z' d:'z'}")
    let node = try #require(try YAMLReader.read(Array("a: &x 1\nb: *x\n".utf8), file: "r.yaml"))
    guard case .mapping(let pairs) = node.content else { throw Skip() }
    #expect(pairs[1].value.location.description == "r.yaml:2:4")
  }

  private struct Skip: Error {}

  @Test func placesAreLinesAndColumnsOfBytes() throws {
    // The separator U+2028 begins a line for libyaml and for no editor.
    let text = "é: \"1\u{2028} 2\"\r\nü: [a,\n  bß, c]\n"
    let node = try #require(try YAMLReader.read(Array(text.utf8), file: "r.yaml"))
    guard case .mapping(let pairs) = node.content, case .sequence(let elements) = pairs[1].value.content else {
      throw Skip()
    }
    #expect(pairs.map { $0.key.location.description } == ["r.yaml:1:1", "r.yaml:2:1"])
    #expect(pairs[0].value.location.description == "r.yaml:1:5")
    #expect(elements.map(\.location.description) == ["r.yaml:2:6", "r.yaml:3:3", "r.yaml:3:8"])
    for element in elements {
      let offset = try #require(element.location.offset)
      #expect(Array(text.utf8)[offset] == element.text?.utf8.first)
    }
  }

  /// What is refused, with the place and a part of the message.
  static let refused: [(text: String, place: String, message: String)] = [
    ("a: 1\na: 2\n", "2:1", "the key 'a' occurs twice"),
    ("a: {b: 1, \"b\": 2}\n", "1:11", "the key 'b' occurs twice"),
    ("? [a]\n: b\n", "1:3", "a key is not a single value"),
    ("a: *b\n", "1:4", "no anchor &b"),
    ("a: &a [*a]\n", "1:8", "no anchor &a"),
    ("a: !x 1\n", "1:4", "the tag !x"),
    ("%YAML 1.1\n--- a\n", "1:1", "directives"),
    ("a\n--- b\n", "2:1", "a second document"),
    ("a: [1,\nb: 2\n", "3:1", "did not find expected"),
    ("a: \"x\n", "2:1", "unexpected end of stream"),
    ("a: b: c\n", "1:5", "mapping values are not allowed"),
    ("a: @b\n", "1:4", "cannot start any token"),
    ("a: \u{1}\n", "1:4", "control characters"),
    ("ab: \0\n", "1:5", "control characters"),
    ("\ta: 1\n", "1:1", "cannot start any token"),
  ]

  @Test(arguments: refused) func whatIsRefusedHasItsPlace(text: String, place: String, message: String) throws {
    let error = try #require(throws: Diagnostic.self) { try YAMLReader.read(Array(text.utf8), file: "r.yaml") }
    #expect(error.code == "invalid-yaml")
    #expect(error.location.description == "r.yaml:\(place)", "\(error)")
    #expect(error.message.contains(message), "\(error)")
  }

  @Test func bytesThatAreNotUTF8HaveTheirPlace() throws {
    for (bytes, place) in [
      ([0x61, 0x3A, 0x20, 0xFF, 0x0A], "1:4"), ([0x0A, 0x61, 0xC3], "2:2"), ([0xFF, 0xFE, 0x61, 0], "1:1"),
    ] as [([UInt8], String)] {
      let error = try #require(throws: Diagnostic.self) { try YAMLReader.read(bytes, file: "r.yaml") }
      #expect(error.location.description == "r.yaml:\(place)", "\(error)")
    }
  }
}
