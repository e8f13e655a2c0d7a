import Foundation
import PrepBytes
import PrepDiagnostics
import PrepTokens
import TestSupport
import Testing

@testable import PrepShards

/// Attempts at a part may die, be doubled, be stopped for long: the part is the same bytes, and nothing is left.
@Suite struct ShardAttemptTests {
  /// Rows of a part that can be gone on with.
  private final class Rows {
    let sample: SampleRows
    var position = 0
    var taken = 0
    /// What is done before a row is given.
    var before: (Int) throws -> Void = { _ in }

    init(_ sample: SampleRows) { self.sample = sample }

    func write(to folder: URL, _ options: ShardWriter.Options, job: String? = "job") throws -> ShardWriter.Summary {
      let run = job.map {
        ResumableRun(
          job: $0, save: { $0.put(self.position, as: "position") },
          restore: { self.position = try $0.number("position") })
      }
      return try ShardWriter(directory: folder.path, options: options).write(sample.header, run: run) {
        try self.before(self.position)
        guard self.position < self.sample.rows.count else { return nil }
        self.position += 1
        self.taken += 1
        return self.sample.rows[self.position - 1]
      }
    }
  }

  private static func part(_ seed: UInt64 = 70, count: Int = 40) -> SampleRows {
    SampleRows(seed: seed, count: count, part: TokenStreamHeader.Part(index: 1, count: 2))
  }

  private func whole(_ sample: SampleRows) throws -> [String: [UInt8]] {
    try withFolder { (folder: URL) throws in
      _ = try Rows(sample).write(to: folder, smallShards())
      return try contents(of: folder.appendingPathComponent("part-00001"))
    }
  }

