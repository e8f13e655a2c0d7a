import Foundation
import PrepBytes
import PrepDiagnostics
import PrepTokens
import TestSupport
import Testing

@testable import PrepShards

/// Index and manifest each say what the other says.
@Suite struct ShardRepairTests {
  private func makeSet(_ folder: URL, level: Int?, frames: Bool = false, part: Int? = nil) throws -> String {
    let path = folder.appendingPathComponent("set").path
    let header = TokenStreamHeader(
      tokenizer: "t", fingerprint: "aa", vocabularySize: 300, loss: .mask, provenance: ["made"],
      part: part.map { TokenStreamHeader.Part(index: $0, count: 2) })
    var options = ShardWriter.Options()
    (options.sizeLimit, options.level, options.frameSize) = (200, level, frames ? 64 : nil)
    var left = 20
    _ = try ShardWriter(directory: path, options: options).write(header) {
      left -= 1
      return left < 0 ? nil : TokenSequence(document: [UInt32(left), 7], loss: .mask([0, 1]), id: UInt64(left))
    }
    return path
  }

  private func bytes(_ path: String, _ name: String) -> Data? {
    try? Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  private func withSet(level: Int? = 2, frames: Bool = false, _ body: (String) throws -> Void) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(try makeSet(folder, level: level, frames: frames))
  }

  @Test func `what is lost or damaged is the same bytes again`() throws {
    for (level, frames) in [(2 as Int?, false), (nil, false), (3, true)] {
      for (name, made) in [("index.json", ShardRepair.Made.index), ("prep.manifest", .manifest)] {
        for damage in [nil, "", "{}", "{\"prep\":{}}"] as [String?] {
          try withSet(level: level, frames: frames) { path in
            let whole = bytes(path, name)
            if let damage {
              try Data(damage.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
            } else {
              try FileManager.default.removeItem(atPath: "\(path)/\(name)")
            }
            let repair = try ShardRepair.repair(directory: path)
            #expect(repair.made == made && repair.findings.isEmpty)
            #expect(bytes(path, name) == whole && whole != nil)
            #expect(try ShardVerifier.verify(directory: path).findings.isEmpty)
            #expect(try ShardRepair.repair(directory: path).made == nil)
          }
        }
      }
    }
  }

  @Test func `nothing is written where a shard is not what was said`() throws {
    try withSet { path in
      try FileManager.default.removeItem(atPath: path + "/index.json")
      let shards = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasPrefix("shard.") }.sorted()
      #expect(shards.count > 3)
      try FileManager.default.removeItem(atPath: "\(path)/\(shards[0])")
      try Data("other".utf8).write(to: URL(fileURLWithPath: "\(path)/\(shards[1])"))
      let repair = try ShardRepair.repair(directory: path)
      #expect(repair.made == nil && repair.findings.map(\.code) == ["missing-shard", "damaged-shard"])
      #expect(bytes(path, "index.json") == nil)
    }
  }

  @Test func `any change of the manifest alone is seen`() throws {
    try withSet { path in
      try FileManager.default.removeItem(atPath: path + "/index.json")
      let manifest = try #require(bytes(path, "prep.manifest"))
      var random = SeededGenerator(seed: 3)
      for _ in 0..<300 {
        var changed = manifest
        let place = Int.random(in: 0..<changed.count, using: &random)
        changed[place] ^= UInt8.random(in: 1...255, using: &random)
        try changed.write(to: URL(fileURLWithPath: path + "/prep.manifest"))
        let repair = try ShardRepair.repair(directory: path)
        #expect(repair.made == nil && repair.findings.map(\.code) == ["damaged-manifest"])
      }
      try FileManager.default.removeItem(atPath: path + "/prep.manifest")
      #expect(throws: IOFailure.self) { try ShardRepair.repair(directory: path) }
    }
  }
}
