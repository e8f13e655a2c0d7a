import Foundation
import PrepBytes
import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepImporting

/// What stands around a member becomes blanks, a byte for a byte, for any bytes.
@Suite struct JSONMemberSourceTests {
  @Test(arguments: 0..<4) func `a member is read through any bytes, in pieces of any size`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let signs = Array(#"{}[]",: \a1"#.utf8) + [0x0A, 0xFF]
    let pointer = try #require(JSONPointer("/a"))
    for _ in 0..<500 {
      let tail = (0..<Int.random(in: 0...40, using: &random)).map { _ in signs.randomElement(using: &random) ?? 0 }
      let bytes = Array(#"{"x":"\"","a":["#.utf8) + tail
      var seen: [[UInt8]] = []
      for size in [1, 3, 64] {
        let source = JSONMemberSource(ChoppedByteSource(bytes, sizes: [size]), at: pointer)
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64)
        do {
          while case let count = try buffer.withUnsafeMutableBytes({ try source.read(into: $0) }), count > 0 {
            all += buffer[..<count]
          }
        } catch let fault as Diagnostic { all = Array(fault.description.utf8) }
        seen.append(all)
      }
      #expect(seen.allSatisfy { $0 == seen[0] })
    }
  }

  /// What is read at a pointer, or the code of what is wrong.
  private func read(_ text: String, _ way: String) throws -> String {
    let pointer = try #require(JSONPointer(way))
    var codes: Set<String> = []
    var seen: Set<String> = []
    for size in [1, 5, 64] {
      let source = JSONMemberSource(ChoppedByteSource(Array(text.utf8), sizes: [size]), at: pointer)
      var all: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 64)
      do {
        while case let count = try buffer.withUnsafeMutableBytes({ try source.read(into: $0) }), count > 0 {
          all += buffer[..<count]
        }
        #expect(all.count == text.utf8.count)
      } catch let fault as Diagnostic { codes.insert(fault.code.rawValue) }
      seen.insert(String(decoding: all, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
    #expect(codes.isEmpty ? seen.count == 1 : codes.count == 1)
    return codes.first ?? seen.first ?? ""
  }

  @Test func `nothing stands unread behind the value that is looked into`() throws {
    let inside = #"[{"t":"}"},{"t":2}]"#
    for (before, after) in [("", ""), (#""x":[1,{"a":"]"}],"#, #","y":{"a":[3]}"#), (" ", ",\"z\":null ")] {
      let whole = "{\(before)\"a\":\(inside)\(after)}"
      for blank in ["", "\n", " \r\n\t", "\0\0"] { #expect(try read(whole + blank, "/a") == inside) }
      for more in ["\n" + whole, " x", "{}", "\n[]", "}"] { #expect(try read(whole + more, "/a") == "invalid-json") }
      for cut in [1, 2] where after.isEmpty || cut == 1 {
        #expect(try read(String(whole.dropLast(cut)), "/a") == "invalid-json" || cut == 2)
      }
      #expect(try read("{\(before)\"a\":\(inside),\"a\":[]\(after)}", "/a") == "duplicate-key")
      #expect(try read("{\"b\":[\(whole)]}", "/b/0/a") == inside)
      #expect(try read("[0,\(whole)]", "/1/a") == inside)
      #expect(try read(whole, "/c") == "no-such-records")
    }
    #expect(try read("7", "") == "7")
  }
}
