import Foundation
import PrepBytes
import TestSupport
import Testing

@testable import PrepShards

@Suite struct ShardDirectoryTests {
  @Test func `a directory that vanished is an output that cannot be created`() throws {
    try withFolder { (folder: URL) throws in
      let sample = SampleRows(seed: 5, count: 3)
      var rows = sample.rows[...]
      _ = try ShardWriter(directory: folder.path + "/set", options: smallShards()).write(sample.header) {
        rows.popFirst()
      }
      let index = try ShardIndex(directory: folder.path + "/set")
      let gone = folder.path + "/gone"
      let directory = try ShardDirectory(path: gone, parent: folder.path, resumes: false)
      try FileManager.default.removeItem(atPath: gone)
      let failure = #expect(throws: IOFailure.self) { try directory.commit(index) }
      #expect(failure?.code == .cannotCreate)
    }
  }
}
