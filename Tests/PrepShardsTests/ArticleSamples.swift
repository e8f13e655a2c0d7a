import Foundation
import PrepRecords
import PrepShards
import PrepTokens
import TestSupport
import Testing

/// The samples of the documentation of PrepShards that need no job: `SampleTests` sees that they have its lines.
@Suite struct ArticleSamples {
  @Test func `the rows of a set come in a loop`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let directory = folder.path + "/shards"
    let sample = SampleRows(seed: 5, count: 20)
    var rows = sample.rows[...]
    let summary = try ShardWriter(directory: directory).write(sample.header) { rows.popFirst() }

    for result in try ShardSource(directory: directory).sequences {
      let row = try result.get()
      for segment in 0..<row.segmentCount { print(row.documentIDs[segment], row.range(ofSegment: segment)) }
    }
    #expect(try Array(ShardSource(directory: directory).sequences).count == summary.samples)
  }
}
