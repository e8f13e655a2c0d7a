import Foundation
import PrepBytes
import PrepTokens
import TestSupport
import Testing

@testable import PrepShards

@Suite struct ShardJournalTests {
  /// Rows that can be gone on with, and how many were asked for.
  private final class Rows {
    let sample: SampleRows
    var position = 0
    var taken = 0
    let stop: Int

    init(_ sample: SampleRows, stop: Int) {
      self.sample = sample
      self.stop = stop
    }

    func next() throws -> TokenSequence? {
      if taken == stop { throw CancellationError() }
      guard position < sample.rows.count else { return nil }
      position += 1
      taken += 1
      return sample.rows[position - 1]
    }

    func write(to folder: URL, _ options: ShardWriter.Options, job: String = "job") throws -> ShardWriter.Summary {
      let run = ResumableRun(
        job: job, save: { $0.put(self.position, as: "position") },
        restore: { self.position = try $0.number("position") })
      return try ShardWriter(directory: folder.path, options: options).write(sample.header, run: run) {
        try self.next()
      }
    }
  }

  @Test(arguments: [ShardLayout.Rows.pack, .doc], [2, nil] as [Int?]) func `a run goes on behind its last shard`(
    rows: ShardLayout.Rows, level: Int?
  ) throws {
    let sample = SampleRows(seed: 31, count: 60, cutFrom: level == nil ? 20 : .max)
    var layout = ShardLayout()
    layout.rows = rows
    func options(_ threads: Int, resumes: Bool = false) -> ShardWriter.Options {
      smallShards(level: level, threads: threads, resumes: resumes, layout: layout)
    }
    let (whole, summary) = try withFolder { (folder: URL) throws in
      let summary = try Rows(sample, stop: .max).write(to: folder, options(1))
      return (try contents(of: folder), summary)
    }
    #expect(whole[ShardJournal.fileName] == nil && summary.shards > 5)
    let perShard = (60 + summary.shards - 1) / summary.shards + 4
    for stop in stride(from: 1, to: 60, by: 3) {
      try withFolder { (folder: URL) throws in
        #expect(throws: CancellationError.self) { try Rows(sample, stop: stop).write(to: folder, options(1)) }
        let rest = Rows(sample, stop: .max)
        let resumed = try rest.write(to: folder, options(1 + stop % 3, resumes: true))
        #expect(try contents(of: folder) == whole)
        #expect(resumed.samples == summary.samples && resumed.emptyRows == summary.emptyRows)
        #expect(rest.taken <= 60 - stop + perShard, "after \(stop) rows \(rest.taken) were taken again")
      }
    }
  }

  @Test func `what does not fit is begun again`() throws {
    let sample = SampleRows(seed: 32, count: 40)
    let whole = try withFolder { (folder: URL) throws in
      try sample.write(to: folder, smallShards())
      return try contents(of: folder)
    }
    for fault in 0..<4 {
      try withFolder { (folder: URL) throws in
        #expect(throws: CancellationError.self) { try Rows(sample, stop: 35).write(to: folder, smallShards()) }
        let journal = folder.appendingPathComponent(ShardJournal.fileName)
        var bytes = [UInt8](try Data(contentsOf: journal))
        switch fault {
        case 0: try FileManager.default.removeItem(at: journal)
        case 1:
          bytes[bytes.count / 2] ^= 1
          try Data(bytes).write(to: journal)
        case 2: try Data(bytes.prefix(bytes.count / 2)).write(to: journal)
        default:
          let shard = try #require(try contents(of: folder).keys.filter { $0.hasPrefix("shard.") }.min())
          try Data([1, 2, 3]).write(to: folder.appendingPathComponent(shard))
        }
        let rest = Rows(sample, stop: .max)
        _ = try rest.write(to: folder, smallShards(resumes: true))
        #expect(rest.taken == 40)
        #expect(try contents(of: folder) == whole)
      }
    }
    try withFolder { (folder: URL) throws in
      #expect(throws: CancellationError.self) { try Rows(sample, stop: 35).write(to: folder, smallShards()) }
      let rest = Rows(sample, stop: .max)
      _ = try rest.write(to: folder, smallShards(resumes: true), job: "another")
      #expect(rest.taken == 40)
    }
  }

  @Test func `a journal of another version is refused and said`() throws {
    let sample = SampleRows(seed: 33, count: 40)
    for version in ["1", "9"] {
      try withFolder { (folder: URL) throws in
        #expect(throws: CancellationError.self) { try Rows(sample, stop: 35).write(to: folder, smallShards()) }
        let journal = folder.appendingPathComponent(ShardJournal.fileName)
        var bytes = [UInt8](try Data(contentsOf: journal))
        bytes[7] = Array(version.utf8)[0]
        try Data(bytes).write(to: journal)
        do {
          _ = try Rows(sample, stop: .max).write(to: folder, smallShards(resumes: true))
          Issue.record("it was gone on with")
        } catch {
          let failure = try #require(error as? IOFailure)
          #expect(failure.code == .damaged && failure.path.hasSuffix(ShardJournal.fileName))
          #expect(failure.message.contains("another version of prep"))
        }
        // What the message says can be done can be.
        try FileManager.default.removeItem(at: journal)
        let kept = try Rows(sample, stop: .max).write(to: folder, smallShards(resumes: true)).keptShards
        #expect(kept > 0)
      }
    }
  }
}
