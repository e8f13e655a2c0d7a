import Foundation
import PrepCodecs
import TestSupport
import Testing

@testable import PrepImporting

@Suite struct ContainerGuessTests {
  private func guess(_ text: String, _ path: String = "x") -> Container {
    Array(text.utf8).withUnsafeBytes { ContainerGuess($0, isWhole: true, path: path).container }
  }

  @Test func `JSON Lines, arrays, pretty-printed objects, tables and text are told apart`() {
    #expect(guess("{\"a\":1}\n{\"a\":2}\n") == .jsonLines)
    #expect(guess("\u{FEFF}{\"a\":1}") == .jsonLines)
    #expect(guess("{\"a\":1}\n{bad}\n{\"a\":2}") == .jsonLines)
    #expect(guess("[\n{\"a\":1}]") == .jsonArray)
    #expect(guess("{\n  \"a\": 1\n}\n{\n}") == .jsonValues)
    #expect(guess("a,b\n1,2\n") == .delimited(.comma))
    #expect(guess("some words here\nand there\n", "notes.txt") == .text)
    #expect(guess("PAR1....") == .parquet)
    #expect(guess("a\u{0}\u{1}\u{2}\u{3}\u{4}") == .refused(.unknownBinary))
  }

  @Test func `lines of broken objects are lines, and objects over several lines are not`() {
    #expect(guess("{\"a\":1},\n{\"a\":2},\n") == .jsonLines)
    #expect(guess("{\"a\":1,\"b\":\"c\"") == .jsonLines)
    #expect(guess("{\"a\":1\n{\"a\":2\n") == .jsonLines)
    #expect(guess("{'a':1};\n{'a':2};\n") == .jsonLines)
    #expect(guess("{\"a\":1,\n\"b\":2}\n{\"a\":1,\n\"b\":2}\n") == .jsonValues)
    let chat = "{\n\"messages\":[\n" + String(repeating: "{\"role\":\"user\"},\n", count: 9) + "{}\n]\n}\n"
    #expect(guess(chat, "chat.jsonl") == .jsonValues)
    let mixed = "{\"a\":1},\n{\"a\":1},\n{\"a\":\n1},\n"
    #expect(guess(mixed, "mixed.jsonl") == .jsonLines)
    #expect(guess(mixed, "mixed.json") == .jsonValues)
  }

  @Test(arguments: [
    ("broken/JTasnim.json-array.jsonl", "json"), ("broken/edersonbadeca.val.pretty-printed.jsonl", "json-values"),
    ("broken/zirho.training.pretty-printed.jsonl", "json-values"), ("broken/latslats.bad-lines.jsonl", "jsonl"),
    ("broken/lokesh.blank-lines.jsonl", "jsonl"), ("broken/ycc.data.csv", "csv"),
    ("finetune/user.DataIndeed.Split.xlsx", "xlsx"), ("finetune/llamafactory.wiki_demo.txt", "text"),
    ("finetune/rasbt.instruction-data.json", "json"), ("classification/sst2.dev.tsv", "tsv"),
    ("finetune/user.greentext.data.json", "jsonl"),
  ])
  func `published files are recognised`(name: String, container: String) throws {
    guard let bytes = try TestData.bytes(name) else { return }
    let found = bytes.prefix(1 << 16).withUnsafeBytes {
      ContainerGuess($0, isWhole: bytes.count <= 1 << 16, path: name).container
    }
    #expect(found.name == container, "\(name): \(found.name)")
  }
}
