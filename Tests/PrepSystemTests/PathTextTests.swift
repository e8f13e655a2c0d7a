import Foundation
import TestSupport
import Testing

@testable import PrepSystem

/// Names of files are bytes, and every one of them has one text.
@Suite struct PathTextTests {
  private func text(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { PathText.text(of: $0) } }

  @Test func textThatIsUTF8StandsForItself() {
    for name in ["", "a.jsonl", "/tmp/Grüße 日本 🙂", "\u{10FEFF}", "\u{EF80}", "a\u{301}", "á"] {
      #expect(text(Array(name.utf8)).utf8.elementsEqual(name.utf8))
      #expect(PathText.bytes(of: name) == Array(name.utf8))
      #expect(PathText.shown(name) == name)
    }
  }

  @Test func otherBytesAreShownAsHexadecimal() {
    #expect(PathText.shown(text([0x63, 0x61, 0x66, 0xE9])) == #"caf\xE9"#)
    #expect(PathText.bytes(of: text([0x63, 0x61, 0x66, 0xE9])) == [0x63, 0x61, 0x66, 0xE9])
  }

  @Test("every name comes back, and no two have one text", arguments: 0..<8) func everyNameComesBack(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    // Parts that meet badly: cut characters, surrogates, overlong forms, and the escapes themselves.
    let parts: [[UInt8]] = [
      [0x61], [0x2F], [0xC3], [0xA9], [0xC3, 0xA9], [0xE2, 0x82], [0xAC], [0xF0, 0x9F], [0x99, 0x82],
      [0xED, 0xA0, 0x80], [0xC0, 0x80],
      Array("\u{10FF80}".utf8), Array("\u{10FFE9}".utf8), Array("\u{10FFFD}".utf8), [0xF4], [0x8F, 0xBE],
      [0xF4, 0x90, 0x80, 0x80], [0xFF],
    ]
    var names: [String: [UInt8]] = [:]
    for _ in 0..<2000 {
      let name = (0..<Int.random(in: 0...5, using: &random)).flatMap { _ in
        parts[Int.random(in: 0..<parts.count, using: &random)]
      }
      let text = text(name)
      #expect(PathText.bytes(of: text) == name)
      if let other = names[text] { #expect(other == name) }
      names[text] = name
    }
  }

  @Test func wordsThatAreUTF8AreLeftAsTheyAre() {
    for word in ["", "a\"b", "\u{10FFFD}", "\u{10FF80}é"] {
      #expect(word.withCString { PathText.word(ofCString: $0) } == word)
    }
    let bytes: [CChar] = [0x61, -23, 0]
    #expect(
      PathText.bytes(of: bytes.withUnsafeBufferPointer { PathText.word(ofCString: $0.baseAddress!) }) == [0x61, 0xE9])
  }

  @Test func aNameWithAZeroByteIsRefused() {
    #expect(throws: SystemError.invalidName) { try Descriptor(opening: "/dev/null\0.jsonl") }
    #expect(!FileNames.exists("/dev/null\0"))
    #expect(throws: SystemError.invalidName) { try FileNames.remove("a\0b") }
  }

  @Test func namesThatAreNotUTF8AreOpenedListedAndRemoved() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/prep-names-\(UUID().uuidString)"
    try FileNames.makeDirectory(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let names = [[0x61, 0xE9], [0x61, 0xE8], Array("\u{10FFE9}".utf8), Array("ü".utf8)].map { text($0) }
    for (index, name) in names.enumerated() {
      let file = try Descriptor(opening: folder + "/" + name, for: .creating(permissions: 0o600))
      defer { file.close() }
      try withUnsafeBytes(of: UInt8(index)) { try file.write($0) }
    }
    #expect(Set(try FileNames.names(in: folder)) == Set(names))
    for name in names {
      #expect(FileStatus.of(folder + "/" + name)?.size == 1)
      try FileNames.rename(folder + "/" + name, to: folder + "/x" + name)
      #expect(try FileNames.remove(folder + "/x" + name))
    }
    #expect(try FileNames.names(in: folder).isEmpty)
  }
}
