import Foundation
import PrepBytes
import PrepTokens
import TestSupport
import Testing

@testable import PrepShards

@Suite struct ShardWriterTests {
  @Test(arguments: [nil, 2, -3, 19] as [Int?], [nil, 100] as [Int?])
  func `the bytes never depend on the threads`(level: Int?, frameSize: Int?) throws {
    let sample = SampleRows(seed: 11, count: 60)
    var first: [String: [UInt8]]?
    for threads in [1, 2, 5] {
      try withFolder { (folder: URL) throws in
        let summary = try sample.write(to: folder, smallShards(level: level, threads: threads, frameSize: frameSize))
        #expect(summary.shards > 5 && summary.samples == 60)
        let files = try contents(of: folder)
        if let first { #expect(files == first) } else { first = files }
        #expect(try readAll(folder) == sample.rows)
      }
    }
  }

  /// Such shards are compressed and summed piece by piece while they are filled, and with few threads they share the
  /// memory of their samples.
  @Test func `shards of several pieces hold every byte, whatever the threads`() throws {
    let sample = SampleRows(seed: 17, count: 120, longest: 6000)
    var first: [String: [UInt8]]?
    for threads in [1, 2, 3, 8] {
      try withFolder { (folder: URL) throws in
        let summary = try sample.write(to: folder, smallShards(sizeLimit: 700_000, threads: threads))
        #expect(summary.shards >= 3 && summary.samples == 120)
        let files = try contents(of: folder)
        if let first { #expect(files == first) } else { first = files }
        #expect(try readAll(folder) == sample.rows)
      }
    }
  }

  /// A file of several megabytes is written a step at a time.
  @Test func `a large file holds every byte`() throws {
    let sample = SampleRows(seed: 18, count: 300, longest: 8000)
    try withFolder { (folder: URL) throws in
      let summary = try sample.write(to: folder, smallShards(level: nil, sizeLimit: 16 << 20, threads: 2))
      #expect(summary.shards == 1 && summary.storedBytes > 3 << 20)
      #expect(try readAll(folder) == sample.rows)
    }
  }

  @Test func `an interrupted run is completed to the same bytes`() throws {
    let sample = SampleRows(seed: 12, count: 40)
    let whole = try withFolder { (folder: URL) throws in
      try sample.write(to: folder, smallShards())
      return try contents(of: folder)
    }
    for stop in 1...41 {
      try withFolder { (folder: URL) throws in
        #expect(throws: CancellationError.self) {
          try sample.write(to: folder, smallShards(threads: 1 + stop % 3), limit: stop)
        }
        #expect(try contents(of: folder)["index.json"] == nil)
        // What a killed process leaves: a temporary, and a shard that was made from something else.
        try Data([1]).write(to: folder.appendingPathComponent(".index.json.1.2.part"))
        try Data([1]).write(to: folder.appendingPathComponent("shard.00007.0badf00d.mds.zstd"))
        let kept = try contents(of: folder).filter { whole[$0.key] != nil }.count
        let summary = try sample.write(to: folder, smallShards(threads: 2, resumes: true))
        #expect(summary.keptShards == kept)
        #expect(try contents(of: folder) == whole)
      }
    }
  }

  @Test func `a damaged shard of an interrupted run is written again`() throws {
    let sample = SampleRows(seed: 13, count: 20)
    try withFolder { (folder: URL) throws in
      try sample.write(to: folder, smallShards())
      let whole = try contents(of: folder)
      try FileManager.default.removeItem(at: folder.appendingPathComponent("index.json"))
      for (name, bytes) in whole where name.hasPrefix("shard.") {
        try Data(bytes.dropLast()).write(to: folder.appendingPathComponent(name))
      }
      let summary = try sample.write(to: folder, smallShards(resumes: true))
      #expect(summary.keptShards == 0)
      #expect(try contents(of: folder) == whole)
    }
  }

  @Test func `a finished set is kept, and never mixed with another`() throws {
    let sample = SampleRows(seed: 14, count: 20)
    let other = SampleRows(seed: 15, count: 20)
    try withFolder { (folder: URL) throws in
      try sample.write(to: folder, smallShards())
      let whole = try contents(of: folder)
      #expect(throws: IOFailure.self) { try sample.write(to: folder, smallShards()) }
      let again = try sample.write(to: folder, smallShards(resumes: true))
      #expect(again.keptShards == again.shards && again.shards > 1)
      for options in [smallShards(resumes: true), smallShards(level: 3, resumes: true)] {
        let failure = #expect(throws: IOFailure.self) { try other.write(to: folder, options) }
        #expect(failure?.code == .cannotCreate)
      }
      #expect(throws: IOFailure.self) { try sample.write(to: folder, smallShards(sizeLimit: 900, resumes: true)) }
      #expect(try contents(of: folder) == whole)
    }
  }

  @Test func `two runs for one directory do not meet`() throws {
    let sample = SampleRows(seed: 16, count: 20)
    try withFolder { (folder: URL) throws in
      var iterator = sample.rows.makeIterator()
      var inner: (any Error)?
      _ = try ShardWriter(directory: folder.path, options: smallShards()).write(sample.header) {
        if inner == nil { do { try sample.write(to: folder, smallShards(resumes: true)) } catch { inner = error } }
        return iterator.next()
      }
      #expect((inner as? IOFailure)?.code == .interrupted)
      #expect(try readAll(folder) == sample.rows)
    }
  }

  @Test func `a part goes into a directory of its own`() throws {
    let sample = SampleRows(seed: 17, count: 5, part: TokenStreamHeader.Part(index: 3, count: 8))
    try withFolder { (folder: URL) throws in
      try sample.write(to: folder)
      #expect(try readAll(folder.appendingPathComponent("part-00003")) == sample.rows)
    }
  }

  @Test func `shards are cut where MDSWriter cuts them, and rows without tokens are counted`() throws {
    let sample = SampleRows(seed: 18, count: 30)
    try withFolder { (folder: URL) throws in
      try sample.write(to: folder, smallShards(level: nil))
      let index = try ShardIndex(directory: folder.path)
      #expect(index.shards.dropLast().allSatisfy { $0.raw.bytes <= 700 && $0.raw.bytes > 600 })
      var rows = [TokenSequence(document: [], loss: .mask([]), id: 1), sample.rows[0]].makeIterator()
      let other = folder.appendingPathComponent("other")
      let summary = try ShardWriter(directory: other.path).write(sample.header) { rows.next() }
      #expect(summary.emptyRows == 1 && summary.samples == 1)
    }
  }

  @Test func `no sequence at all makes a set of one empty shard`() throws {
    let sample = SampleRows(seed: 19, count: 0)
    try withFolder { (folder: URL) throws in
      #expect(try sample.write(to: folder).shards == 1)
      #expect(try readAll(folder).isEmpty)
      #expect(try ShardVerifier.verify(directory: folder.path).findings.isEmpty)
    }
  }

  @Test func `what the source throws leaves no index`() throws {
    try withFolder { (folder: URL) throws in
      #expect(throws: CancellationError.self) { try SampleRows(seed: 20, count: 9).write(to: folder, limit: 4) }
      #expect(throws: IOFailure.self) { try ShardReader(directory: folder.path) }
    }
    #expect(throws: IOFailure.self) {
      try SampleRows(seed: 20, count: 9).write(to: URL(fileURLWithPath: "/proc/no/such"))
    }
  }
}
