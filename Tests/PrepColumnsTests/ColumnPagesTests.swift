import PrepCodecs
import TestSupport
import Testing

@testable import PrepColumns

@Suite struct ColumnPagesTests {
  /// The pages of a column of numbers, and each page as it was before it was compressed.
  private func pages(_ numbers: [Int]) throws -> (pages: ColumnPages, column: WriterColumn) {
    let shape = ColumnShape(columns: [(name: "n", kind: .int, isList: false)])
    let column = try #require(RowShredder(shape).columns.first)
    for number in numbers { column.add(number, 0) }
    return (try ColumnPages.smallest(of: column, ZstdCompressor()), column)
  }

  @Test("pages of numbers are as small as the better of two levels makes them", arguments: 0..<6)
  func levels(_ seed: Int) throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    let distinct = [3, 200, 4000, 20_000, 50_000, 9][seed]
    let numbers = (0..<50_000).map { index in
      seed == 4 ? index * 3 : Int.random(in: 0..<distinct, using: &chance) << (seed == 5 ? 40 : 0)
    }
    let (pages, column) = try pages(numbers)
    var position = 0
    var values: [Int] = []
    while position < pages.bytes.count {
      try pages.bytes.withUnsafeBytes { bytes in
        var reader = ThriftReader(UnsafeRawBufferPointer(rebasing: bytes[position...]))
        let header = try PageHeader(&reader)
        let start = position + reader.consumed
        position = start + header.storedSize
        let stored = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
        var page = [UInt8](repeating: 0, count: header.size)
        page.withUnsafeMutableBytes { #expect(BlockDecompressor().decompress(stored, .zstd, into: $0)) }
        for level in [1, 3] as [Int32] {
          let other = try page.withUnsafeBytes { try ZstdCompressor().compress($0, level: level) }
          #expect(header.storedSize <= other.count)
        }
        if header.kind == .data { values.append(header.valueCount) }
      }
    }
    #expect(values.reduce(0, +) == numbers.count)
    #expect(column.values == numbers)
  }
}
