import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepColumns

/// Files that were cut or changed end with a finding or with rows, in bounded time; nothing else is thrown, and nothing
/// traps.
@Suite struct DamagedFileTests {
  @Test("a Parquet file that was cut is found to be damaged", arguments: ["conversations", "types"]) func cut(
    _ name: String
  ) throws {
    let bytes = try ColumnFixtures.bytes(name + ".parquet")
    for length in stride(from: 0, to: bytes.count, by: name == "types" ? 7 : 1) {
      let finding = try ColumnFixtures.finding(Array(bytes[..<length]), isParquet: true)
      #expect(finding?.code == "damaged-container", "cut to \(length) bytes")
    }
  }

  @Test(
    "every byte changed", arguments: ["conversations", "groups", "marked", "nested-gzip", "nested-brotli", "encodings"])
  func changedBytes(_ name: String) throws {
    let bytes = try ColumnFixtures.bytes(name + ".parquet")
    var chance = SeededGenerator(seed: 7)
    for place in bytes.indices where bytes.count < 1000 || chance.next() % UInt64(bytes.count / 700) == 0 {
      var changed = bytes
      changed[place] ^= UInt8.random(in: 1...255, using: &chance)
      _ = try ColumnFixtures.finding(changed, isParquet: true)
    }
  }

  @Test(
    "several changes at once: numbers that are far too large, stretches of zeros, pieces of other places",
    arguments: 0..<400)
  func mutations(_ seed: Int) throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    let names = ParquetReaderTests.names
    var bytes = try ColumnFixtures.bytes(names[seed % names.count] + ".parquet")
    for _ in 0..<Int.random(in: 1...4, using: &chance) {
      let place = Int.random(in: 0..<bytes.count, using: &chance)
      let length = min(bytes.count - place, Int.random(in: 1...12, using: &chance))
      switch chance.next() % 4 {
      case 0: for index in place..<place + length { bytes[index] = 0xFF }
      case 1: for index in place..<place + length { bytes[index] = 0 }
      case 2:
        let from = Int.random(in: 0...bytes.count - length, using: &chance)
        bytes.replaceSubrange(place..<place + length, with: Array(bytes[from..<from + length]))
      default: bytes[place] = UInt8(truncatingIfNeeded: chance.next())
      }
    }
    _ = try ColumnFixtures.finding(bytes, isParquet: true)
  }

  @Test("a finding says in which row group, column and row it is") func place() throws {
    var bytes = try ColumnFixtures.bytes("types-zstd-v2.parquet")
    // The last pages before the footer belong to the third row group; their checksums are checked.
    let footer = bytes.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt32.self)) }
    let index = bytes.count - 8 - footer - 4000
    bytes[index] ^= 1
    let finding = try #require(try ColumnFixtures.finding(bytes, isParquet: true))
    #expect(finding.code == "damaged-container")
    #expect(finding.location.line == 81)
    #expect(finding.message.hasPrefix("row group 3, column "))
    #expect(finding.location.pointer?.hasPrefix("/") == true)
  }
}
