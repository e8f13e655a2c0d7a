import Foundation
import TestSupport
import Testing

@testable import PrepSystem

@Suite struct FileStatusTests {
  @Test func oneFileHasOneIdentityByAllItsNames() throws {
    try Fixtures.withFile("a", "text") { path in
      let folder = FileNames.split(path).directory
      #expect(link(path, folder + "/hard") == 0)
      #expect(symlink("a", folder + "/soft") == 0)
      try FileNames.makeDirectory(folder + "/deep")
      let identity = try #require(FileIdentity.of(path))
      for name in ["hard", "soft", "deep/../a", "./a", "/a"] {
        #expect(FileIdentity.of(folder + "/" + name) == identity, "\(name)")
      }
      #expect(try Descriptor(opening: path).status().identity == identity)
      #expect(FileIdentity.of(folder) != identity)
      #expect(FileIdentity.of(folder + "/b") == nil)
      #expect(FileNames.resolved(folder + "/soft").hasSuffix("/a"))
      #expect(FileNames.resolved(folder + "/b") == folder + "/b")
    }
  }

  @Test func kindsSizesAndPermissionsAreTold() throws {
    try Fixtures.withFile("a", "text") { path in
      #expect(chmod(path, 0o640) == 0)
      let status = try FileStatus(path)
      #expect(status.kind == .file && status.size == 4 && status.permissions == 0o640 && status.owner == getuid())
      #expect(abs(Double(status.modified.seconds) - Date().timeIntervalSince1970) < 3600)
    }
    #expect(
      FileStatus.of("/tmp")?.kind == .directory && FileNames.isDirectory("/tmp") && !FileNames.isDirectory("/dev/null"))
    #expect(FileStatus.of("/dev/null")?.kind == .terminalOrDevice)
    #expect(FileStatus.of("/nonexistent") == nil)
    let pipe = try Descriptor.pipe()
    #expect(try pipe.reading.status().kind == .pipe)
    pipe.reading.close()
    pipe.writing.close()
  }

  @Test func temporariesOfLongNamesHaveRoom() throws {
    let name = String(repeating: "ä", count: 127)
    let temporary = FileNames.split(TemporaryDirectory.name(beside: "/tmp/" + name))
    #expect(temporary.directory == "/tmp" && temporary.name.utf8.count <= 255)
    #expect(temporary.name.hasPrefix(".ä") && temporary.name.hasSuffix(".part"))
    #expect(FileNames.split(TemporaryDirectory.name(beside: "/a")).directory == "/")
    #expect(FileNames.split("a").directory == ".")
  }
}
