import Foundation
import PrepRecords
import PrepTokenizers
import TestSupport
import Testing

/// Ids, offsets and texts that Hugging Face tokenizers, SentencePiece and rwkv gave for the vocabularies of other
/// families.
@Suite struct FamilyGoldenTests {
  /// What a row says; offsets in characters, or in bytes where SentencePiece gave them.
  struct Row {
    var text = ""
    var ids: [UInt32] = []
    var idsAsText: [UInt32]?
    /// Whether `idsAsText` holds a control token, which text must not become.
    var leaks = false
    var offsets: [[Int]]?
    var decoded: String?
    var isInBytes = false
    /// Whether the engine knows no special tokens.
    var isText = false
  }

  /// Offsets that the engine gets wrong: it loses count where a map leaves a character out, and adds up the lengths of
  /// tokens where unknown characters or bytes are left out between them.
  static func isMiscounted(_ name: String, _ text: String) -> Bool {
    name.hasPrefix("made-charbpe-nounk") || text.utf8.contains(0x1B)
      || name.hasPrefix("falcon") && text.utf8.contains(0x0B)
  }

  static let names: [String] = {
    let files = (try? TestData.files(in: "families/golden")) ?? []
    let all = files.map(\.lastPathComponent).filter {
      $0.hasSuffix(".jsonl.gz") && !$0.hasPrefix("task-") && !$0.contains(".long.")
    }.sorted()
    // All of them take minutes in a debug build.
    if TestData.runsLongTests { return all }
    return all.filter {
      [
        "made-wp", "made-wl", "made-bl-falcon", "made-char", "made-bytefallback", "nmt.spm", "kobert", "shape-albert",
        "shape-xlm", "blingfire",
      ].contains(where: $0.hasPrefix)
    }
  }()

  static func rows(_ name: String) throws -> (vocabulary: String, rows: [Row]) {
    guard let url = TestData.url("families/golden/" + name) else { return ("", []) }
    var rows: [Row] = []
    var vocabulary = ""
    let reader = JSONLinesReader(paths: [url.path], threads: 1)
    while let batch = try reader.next() {
      for item in batch.items {
        guard case .record(let record) = item else { continue }
        let root = record.root
        vocabulary = try root["vocab"]?.string() ?? ""
        var row = Row()
        row.text = try root["text"]?.string() ?? ""
        row.ids = TokenizerJSONReaderTests.ids(root["ids"])
        row.idsAsText = root["ids_as_text"].map { TokenizerJSONReaderTests.ids($0) }
        row.leaks = root["as_text_leaks"]?.bool ?? false
        row.offsets = root["offsets"].map { TokenizerJSONReaderTests.offsets($0) }
        row.decoded = try root["decoded"]?.string()
        let source = try root["source"]?.string() ?? ""
        row.isInBytes = source.hasPrefix("sentencepiece")
        row.isText = !source.hasPrefix("tokenizers")
        rows.append(row)
      }
    }
    return (vocabulary, rows)
  }

  @Test(arguments: names)
  func `every text has the ids, offsets and decoded text of the engine that the file is made for`(name: String) throws {
    let (vocabulary, rows) = try Self.rows(name)
    guard let path = ["families/vocab/", "vocab/"].compactMap({ TestData.url($0 + vocabulary)?.path }).first else {
      return
    }
    let tokenizer = try Tokenizer(contentsOf: path)
    var differing: [String] = []
    for row in TestData.runsLongTests ? rows : stride(from: 0, to: rows.count, by: 9).map({ rows[$0] }) {
      let ids = try tokenizer.encode(row.text, specialTokens: row.isText ? .asText : .allowAll)
      // What lower case makes of `<S>` is text too, which the engine takes for the control token `<s>`.
      if name.hasPrefix("shape-albert"), row.text == "<S>" {
        #expect(ids != row.ids)
        continue
      }
      if ids != row.ids { differing.append("ids of \(row.text.debugDescription): \(ids), not \(row.ids)") }
      let asText = try tokenizer.encode(row.text)
      if let expected = row.idsAsText, (asText == expected) == row.leaks {
        differing.append("ids of \(row.text.debugDescription) as text: \(asText), recorded \(expected)")
      }
      #expect(tokenizer.count(row.text) == asText.count)
      if let offsets = row.offsets, asText == row.ids, !Self.isMiscounted(name, row.text) {
        let placed = tokenizer.encodeWithOffsets(row.text)
        let found = placed.map {
          row.isInBytes ? [$0.bytes.lowerBound, $0.bytes.upperBound] : [$0.scalars.lowerBound, $0.scalars.upperBound]
        }
        if found != offsets { differing.append("offsets of \(row.text.debugDescription): \(found), not \(offsets)") }
      }
      let decoded = tokenizer.decode(row.ids)
      if decoded != row.decoded ?? row.text {
        differing.append("\(row.text.debugDescription) decoded: \(decoded.debugDescription)")
      }
    }
    #expect(differing.isEmpty, "\(differing.count) differ, first: \(differing.prefix(5).joined(separator: "\n"))")
  }
}
