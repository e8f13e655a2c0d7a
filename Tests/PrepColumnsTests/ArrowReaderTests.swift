import PrepBytes
import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepColumns

@Suite struct ArrowReaderTests {
  static let names = ["types", "types-file-lz4", "types-zstd", "nested", "views", "repeated-names"]

  @Test("rows are those that were written", arguments: names) func rows(_ name: String) throws {
    let lines = try ColumnFixtures.lines(try ColumnFixtures.bytes(name + ".arrow"))
    #expect(lines == (try ColumnFixtures.expected(name + ".arrow")))
  }

  @Test("the rows of all parts, in order, are the file", arguments: ["nested", "types-zstd", "types-file-lz4"])
  func parts(_ name: String) throws {
    let bytes = try ColumnFixtures.bytes(name + ".arrow")
    for count in 1...5 {
      let parts = try (0..<count).map { try ColumnFixtures.lines(bytes, part: ($0, count)) }
      #expect(parts.flatMap { $0 } == (try ColumnFixtures.expected(name + ".arrow")))
    }
  }

  @Test("only the columns that are asked for are read") func fields() throws {
    var options = ColumnOptions()
    options.fields = [Array("id".utf8)]
    let lines = try ColumnFixtures.lines(try ColumnFixtures.bytes("nested.arrow"), options: options)
    #expect(lines == (0..<60).map { "{\"id\":\($0)}" })
  }

  @Test("what a file says of itself") func summary() throws {
    let reader = try ArrowReader(SeekableFile(try ColumnFixtures.bytes("nested.arrow"), name: "file"))
    #expect(reader.summary.rowCount == 60)
    #expect(reader.summary.groupCount == 3)
    #expect(reader.summary.columns.map(\.type) == ["list of {role, parts, map}", "int", "{a}"])
  }

  @Test("a stream or file that was cut is found to be damaged", arguments: ["views", "types", "types-file-lz4"])
  func cut(_ name: String) throws {
    let bytes = try ColumnFixtures.bytes(name + ".arrow")
    // Eight bytes at the end of a stream say that it is whole; without them the file's own end does.
    let end = name == "types-file-lz4" ? bytes.count : bytes.count - 8
    for length in stride(from: 0, to: end, by: bytes.count / 100 + 1) {
      let finding = try ColumnFixtures.finding(Array(bytes[..<length]), isParquet: false)
      #expect(finding?.code == "damaged-container", "cut to \(length) bytes")
    }
  }

  @Test(
    "what stands behind the end of a stream is never left out in silence", arguments: ["nested", "types-zstd", "views"])
  func behindTheEnd(_ name: String) throws {
    let bytes = try ColumnFixtures.bytes(name + ".arrow")
    #expect(try ColumnFixtures.finding(bytes, isParquet: false) == nil)
    #expect(try ColumnFixtures.finding(Array(bytes.dropLast(8)), isParquet: false) == nil)
    let more: [[UInt8]] = [bytes, Array("x".utf8), Array("xxxxxxxx".utf8), [UInt8](repeating: 0, count: 16)]
    for other in more {
      let finding = try ColumnFixtures.finding(bytes + other, isParquet: false)
      #expect(finding?.code == "damaged-container")
      #expect(finding?.message.contains("behind its end") ?? false)
    }
  }

  @Test("integers of 128 bits are told for what they are, and are no damage") func wideIntegers() throws {
    let bytes = try ColumnFixtures.bytes("nested.arrow")
    var codes: Set<Diagnostic.Code> = []
    for place in 0..<1000 where bytes[place..<(place + 4)].elementsEqual([64, 0, 0, 0]) {
      var changed = bytes
      changed[place] = 128
      if let finding = try ColumnFixtures.finding(changed, isParquet: false), finding.message.contains("128 bits") {
        codes.insert(finding.code)
      }
    }
    #expect(codes == ["unsupported-container"])
  }

  @Test("runs of the fourth version of the metadata have a buffer that says which are null") func oldRuns() throws {
    let lines = try ColumnFixtures.lines(try ColumnFixtures.bytes("runs-v4.arrow"))
    #expect(lines == (try ColumnFixtures.expected("runs-v4.arrow")))
  }

  @Test("every byte changed", arguments: names) func changedBytes(_ name: String) throws {
    let bytes = try ColumnFixtures.bytes(name + ".arrow")
    var chance = SeededGenerator(seed: 11)
    for place in bytes.indices where bytes.count < 500 || chance.next() % UInt64(bytes.count / 250) == 0 {
      var changed = bytes
      changed[place] ^= UInt8.random(in: 1...255, using: &chance)
      _ = try ColumnFixtures.finding(changed, isParquet: false)
    }
  }

  @Test("several changes at once", arguments: 0..<120) func mutations(_ seed: Int) throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    var bytes = try ColumnFixtures.bytes(Self.names[seed % Self.names.count] + ".arrow")
    for _ in 0..<Int.random(in: 1...4, using: &chance) {
      let place = Int.random(in: 0..<bytes.count, using: &chance)
      let length = min(bytes.count - place, Int.random(in: 1...12, using: &chance))
      switch chance.next() % 3 {
      case 0: for index in place..<place + length { bytes[index] = 0xFF }
      case 1: for index in place..<place + length { bytes[index] = 0 }
      default: bytes[place] = UInt8(truncatingIfNeeded: chance.next())
      }
    }
    _ = try ColumnFixtures.finding(bytes, isParquet: false)
  }
}
