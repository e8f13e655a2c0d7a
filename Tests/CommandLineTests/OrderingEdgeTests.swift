import Foundation
import TestSupport
import Testing

/// What sorts in temporary files leaves nothing behind, however it ends.
@Suite struct OrderingEdgeTests {
  private static let commands = [
    "shuffle --memory 64Ki --epochs 2", "sample --count 3000 --stratify text --memory 64Ki",
    "mix --unit records --memory 64Ki",
  ]

  /// A script that makes many records.
  private static let records =
    "for i in $(seq 6000); do echo \"{\\\"text\\\":\\\"number $i and some more words\\\"}\"; done"

  @Test("a run that is killed leaves no temporary file", arguments: commands) func killed(_ command: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let name = command.hasPrefix("mix") ? "a=pipe" : "pipe"
    let run = try PrepProcess.run(
      """
      mkfifo pipe; mkdir temporary; export TMPDIR=$PWD/temporary
      (exec 3>pipe; { \(Self.records); } >&3; touch fed; exec sleep 20) & feeder=$!
      prep \(command) -q -o out.jsonl \(name) & stage=$!
      for i in $(seq 200); do sleep 0.1; test -e fed && break; done
      kill -9 $stage; wait $stage 2>/dev/null; kill $feeder
      ls -A temporary; test -e out.jsonl && echo there; echo done
      """, in: folder)
    #expect(run.text == "done\n", "\(run.text) \(run.stderr)")
  }

  @Test("without room for temporary files a run ends with 73", arguments: commands) func noRoom(_ command: String)
    throws
  {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let name = command.hasPrefix("mix") ? "a=in.jsonl" : "in.jsonl"
    let run = try PrepProcess.run(
      "{ \(Self.records); } >in.jsonl; TMPDIR=$PWD/none prep \(command) -q -o out.jsonl \(name); echo $?; ls",
      in: folder)
    #expect(run.text == "73\nin.jsonl\n", "\(run.text) \(run.stderr)")
    #expect(run.stderr.contains("TMPDIR"))
  }

  @Test(
    "the order does not depend on the memory, in any container", arguments: ["jsonl", "jsonl.gz", "parquet", "csv"])
  func memory(_ ending: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let make =
      switch ending {
      case "jsonl.gz": "gzip -c a.jsonl >in.jsonl.gz"
      case "parquet": "prep convert -q --to records a.jsonl -o in.parquet"
      case "csv": "(echo text; sed 's/.*:.\\(.*\\).}/\\1/' a.jsonl) >in.csv"
      default: "cp a.jsonl in.jsonl"
      }
    let run = try PrepProcess.run(
      """
      set -e; { \(Self.records); } >a.jsonl; \(make)
      prep shuffle -q --memory 64Ki in.\(ending) >small; prep shuffle -q --threads 1 in.\(ending) >large; cmp small large
      sort small >s; prep convert -q --to records in.\(ending) | sort | cmp - s; wc -l <s
      """, in: folder)
    #expect(run.text == "6000\n", "\(run.stderr)")
  }
}
