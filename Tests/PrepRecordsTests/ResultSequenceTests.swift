import PrepBytes
import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepRecords

@Suite struct ResultSequenceTests {
  /// Bytes, and behind them a failure of reading.
  private final class BrokenSource: ByteSource {
    let name = "broken"
    private let bytes: MemoryByteSource

    init(_ text: String) { bytes = MemoryByteSource(Array(text.utf8)) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
      let count = try bytes.read(into: buffer)
      if count == 0 { throw IOFailure(.failed, "the disk is gone", path: name) }
      return count
    }
  }

  private func reader(_ source: any ByteSource, threads: Int = 1, chunkSize: Int = 64) -> JSONLinesReader {
    var source: (any ByteSource)? = source
    return JSONLinesReader(sources: { source.take() }, threads: threads, notesBlankLines: true, chunkSize: chunkSize)
  }

  private static let numbers = (0..<200).map { "\($0)\n" }.joined()

  @Test(arguments: [1, 3]) func `all records come, in order`(threads: Int) throws {
    let reader = reader(MemoryByteSource(Array(Self.numbers.utf8)), threads: threads)
    var found: [Int?] = []
    for result in reader.records { found.append(try result.get().root.int) }
    #expect(found == (0..<200).map { $0 })
    #expect(reader.records.next() == nil)
  }

  @Test func `a loop that is left loses nothing`() throws {
    let reader = reader(MemoryByteSource(Array(Self.numbers.utf8)))
    var found: [Int?] = []
    while found.count < 200 {
      var taken = 0
      for result in reader.records {
        found.append(try result.get().root.int)
        taken += 1
        if taken == 7 { break }
      }
      if taken == 0 { break }
    }
    #expect(found == (0..<200).map { $0 })
  }

  @Test func `bad lines are failures between records, notes are passed over`() throws {
    let reader = reader(MemoryByteSource(Array("1\nnonsense\n\n2\n{\"a\":}\n3\n".utf8)))
    var lines: [Int] = []
    var codes: [String] = []
    for result in reader.records {
      switch result {
      case .success(let record): lines.append(record.line)
      case .failure(let error):
        let finding = try #require(error as? Diagnostic)
        lines.append(-finding.location.line)
        codes.append(finding.code.rawValue)
      }
    }
    #expect(lines == [1, -2, 4, -5, 6])
    #expect(codes.allSatisfy { !$0.isEmpty })
  }

  @Test func `a failure of reading is the last result`() {
    let reader = reader(BrokenSource("1\n2\n"))
    let records = Array(reader.records)
    #expect(records.filter { if case .success = $0 { true } else { false } }.count <= 2)
    guard case .failure(let error)? = records.last else {
      Issue.record("the failure was lost")
      return
    }
    #expect(error is IOFailure)
  }

  @Test func `an error ends it unless it is said to go on`() {
    struct Refusal: Error {}
    func results(goesOn: Bool) -> [Int] {
      var number = 0
      let sequence = ResultSequence<Int>(goesOn: { _ in goesOn }) {
        number += 1
        if number == 2 { throw Refusal() }
        return number < 4 ? number : nil
      }
      return sequence.map { (try? $0.get()) ?? -1 }
    }
    #expect(results(goesOn: false) == [1, -1])
    #expect(results(goesOn: true) == [1, -1, 3])
  }
}
