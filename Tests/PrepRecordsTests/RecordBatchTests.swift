import PrepBytes
import TestSupport
import Testing

@testable import PrepRecords

@Suite struct RecordBatchTests {
  @Test("whole lines are given where all of them are records, and are those that were read", arguments: 0..<20)
  func wholeLines(_ seed: Int) throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    for _ in 0..<40 {
      let lines = (0..<Int.random(in: 1...6, using: &chance)).map { _ in
        [
          "{\"a\":1}\n", "7\n", " [1, 2]\t\n", "\"x\"\n", "{\"a\":1}\r\n", "\n", "{\n", "  \n",
        ][Int.random(in: 0..<(seed % 2 == 0 ? 4 : 8), using: &chance)]
      }
      let text = (seed % 5 == 4 ? "\u{FEFF}" : "") + lines.joined() + (seed % 3 == 2 ? "{\"last\":1}" : "")
      let chunker = LineChunker(source: MemoryByteSource(Array(text.utf8)))
      let batch = try #require(try chunker.next()).parse(LineChunk.Options(notesBlankLines: seed % 7 < 3))
      let whole = batch.withWholeLines { Array($0) }
      #expect(batch.hasWholeLines == (whole != nil))
      let arePlain = lines.allSatisfy { !["\n", "{\n", "  \n"].contains($0) && !$0.hasSuffix("\r\n") }
      if let whole {
        // Nothing but records, each with its line feed, in order.
        var records: [UInt8] = []
        for item in batch {
          guard case .record(let record) = item else { return #expect(Bool(false), "an item is no record") }
          records += record.withUnsafeBytes { Array($0) } + [0x0A]
        }
        #expect(whole == records)
      } else {
        #expect(!arePlain || seed % 5 == 4 || seed % 3 == 2)
      }
    }
  }
}