  private func names(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// One attempt is stopped at every row; meanwhile another one does nothing, dies, or completes the part.
  @Test(arguments: ["nothing", "dies", "completes"], ["job", nil] as [String?]) func `a part is the same bytes`(
    meanwhile: String, job: String?
  ) throws {
    let sample = Self.part()
    let expected = try whole(sample)
    for stop in stride(from: 0, through: 40, by: 4) {
      try withFolder { (folder: URL) throws in
        let slow = Rows(sample)
        slow.before = { position in
          guard position == stop else { return }
          slow.before = { _ in }
          let other = Rows(sample)
          switch meanwhile {
          case "dies":
            other.before = { if $0 == min(stop + 10, 39) { throw CancellationError() } }
            #expect(throws: CancellationError.self) { try other.write(to: folder, smallShards(), job: job) }
          case "completes": _ = try other.write(to: folder, smallShards(threads: 2), job: job)
          default: break
          }
        }
        let summary = try slow.write(to: folder, smallShards(threads: 1 + stop % 3), job: job)
        #expect(try names(folder) == ["part-00001"])
        #expect(try contents(of: folder.appendingPathComponent("part-00001")) == expected)
        #expect(summary.samples == 40 && summary.directory.hasSuffix("/part-00001"))
        #expect(meanwhile == "completes" || !summary.wasFinishedByAnother)
      }
    }
  }

  @Test func `an attempt goes on behind the last shard of the longest that died`() throws {
    let sample = Self.part()
    let expected = try whole(sample)
    try withFolder { (folder: URL) throws in
      // The first leaves a few shards, the second goes on with them and leaves more; one of another job leaves others.
      for (stop, job) in [(20, "job"), (34, "job"), (39, "other job")] {
        let rows = Rows(sample)
        rows.before = { if $0 == stop { throw CancellationError() } }
        #expect(throws: CancellationError.self) { try rows.write(to: folder, smallShards(), job: job) }
      }
      #expect(try names(folder).count == 3)
      let rest = Rows(sample)
      let summary = try rest.write(to: folder, smallShards())
      #expect(summary.keptShards > 0 && rest.taken < 20)
      #expect(try names(folder) == ["part-00001"])
      #expect(try contents(of: folder.appendingPathComponent("part-00001")) == expected)
    }
  }

  @Test func `a damaged shard of an attempt that died is made again`() throws {
    let sample = Self.part()
    let expected = try whole(sample)
    try withFolder { (folder: URL) throws in
      let rows = Rows(sample)
      rows.before = { if $0 == 35 { throw CancellationError() } }
      #expect(throws: CancellationError.self) { try rows.write(to: folder, smallShards()) }
      let attempt = folder.appendingPathComponent(try #require(try names(folder).first))
      for (name, bytes) in try contents(of: attempt) where name.hasPrefix("shard.00001") {
        try Data(bytes.dropLast()).write(to: attempt.appendingPathComponent(name))
      }
      let rest = Rows(sample)
      // Nothing is gone on with, and of the others what turns out the same is kept.
      let summary = try rest.write(to: folder, smallShards())
      #expect(summary.keptShards < summary.shards - 1 && rest.taken == 40)
      #expect(try contents(of: folder.appendingPathComponent("part-00001")) == expected)
    }
  }

  @Test func `a part that is there of something else is never replaced`() throws {
    try withFolder { (folder: URL) throws in
      _ = try Rows(Self.part()).write(to: folder, smallShards())
      let place = folder.appendingPathComponent("part-00001")
      let before = try contents(of: place)
      for options in [smallShards(), smallShards(level: 3), smallShards(sizeLimit: 900)] {
        #expect(throws: OtherPart.self) { try Rows(Self.part(71)).write(to: folder, options) }
      }
      #expect(throws: OtherPart.self) { try Rows(Self.part(count: 39)).write(to: folder, smallShards()) }
      #expect(throws: OtherPart.self) { try Rows(Self.part(count: 41)).write(to: folder, smallShards()) }
      // One that was complete while this one worked.
      let late = Rows(Self.part(71))
      try FileManager.default.removeItem(at: place)
      late.before = {
        if $0 == 40 { _ = try Rows(Self.part()).write(to: folder, smallShards()) }
      }
      // It was swept away, or found the place taken.
      #expect(throws: (any Error).self) { try late.write(to: folder, smallShards(), job: "other") }
      #expect(try contents(of: place) == before)
      #expect(try names(folder) == ["part-00001"])
    }
  }

  @Test func `what is no part and lies in its place is kept`() throws {
    try withFolder { (folder: URL) throws in
      let place = folder.appendingPathComponent("part-00001")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      let rows = Rows(Self.part())
      _ = try rows.write(to: folder, smallShards())
      try FileManager.default.removeItem(at: place.appendingPathComponent("index.json"))
      let failure = #expect(throws: IOFailure.self) { try Rows(Self.part()).write(to: folder, smallShards()) }
      #expect(failure?.code == .cannotCreate && failure?.path == place.path)
      #expect(try names(folder) == ["part-00001"])
    }
  }

  @Test func `attempts that were left are named, and removed when that is asked for`() throws {
    try withFolder { (folder: URL) throws in
      for index in 0..<2 {
        try SampleRows(seed: 60, count: 5, part: TokenStreamHeader.Part(index: index, count: 2)).write(to: folder)
      }
      let left = folder.appendingPathComponent(".part-00000.attempt-0123456789abcdef")
      try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
      try Data([1]).write(to: left.appendingPathComponent("shard.00000.0badf00d.mds"))
      #expect(try ShardMerger.merge(directory: folder.path).attempts == [left.lastPathComponent])
      let findings = try ShardVerifier.verify(directory: folder.path).findings
      #expect(findings.map(\.code) == ["attempt-left"] && findings[0].severity == .warning)
      var options = ShardMerger.Options()
      options.removesAttempts = true
      #expect(try ShardMerger.merge(directory: folder.path, options: options).attempts == [left.lastPathComponent])
      #expect(!FileManager.default.fileExists(atPath: left.path))
      #expect(try ShardVerifier.verify(directory: folder.path).findings.isEmpty)
    }
  }

  @Test(arguments: [nil, 2] as [Int?]) func `the manifests alone give the set`(level: Int?) throws {
    try withFolder { (folder: URL) throws in
      let only = folder.appendingPathComponent("only")
      for index in 0..<3 {
        let sample = SampleRows(
          seed: UInt64(80 + index), count: 12, part: TokenStreamHeader.Part(index: index, count: 3))
        try sample.write(to: folder.appendingPathComponent("all"), smallShards(level: level))
        let name = "part-0000\(index)"
        try FileManager.default.createDirectory(
          at: only.appendingPathComponent(name), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
          at: folder.appendingPathComponent("all/\(name)/prep.manifest"),
          to: only.appendingPathComponent("\(name)/prep.manifest"))
      }
      var options = ShardMerger.Options()
      options.readsManifestsOnly = true
      let summary = try ShardMerger.merge(directory: folder.path + "/all")
      #expect(try ShardMerger.merge(directory: only.path, options: options) == summary)
      for name in ["index.json", "prep.manifest"] {
        #expect(
          try Data(contentsOf: only.appendingPathComponent(name))
            == Data(contentsOf: folder.appendingPathComponent("all/" + name)))
      }
      let manifest = only.appendingPathComponent("part-00001/prep.manifest")
      try Data(try Data(contentsOf: manifest).dropLast(2)).write(to: manifest)
      let failure = #expect(throws: IOFailure.self) { try ShardMerger.merge(directory: only.path, options: options) }
      #expect(failure?.code == .damaged)
    }
  }
}
