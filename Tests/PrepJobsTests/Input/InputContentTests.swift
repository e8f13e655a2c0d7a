import PrepBytes
import PrepImporting
import TestSupport
import Testing

@testable import PrepJobs

/// What an input holds is told in one order: what is asked for, the container that is named, the name, what stands in it.
@Suite struct InputContentTests {
  private static let texts: [(text: String, isText: Bool)] = [
    ("Some words.\nMore of them.\n", true), ("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", false),
    ("[{\"text\":\"a\"}]", false),
    ("EU B-ORG\nrejects O\n\nPeter B-PER\nwalks O\n\n", false),
    ("def f(a, b):\n    return a\n\n\nprint(f(1, 2))\n", true),
  ]

  private func content(
    _ text: String, _ name: String, _ change: (inout ExampleOptions, inout InputOptions) -> Void = { _, _ in }
  ) throws -> InputContent {
    var (examples, reading) = (ExampleOptions(), InputOptions())
    change(&examples, &reading)
    return try RecordOpening(reading).content(of: JobInput(Array(text.utf8), named: name), examples)
  }

  @Test func `what stands in a file tells where its name does not`() throws {
    for (text, isText) in Self.texts {
      for name in ["a.txt", "a.py", "a"] {
        #expect(try content(text, name) == (isText ? .whole : .records), "\(name) \(text)")
        #expect(
          try content(text, name) {
            $0.isLines = true; _ = $1
          } == (isText ? .lines : .records))
        #expect(
          try content(text, name) {
            $0.isText = true; _ = $1
          } == .whole)
      }
      for name in ["a.jsonl", "a.csv", "a.conll", "a.json"] { #expect(try content(text, name) == .records) }
    }
  }

  @Test func `the container that is named goes before names and contents`() throws {
    for (text, _) in Self.texts {
      for name in ["a.txt", "a.jsonl", "a"] {
        for container in [Container.jsonLines, .delimited(.comma), .tagged(nil)] {
          #expect(
            try content(text, name) {
              $1.importing.container = container; _ = $0
            } == .records)
        }
        #expect(
          try content(text, name) {
            $1.importing.container = .text; _ = $0
          } == .whole)
        #expect(
          try content(text, name) {
            $1.importing.container = .text; $1.importing.textUnit = .line; _ = $0
          } == .records)
      }
    }
  }

  @Test func `an encoder takes for text what is not named as records`() throws {
    let opening = RecordOpening(InputOptions())
    for (text, _) in Self.texts {
      for (name, expected) in [
        ("a.txt", InputContent.whole), ("a", .whole), ("a.jsonl", .records), ("a.csv", .records),
      ] {
        #expect(try opening.content(of: JobInput(Array(text.utf8), named: name), TextOptions()) == expected)
      }
    }
  }
}
