import PrepBytes
import TestSupport
import Testing

@testable import PrepImporting

/// What the reader of XML reports, whatever the pieces it is given.
@Suite struct XMLElementsTests {
  /// The elements and text of a file as one line.
  private func events(_ text: String, sizes: [Int] = [1 << 16]) throws -> String {
    var events: [String] = []
    try XMLElements.read(
      ChoppedByteSource(Array(text.utf8), sizes: sizes),
      begin: { name, attributes in
        events.append("<\(name)" + attributes.sorted { $0.key < $1.key }.map { " \($0)=\($1)" }.joined() + ">")
        return true
      }, text: { events.append($0) },
      end: {
        events.append("</\($0)>")
        return true
      })
    return events.joined(separator: "|")
  }

  @Test(
    "elements, attributes, text, references, comments and character data come out in order", arguments: [1, 3, 7, 4096])
  func wellFormed(_ size: Int) throws {
    let text = """
      \u{FEFF}<?xml version="1.0"?><!-- a --><x:sheet xmlns:x='u' b="1 &lt; 2&#10;&quot;">é &amp; &#x1F9F5;\r\nend<c/><!-- - -->\
      <![CDATA[<&]]>tail</x:sheet>\n<!-- after -->
      """
    #expect(
      try events(text, sizes: [size])
        == "<sheet b=1 < 2\n\" xmlns:x=u>|é & 🧵\nend|<c>|</c>|<&tail|</sheet>")
  }

  @Test(
    "what is not well-formed is damaged",
    arguments: [
      "", "text", "<a>", "<a></b>", "<a/><b/>", "<a b=1/>", "<a b='1' b='2'/>", "<a>&nbsp;</a>", "<a>&#0;</a>",
      "<a>&#xD800;</a>",
      "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a><![CDATA[x</a>", "<a b='<'/>", "<a></a>x", "<1/>", "<a", "<a b='",
      "<a/",
    ])
  func malformed(_ text: String) {
    #expect(throws: IOFailure.self) { try events(text) }
  }

  @Test("reading ends when the caller has seen enough") func stops() throws {
    var names: [String] = []
    try XMLElements.read(
      MemoryByteSource(Array("<a><b/><c></oops>".utf8)),
      begin: { name, _ in
        names.append(name)
        return name != "b"
      })
    #expect(names == ["a", "b"])
  }
}
