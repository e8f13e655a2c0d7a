import Foundation
import PrepBytes
import PrepColumns
import PrepRecords
import PrepTokens
import TestSupport
import Testing

@testable import PrepExporting

@Suite struct ColumnExporterTests {
  private func rows(_ seed: UInt64) -> [TokenSequence] {
    var chance = SeededGenerator(seed: seed)
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &chance) }
    var document = 0
    return (0..<number(1...6)).map { _ in
      let lengths = (0..<number(1...4)).map { _ in number(0...5) }
      let padding = number(0...3)
      var boundaries: [Int32] = [0]
      for length in lengths { boundaries.append((boundaries.last ?? 0) + Int32(length)) }
      let count = Int(boundaries.last ?? 0) + padding
      let content = count - padding
      document += lengths.count
      return TokenSequence(
        tokens: (0..<count).map { _ in UInt32(number(0...70_000)) },
        loss: .mask((0..<count).map { $0 < content ? UInt8(number(0...1)) : 0 }), boundaries: boundaries,
        documentIDs: lengths.indices.map { UInt64(document - lengths.count + $0) })
    }
  }

  /// What is learnt, document by document, without those that have no token.
  private func documents(_ rows: [TokenSequence]) -> [[Int]] {
    rows.flatMap { row in
      row.segments.filter { !$0.tokens.isEmpty }.map { segment in
        guard case .mask(let mask) = segment.loss else { return segment.tokens.map { Int($0) } }
        return zip(segment.tokens, mask).flatMap { [Int($0), Int($1)] }
      }
    }
  }

  private func read(_ source: any ByteSource) throws -> [TokenSequence] {
    let reader = try TokenStreamReader(source: source)
    var rows: [TokenSequence] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  /// The rows of a file of columns as JSON Lines.
  private func lines(_ path: String, isArrow: Bool) throws -> [UInt8] {
    let reader = try ColumnFiles.open(SeekableFile(path: path), isArrow: isArrow, options: ColumnOptions())
    var text: [UInt8] = []
    while let batch = try reader.next() {
      for item in batch {
        guard case .record(let record) = item else { continue }
        record.withUnsafeBytes { text += Array($0) + [0x0A] }
      }
    }
    return text
  }

  @Test("what each trainer reads is what was learnt, in all three formats", arguments: ExportTrainer.allCases)
  func law(_ trainer: ExportTrainer) throws { try hold(trainer, packedLength: 0) }

  @Test func `packed rows are TRL's rows, with the lengths of their documents`() throws {
    try hold(.trl, packedLength: 64)
  }

  private func hold(_ trainer: ExportTrainer, packedLength: Int) throws {
    for seed in 0..<20 {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prep-columns-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let rows = rows(UInt64(seed))
      if documents(rows).isEmpty { continue }
      let prefix = folder.path + "/x"
      var options = TokenExporter.Options()
      options.trainer = trainer
      var header = TokenStreamHeader(tokenizer: "", fingerprint: "", vocabularySize: 1 << 17)
      header.loss = .mask
      header.packedLength = packedLength
      for format in [ExportFormat.jsonl, .parquet, .arrow] {
        let exporter = try TokenExporter(format, prefix: prefix, header: header, options: options)
        for row in rows { try exporter.add(row) }
        try exporter.finish()
        #expect(exporter.counts.tokens == rows.reduce(0) { $0 + Int($1.boundaries.last ?? 0) })
      }
      let text = [UInt8](try Data(contentsOf: URL(fileURLWithPath: prefix + ".jsonl")))
      #expect(try lines(prefix + trainer.ending + ".parquet", isArrow: false) == text)
      #expect(try lines(prefix + "/data-00000-of-00001.arrow", isArrow: true) == text)
      let first = try JSONDocument(Array(text.prefix { $0 != 0x0A }))
      var names: [String] = []
      first.root.forEachMember { key, _ in names.append((try? key.string()) ?? "") }
      #expect(names == trainer.columns(for: header).map(\.name))
      var wanted = documents(rows)
      if trainer == .bridge {
        // The first token of a document is never foretold, and its entry has no place.
        wanted = wanted.map { document in document.enumerated().map { $0.offset == 1 ? 0 : $0.element } }
      }
      if trainer == .trl, packedLength > 0 {
        let lines = text.split(separator: 0x0A)
        let packed = rows.filter { ($0.boundaries.last ?? 0) > 0 }
        #expect(lines.count == packed.count)
        for (line, row) in zip(lines, packed) {
          let root = try JSONDocument(Array(line)).root
          let lengths = row.segments.map(\.tokens.count).filter { $0 > 0 }
          #expect(root["seq_lengths"]?.elements.compactMap(\.int) == lengths)
          #expect(root["labels"]?.count == root["input_ids"]?.count && root["labels"]?.count == lengths.reduce(0, +))
        }
        continue
      }
      let back = try read(MemoryByteSource(text, name: "back"))
      #expect(documents(back) == wanted, "\(trainer) \(seed)")
    }
  }
}
