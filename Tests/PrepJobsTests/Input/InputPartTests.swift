import Foundation
import PrepBytes
import PrepRecords
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct InputPartTests {
  private func part(_ index: Int, _ count: Int) throws -> InputPart { try #require(InputPart("\(index)/\(count)")) }

  @Test func `what is no part is refused`() {
    for text in ["", "1", "1/1", "3/2", "-1/2", "0/0", "0/2/3", "a/b", "0/9999999999"] {
      #expect(InputPart(text) == nil, "\(text)")
    }
    #expect(InputPart("0/1")?.count == 1)
  }

  @Test(arguments: [1, 2, 3, 7, 64, 1000], [1, 2, 3] as [UInt64]) func `every line is read by one part, in order`(
    count: Int, seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var paths: [String] = []
    var whole: [UInt8] = []
    for name in ["a", "b", "c", "d"] {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        text +=
          [UInt8](
            repeating: UInt8.random(in: 0x61...0x7A, using: &random), count: Int.random(in: 0...30, using: &random)) + [
            0x0A
          ]
      }
      if Bool.random(using: &random) { text += Array("without an end".utf8) }
      paths.append(folder.path + "/" + name)
      try Data(text).write(to: URL(fileURLWithPath: paths[paths.count - 1]))
      whole += text
    }
    var found: [UInt8] = []
    for index in 0..<count {
      for piece in try part(index, count).cut(JobInput.files(paths), canBeCut: { _ in true }) {
        guard let range = piece.range else {
          found += try piece.open().readAll()
          continue
        }
        let source = try LineRangeSource(piece, range: range)
        let text = try source.readAll()
        let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: piece.path)))
        #expect(source.firstByte == 0 || source.firstByte == file.count || file[source.firstByte - 1] == 0x0A)
        #expect(source.skipped.count == file.prefix(source.firstByte).count { $0 == 0x0A })
        found += text
      }
    }
    #expect(found == whole)
  }

  @Test(arguments: ["groups.parquet", "types.arrow", "nested.arrow", "conversations.parquet"], [1, 2, 3, 5, 9, 40])
  func `files of columns are cut between row groups`(name: String, count: Int) throws {
    let input = JobInput(path: Fixtures.path("columns/" + name))
    let opening = RecordOpening(InputOptions())
    func lines(_ inputs: [JobInput]) throws -> [String] {
      let records = ImportedRecords(inputs, threads: 1, longestLine: 1 << 20, opening: opening)
      var lines: [String] = []
      while let batch = try records.next() {
        for item in batch {
          guard case .record(let record) = item else { continue }
          lines.append("\(record.line) " + record.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
        }
      }
      return lines
    }
    let parts = try (0..<count).map { index in
      try lines(try opening.part(try part(index, count), of: [input], nil))
    }
    #expect(try parts.flatMap { $0 } == lines([input]))
    #expect(name != "groups.parquet" || count != 3 || parts.count { !$0.isEmpty } == 2)
  }

  @Test func `what cannot be cut belongs to one part`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = ["a", "b", "empty"].map { folder.path + "/" + $0 }
    try Data([0x1F, 0x8B] + [UInt8](repeating: 0, count: 98)).write(to: URL(fileURLWithPath: paths[0]))
    try Data([UInt8](repeating: 0x0A, count: 50)).write(to: URL(fileURLWithPath: paths[1]))
    try Data().write(to: URL(fileURLWithPath: paths[2]))
    for count in [1, 2, 3, 9] {
      let pieces = try (0..<count).flatMap {
        try part($0, count).cut(JobInput.files(paths), canBeCut: { _ in false })
      }
      #expect(pieces.map(\.path) == paths)
      #expect(pieces.allSatisfy { $0.range == nil })
    }
    #expect(throws: JobFailure.self) { try part(0, 2).cut([JobInput(path: "-")], canBeCut: { _ in true }) }
    #expect(throws: IOFailure.self) {
      try part(0, 2).cut([JobInput(path: folder.path + "/none")], canBeCut: { _ in true })
    }
  }
}
