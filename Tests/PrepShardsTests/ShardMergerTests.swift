import Foundation
import PrepBytes
import PrepDiagnostics
import PrepTokens
import TestSupport
import Testing

@testable import PrepShards

@Suite struct ShardMergerTests {
  private func part(_ index: Int, of count: Int = 3, seed: UInt64 = 50, vocabulary: Int = 1000, steps: [String] = [])
    -> SampleRows
  {
    SampleRows(
      seed: seed + UInt64(index), count: 12, vocabulary: vocabulary,
      part: TokenStreamHeader.Part(index: index, count: count),
      provenance: steps)
  }

  @Test(arguments: [nil, 2] as [Int?]) func `the parts are one set`(level: Int?) throws {
    try withFolder { (folder: URL) throws in
      for index in [2, 0, 1] { try part(index).write(to: folder, smallShards(level: level)) }
      let summary = try ShardMerger.merge(directory: folder.path)
      #expect(summary.parts == 3 && summary.samples == 36)
      #expect(try readAll(folder) == (0..<3).flatMap { part($0).rows })
      #expect(try ShardVerifier.verify(directory: folder.path).findings.isEmpty)
      let reader = try ShardReader(directory: folder.path)
      #expect(reader.index.header.part == nil)
      let before = try Data(contentsOf: folder.appendingPathComponent("index.json"))
      #expect(try ShardMerger.merge(directory: folder.path) == summary)
      #expect(try Data(contentsOf: folder.appendingPathComponent("index.json")) == before)
      let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
      #expect(names.filter { $0.hasSuffix(".json") && !$0.hasSuffix("index.json") }.isEmpty)
    }
  }

  @Test func `what does not belong together is refused`() throws {
    func code(_ write: (URL) throws -> Void) throws -> String {
      try withFolder { (folder: URL) throws in
        try write(folder)
        do {
          _ = try ShardMerger.merge(directory: folder.path)
          return "merged"
        } catch let finding as Diagnostic {
          #expect(!FileManager.default.fileExists(atPath: folder.path + "/index.json"))
          return finding.code.rawValue
        } catch let failure as IOFailure {
          return failure.code == .damaged ? "damaged" : failure.code == .cannotRead ? "none" : "other"
        }
      }
    }
    #expect(try code { _ in } == "none")
    for (steps, expected) in [
      ("prep 2 tokenize: text, boundary joint", "merged"), ("prep 1 tokenize: text, boundary split", "other-layout"),
    ] {
      #expect(
        try code { folder in
          for index in 0..<3 {
            try part(index, steps: [index == 1 ? steps : "prep 1 tokenize: text, boundary joint"]).write(to: folder)
          }
          if expected == "merged" {
            _ = try ShardMerger.merge(directory: folder.path)
            try FileManager.default.removeItem(at: folder.appendingPathComponent("index.json"))
          }
        } == expected)
    }
    #expect(try code { folder in for index in [0, 2] { try part(index).write(to: folder) } } == "missing-part")
    #expect(
      try code { folder in
        for index in 0..<3 { try part(index).write(to: folder) }
        try FileManager.default.removeItem(at: folder.appendingPathComponent("part-00001/index.json"))
      } == "missing-part")
    #expect(
      try code { folder in
        for index in 0..<3 { try part(index).write(to: folder) }
        try FileManager.default.copyItem(
          at: folder.appendingPathComponent("part-00001"), to: folder.appendingPathComponent("part-00003"))
      } == "other-part")
    #expect(
      try code { folder in
        for index in 0..<2 { try part(index, of: 2).write(to: folder) }
        try FileManager.default.removeItem(at: folder.appendingPathComponent("part-00001"))
        try FileManager.default.copyItem(
          at: folder.appendingPathComponent("part-00000"), to: folder.appendingPathComponent("part-00001"))
      } == "other-part")
    #expect(
      try code { folder in
        for index in 0..<3 { try part(index, vocabulary: index == 2 ? 900 : 1000).write(to: folder) }
      } == "other-tokenizer")
    #expect(
      try code { folder in
        for index in 0..<3 { try part(index).write(to: folder, smallShards(level: index == 1 ? 3 : 2)) }
      } == "other-layout")
    #expect(
      try code { folder in
        for index in 0..<3 { try part(index).write(to: folder) }
        let path = folder.appendingPathComponent("part-00002")
        for name in try contents(of: path).keys where name.hasPrefix("shard.") {
          try FileManager.default.removeItem(at: path.appendingPathComponent(name))
        }
      } == "damaged")
  }
}
