import Foundation
import TestSupport
import Testing

/// What the system has no more of ends a run with words and a status, and nothing is left behind.
///
/// The limits are those at which our own memory or a thread is refused. Between them (76 and 80 MB here) an allocation of
/// the Swift runtime may be the one that fails, and that ends a process with a signal.
@Suite struct ExhaustionTests {
  @Test(
    "little memory ends a run with 69 or not at all",
    arguments: [66, 70, 200])
  func littleMemory(_ megabytes: Int) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try PrepProcess.run(
      """
      for command in tokenize convert 'count --lines'; do
        (ulimit -v \(megabytes)000; prep $command -q $FIXTURES/examples/questions.jsonl -o out 2>>said); echo $?
        rm -f out
      done
      ls -A | grep -v said
      """, in: folder)
    // 127: there was not enough to load the program with.
    let statuses = outcome.text.split(separator: "\n")
    #expect(statuses.count == 3, "something is left behind: \(outcome.text)")
    #expect(statuses.allSatisfy { ["0", "64", "65", "69", "127"].contains($0) }, "\(statuses)")
    let said = try String(contentsOf: folder.appendingPathComponent("said"), encoding: .utf8)
    if statuses.contains("69") { #expect(said.contains("prep: the system gives no more ")) }
  }

  @Test("names of output files may have 255 bytes", arguments: ["n", "é", "\u{1F600}"])
  func longNames(_ character: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for count in [250, 255, 256] {
      let name = String(repeating: character, count: count / character.utf8.count)
      let rest = String(repeating: "x", count: count - name.utf8.count)
      let outcome = try PrepProcess.run(
        "prep convert -q $FIXTURES/examples/questions.jsonl -o \(name)\(rest); s=$?; ls -A | wc -l; exit $s", in: folder
      )
      #expect(outcome.status == (count > 255 ? 73 : 0), "\(count)")
      #expect(outcome.text.trimmingCharacters(in: .whitespacesAndNewlines) == (count == 250 ? "1" : "2"), "\(count)")
    }
  }
}
