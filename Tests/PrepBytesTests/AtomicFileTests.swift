import Foundation
import PrepBytes
import Testing

@Suite struct AtomicFileTests {
  func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  func names(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func aFileAppearsUnderItsNameOnlyWhenItIsWhole() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("out").path
      let file = try AtomicFile(path: path)
      try file.write([UInt8](repeating: 65, count: 1 << 18))
      #expect(try names(folder).allSatisfy { $0.hasPrefix(".out.") && $0.hasSuffix(".part") })
      try file.finish()
      #expect(try names(folder) == ["out"])
      #expect(FileManager.default.contents(atPath: path)?.count == 1 << 18)
    }
  }

  @Test func aFileThatIsDroppedOrDiscardedLeavesNothing() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("out").path
      do { try AtomicFile(path: path).write("x") }
      let file = try AtomicFile(path: path)
      file.discard()
      #expect(try names(folder).isEmpty)
    }
  }

  @Test func aFolderThatIsNotThereCannotBeWrittenTo() {
    do {
      _ = try AtomicFile(path: "/nonexistent/folder/out")
      Issue.record("it was created")
    } catch { #expect((error as? IOFailure)?.code == .cannotCreate) }
  }
}
