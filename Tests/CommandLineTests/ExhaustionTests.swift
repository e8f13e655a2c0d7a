import Foundation
import TestSupport
import Testing

/// What the system has no more of ends a run with words and a status, and nothing is left behind.
@Suite struct ExhaustionTests {
  @Test(
    "little memory ends a run with 69 or not at all",
    arguments: Array(stride(from: 64, through: 92, by: 2)) + [200])
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

  @Test("a fault leaves nothing behind, and ends the process as faults do", arguments: ["SEGV", "ABRT", "ILL", "TRAP"])
  func fault(_ name: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try PrepProcess.run(
      """
      export SWIFT_BACKTRACE=enable=no
      mkfifo pipe
      (exec 3>pipe; cat $FIXTURES/examples/questions.jsonl >&3; exec sleep 20) & feeder=$!
      prep convert -q -o out pipe & stage=$!
      for i in $(seq 100); do sleep 0.1; ls .out* >/dev/null 2>&1 && break; done
      ls -A | grep -c part
      kill -\(name) $stage; wait $stage; echo $(($? > 128))
      kill $feeder; ls -A | grep -c out
      """, in: folder)
    #expect(outcome.text == "1\n1\n0\n")
    #expect(!outcome.stderr.contains("no more memory"))
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
