import Foundation
import TestSupport
import Testing

@testable import PrepDiagnostics

@Suite struct ShellWordTests {
  @Test func `plain words stay, others are quoted`() {
    #expect(ShellWord.quoted("--records=/data/train") == "--records=/data/train")
    #expect(ShellWord.quoted("/a b") == "'/a b'")
    #expect(ShellWord.quoted("/da'ta") == "'/da'\\''ta'")
    #expect(ShellWord.quoted("") == "''")
    #expect(ShellWord.quoted("größe") == "größe")
  }

  @Test func `a shell reads every word back`() throws {
    var random = SeededGenerator(seed: 7)
    let signs = Array("ab '\"$`\\!*?[]{}()<>|&;#~%=\t\n-é漢")
    for _ in 0..<40 {
      let word = String(
        (0..<Int.random(in: 0...9, using: &random)).map { _ in signs.randomElement(using: &random) ?? "a" })
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "printf %s " + ShellWord.quoted(word)]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let read = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(String(decoding: read, as: UTF8.self) == word)
    }
  }
}
