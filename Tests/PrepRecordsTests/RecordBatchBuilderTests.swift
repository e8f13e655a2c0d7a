import CKernels
import PrepBytes
import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepRecords

/// Batches that are built are those that would be parsed of their text.
@Suite struct RecordBatchBuilderTests {
  private func text(_ chance: inout SeededGenerator) -> [UInt8] {
    let pieces = ["a", "\"", "\\", "\n", "\u{1}", "é", "日本語", "🙂", "/", String(repeating: "word ", count: 9), " "]
    return (0..<Int.random(in: 0...12, using: &chance)).flatMap { _ in
      Array((pieces.randomElement(using: &chance) ?? "").utf8)
    }
  }

  private func write(_ builder: RecordBatchBuilder, depth: Int, _ chance: inout SeededGenerator) {
    switch chance.next() % (depth > 4 ? 5 : 7) {
    case 0: builder.null()
    case 1: builder.bool(chance.next() % 2 == 0)
    case 2:
      builder.int(
        [.min, .max, 0, Int64(bitPattern: chance.next()) >> Int64(chance.next() % 64)][Int(chance.next() % 4)])
    case 3: builder.uint(chance.next())
    case 4: text(&chance).withUnsafeBytes { builder.string($0) }
    case 5:
      builder.beginArray()
      for _ in 0..<chance.next() % 4 { write(builder, depth: depth + 1, &chance) }
      builder.endArray()
    default:
      builder.beginObject()
      for _ in 0..<chance.next() % 4 {
        builder.key(JSONKey(text(&chance)))
        write(builder, depth: depth + 1, &chance)
      }
      builder.endObject()
    }
  }

  /// The nodes of a value, relative to the first.
  private func nodes(_ batch: RecordBatch) -> [[UInt32]] {
    let storage = batch.storage.storage
    return (0..<storage.nodes.count).map { [storage.nodes.base[$0].start, storage.nodes.base[$0].end] }
  }

