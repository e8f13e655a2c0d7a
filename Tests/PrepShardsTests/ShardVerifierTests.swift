import Foundation
import PrepBytes
import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepShards

/// Damage of every kind at every place of a small set: it is found, and never read as something else.
@Suite struct ShardVerifierTests {
  /// The kinds of sets: compressed as one frame, as several, and not.
  static let kinds: [ShardWriter.Options] = [
    smallShards(sizeLimit: 600), smallShards(sizeLimit: 600, frameSize: 200), smallShards(level: nil, sizeLimit: 600),
  ]

  /// Calls a closure for each file of a set with the place to change it; the file is restored afterwards.
  private func damage(
    _ options: ShardWriter.Options,
    _ body: (_ folder: URL, _ file: URL, _ bytes: [UInt8], _ rows: SampleRows) throws -> Void
  ) throws {
    let sample = SampleRows(seed: 31, count: 4)
    try withFolder { (folder: URL) throws in
      try sample.write(to: folder, options)
      #expect(try ShardVerifier.verify(directory: folder.path).findings.isEmpty)
      for (name, bytes) in try contents(of: folder).sorted(by: { $0.key < $1.key }) {
        let file = folder.appendingPathComponent(name)
        try body(folder, file, bytes, sample)
        try Data(bytes).write(to: file)
      }
    }
  }

  /// A damaged set: verify has a finding, and every row is the right one or an error.
  private func expectFound(_ folder: URL, _ sample: SampleRows, _ what: String) throws {
    let report = try ShardVerifier.verify(directory: folder.path)
    #expect(!report.findings.isEmpty, "\(what) is not found")
    guard let reader = try? ShardReader(directory: folder.path) else { return }
    #expect(reader.count == sample.rows.count)
    for row in 0..<reader.count {
      guard let read = try? reader.row(row) else { continue }
      #expect(read == sample.rows[row], "\(what) gives another row")
    }
  }

  @Test(arguments: kinds.indices) func `every flipped byte is found`(kind: Int) throws {
    try damage(Self.kinds[kind]) { folder, file, bytes, sample in
      // Text is checked as a whole against its hash, so some bytes stand for all unless time does not matter.
      let isText = !file.lastPathComponent.hasPrefix("shard.")
      let step = isText && !TestData.runsLongTests ? 31 : 1
      for position in stride(from: kind % step, to: bytes.count, by: step) {
        var changed = bytes
        changed[position] ^= 1 << UInt8((position + kind) % 8)
        try overwrite(file, changed)
        try expectFound(folder, sample, "\(file.lastPathComponent): byte \(position)")
      }
    }
  }

  @Test(arguments: kinds.indices) func `every cut is found`(kind: Int) throws {
    try damage(Self.kinds[kind]) { folder, file, bytes, sample in
      let step = file.lastPathComponent.hasPrefix("shard.") || TestData.runsLongTests ? 1 : 59
      for length in stride(from: 0, to: bytes.count, by: step) {
        try overwrite(file, Array(bytes[..<length]))
        try expectFound(folder, sample, "\(file.lastPathComponent) cut to \(length)")
      }
      try overwrite(file, bytes + [0])
      try expectFound(folder, sample, "\(file.lastPathComponent) with a byte more")
    }
  }

  @Test(arguments: kinds.indices) func `a missing file and exchanged shards are found`(kind: Int) throws {
    let sample = SampleRows(seed: 32, count: 8)
    try withFolder { (folder: URL) throws in
      try sample.write(to: folder, Self.kinds[kind])
      let names = try contents(of: folder).keys.sorted()
      let shards = names.filter { $0.hasPrefix("shard.") }
      for name in names where name != "index.json" {
        let file = folder.appendingPathComponent(name)
        let bytes = try Data(contentsOf: file)
        try FileManager.default.removeItem(at: file)
        let codes = try ShardVerifier.verify(directory: folder.path).findings.map(\.code.description)
        #expect(codes == [name == "prep.manifest" ? "missing-manifest" : "missing-shard"])
        try bytes.write(to: file)
      }
      try Data(contentsOf: folder.appendingPathComponent(shards[1])).write(to: folder.appendingPathComponent(shards[0]))
      try expectFound(folder, sample, "an exchanged shard")
      try FileManager.default.removeItem(at: folder.appendingPathComponent("index.json"))
      let failure = #expect(throws: IOFailure.self) { try ShardVerifier.verify(directory: folder.path) }
      #expect(failure?.code == .cannotRead)
    }
  }

  @Test func `the report is the same for any number of threads`() throws {
    let sample = SampleRows(seed: 33, count: 50)
    try withFolder { (folder: URL) throws in
      try sample.write(to: folder, smallShards())
      let shards = try contents(of: folder).keys.filter { $0.hasPrefix("shard.") }.sorted()
      for name in [shards[1], shards[4]] { try Data([0]).write(to: folder.appendingPathComponent(name)) }
      let one = try ShardVerifier.verify(directory: folder.path)
      let three = try ShardVerifier.verify(directory: folder.path, threads: 3)
      #expect(one.findings.count == 2 && one.findings.map(\.description) == three.findings.map(\.description))
      #expect(one.totals == three.totals && one.shards == three.shards)
    }
  }

  private func overwrite(_ file: URL, _ bytes: [UInt8]) throws { try Data(bytes).write(to: file) }
}