  @Test("text and index are those of the parser", arguments: 0..<60) func sameAsParsed(_ seed: Int) throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    let builder = RecordBatchBuilder(file: "file", capacity: 64)
    for _ in 0..<20 {
      builder.beginObject()
      builder.key(JSONKey(Array("x".utf8)))
      write(builder, depth: 0, &chance)
      builder.endObject()
      builder.endRecord()
      if chance.next() % 3 == 0 {
        // What is dropped leaves nothing behind.
        builder.beginArray()
        write(builder, depth: 3, &chance)
        builder.dropOpenRecord()
      }
    }
    let built = try #require(builder.take())
    let bytes = built.withIndex { bytes, _ in Array(bytes) }
    let chunker = LineChunker(source: MemoryByteSource(bytes, name: "file"), chunkSize: 1 << 20)
    let parsed = try #require(try chunker.next()).parse()
    #expect(parsed.count == 20)
    #expect(nodes(built) == nodes(parsed))
    for index in 0..<20 {
      guard case .record(let one) = built[index], case .record(let other) = parsed[index] else {
        Issue.record("line \(index) is not a record")
        continue
      }
      #expect(one.line == other.line)
      #expect(one.offset == other.offset)
      #expect(one.withUnsafeBytes { Array($0) } == other.withUnsafeBytes { Array($0) })
    }
    #expect(builder.take() == nil)
  }

  @Test("JSON that is handed on is indexed, and what is not valid JSON is not written") func json() throws {
    let builder = RecordBatchBuilder(file: "file")
    builder.beginArray()
    for text in ["{\"a\":\n[1, 2]}", "\"x\"", "7"] { #expect(Array(text.utf8).withUnsafeBytes { builder.json($0) }) }
    for text in ["{", "", "1 2", "\"\u{1}\""] { #expect(!Array(text.utf8).withUnsafeBytes { builder.json($0) }) }
    builder.endArray()
    builder.endRecord()
    let batch = try #require(builder.take())
    let bytes = batch.withIndex { bytes, _ in Array(bytes) }
    #expect(String(decoding: bytes, as: UTF8.self) == "[{\"a\": [1, 2]},\"x\",7]\n")
    let parsed = try #require(try LineChunker(source: MemoryByteSource(bytes)).next()).parse()
    #expect(nodes(batch) == nodes(parsed))
  }

  @Test(
    "texts that are not UTF-8, records that are too long and brackets that are too deep make invalid lines, and the next is sound"
  )
  func faults() throws {
    let builder = RecordBatchBuilder(file: "file", maximumLine: 100)
    func record(_ body: () -> Void) {
      builder.beginArray()
      body()
      builder.endArray()
      builder.endRecord()
    }
    record { ([0x61, 0xFF, 0x62] as [UInt8]).withUnsafeBytes { builder.string($0) } }
    record { [UInt8](repeating: 0x61, count: 101).withUnsafeBytes { builder.string($0) } }
    record { [UInt8](repeating: 0x0A, count: 60).withUnsafeBytes { builder.string($0) } }
    record { for _ in 0..<1_000_000 { builder.int(1) } }
    record { for _ in 0..<600 { builder.beginArray() } }
    record { builder.int(5) }
    let batch = try #require(builder.take())
    let codes = batch.map { item in if case .invalid(let finding, _) = item { finding.code.rawValue } else { "record" }
    }
    #expect(codes == ["invalid-utf8", "line-too-long", "line-too-long", "line-too-long", "too-deep", "record"])
    guard case .record(let last) = batch[5] else { return }
    #expect(last.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } == "[5]")
    #expect(last.line == 6)
    guard case .invalid(let first, _) = batch[0] else { return }
    #expect(first.location.column == 0)
  }

  @Test("texts of any length are quoted right, whatever stands wherever in them") func quotedPlaces() {
    for length in 0..<70 {
      for place in 0..<max(1, length) {
        let pieces = ["\"", "\n", "\u{1}", "é", "語", "🙂"].filter { place + $0.utf8.count <= length } + [""]
        for piece in pieces {
          var source = [UInt8](repeating: 0x61, count: length)
          source.replaceSubrange(place..<place + piece.utf8.count, with: piece.utf8)
          let builder = RecordBatchBuilder(file: "file", capacity: 64)
          source.withUnsafeBytes { builder.string($0) }
          builder.endRecord()
          var wanted: [UInt8] = []
          source.withUnsafeBytes { JSONEscaping.appendString($0, to: &wanted) }
          #expect(builder.take()?.withIndex { bytes, _ in Array(bytes) } == wanted + [0x0A])
        }
      }
    }
  }

  @Test("quoting writes what the slow path does, in whatever room") func quoting() {
    var chance = SeededGenerator(seed: 9)
    for _ in 0..<3000 {
      var source = text(&chance)
      if chance.next() % 3 == 0, !source.isEmpty {
        source[Int(chance.next() % UInt64(source.count))] = UInt8(truncatingIfNeeded: chance.next())
      }
      let isText = String(validating: source, as: UTF8.self) != nil
      var wanted: [UInt8] = []
      source.withUnsafeBytes { JSONEscaping.appendString($0, to: &wanted) }
      var target: [UInt8] = []
      var consumed = 0
      var result: Int32 = 1
      source.withUnsafeBufferPointer { source in
        while result == 1 {
          var room = [UInt8](repeating: 0xAA, count: Int.random(in: 32...90, using: &chance))
          room.withUnsafeMutableBufferPointer { room in
            guard let base = room.baseAddress else { return }
            let first = source.baseAddress.map { $0 + consumed }
            var state = prep_quoting(
              source: first, source_end: source.baseAddress.map { $0 + source.count }, target: base,
              target_end: base + room.count)
            result = prep_json_quote(&state)
            target += Array(UnsafeBufferPointer(start: base, count: state.target - base))
            if let first { consumed += state.source - first }
          }
        }
      }
      #expect((result == 0) == isText)
      if isText { #expect([0x22] + target + [0x22] == wanted) }
    }
  }
}
