import Foundation
import TestSupport
import Testing

/// What happens at the edges of the process: closed pipes, signals, slow pipes, full disks.
@Suite struct EdgeTests {
  /// Runs a script in a folder of its own that holds `lines.txt`: a few megabytes of text.
  private func run(_ script: String) throws -> PrepProcess.Outcome {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let line = "the quick brown fox, naïve café, 12345 and on\n"
    try String(repeating: line, count: 20_000).write(
      to: folder.appendingPathComponent("lines.txt"), atomically: true, encoding: .utf8)
    return try PrepProcess.run(script, in: folder)
  }

  /// Whoever closes standard output hears that what goes there is lost, and no file gets it instead.
  @Test(arguments: [
    "count r.jsonl", "stats r.jsonl", "fix r.jsonl", "convert --to chat r.jsonl", "dedup r.jsonl",
    "dedup --near --proof p r.jsonl", "dedup sign r.jsonl", "filter true r.jsonl", "shuffle r.jsonl", "encode r.jsonl",
    "tokenize r.jsonl", "sniff r.jsonl", "tokenizer list", "--help", "--version",
  ])
  func closedStandardOutput(command: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try "{\"prompt\": \"a\", \"completion\": \"b\"}\n".write(
      to: folder.appendingPathComponent("r.jsonl"), atomically: true, encoding: .utf8)
    let outcome = try PrepProcess.run("prep \(command) >&-", in: folder)
    #expect(outcome.status == 74, "\(command): \(outcome.stderr)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["r.jsonl"])
    let deaf = try PrepProcess.run("prep \(command) 2>&- <&-", in: folder)
    #expect(deaf.status == 0, "\(command)")
  }

  /// A report that cannot be written is a failure before the work, not behind it.
  @Test func reportsPlaceIsTriedFirst() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try "{\"prompt\": \"a\", \"completion\": \"b\"}\n".write(
      to: folder.appendingPathComponent("r.jsonl"), atomically: true, encoding: .utf8)
    for report in ["missing/r", "."] {
      let outcome = try PrepProcess.run("prep convert r.jsonl -o out.jsonl --report \(report)", in: folder)
      #expect(outcome.status == 73, "\(outcome.stderr)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["r.jsonl"])
    }
    // A folder that the run makes has room for it in the end.
    let within = try PrepProcess.run("prep convert r.jsonl -o ./set/ --report set/data/r.json", in: folder)
    #expect(within.status == 0 && FileManager.default.fileExists(atPath: folder.path + "/set/data/r.json"))
  }

  /// Of an input that is read twice every byte and record counts once, and all of them count.
  @Test(arguments: ["stats -t prep-32k", "stats", "count", "validate", "dedup --near -o /dev/null"])
  func progressEndsAtTheWhole(command: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let records = (0..<900).map { #"{"prompt": "a line of text \#($0)", "completion": "x"}"# + "\n" }.joined()
    try records.write(to: folder.appendingPathComponent("r.jsonl"), atomically: true, encoding: .utf8)
    let outcome = try PrepProcess.run(
      "prep \(command) --progress-fd 3 r.jsonl 3>p >/dev/null; tail -n 1 p", in: folder)
    let count = records.utf8.count
    #expect(outcome.text == "{\"bytes\":\(count),\"total\":\(count),\"records\":900}\n", "\(outcome.text)")
  }

  @Test("a closed pipe ends a command quietly") func closedPipe() throws {
    let outcome = try run("{ prep encode -q --lines lines.txt; echo $? >status; } | head -1 >/dev/null; cat status")
    #expect(outcome.text == "0\n")
    #expect(outcome.stderr == "")
  }

  @Test(
    "a signal removes the temporary and gives 128 and its number",
    arguments: [("TERM", 143), ("HUP", 129), ("INT", 130)])
  func signals(_ name: String, _ status: Int) throws {
    // A background job of a shell ignores SIGINT; a process started with the default disposition does not.
    let outcome = try run(
      """
      mkfifo pipe
      (exec 3>pipe; cat lines.txt >&3; exec sleep 20) & feeder=$!
      python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp("prep", sys.argv[1:])' \
        prep encode -q --lines -o out.txt pipe & stage=$!
      for i in $(seq 100); do sleep 0.1; ls .out* >/dev/null 2>&1 && break; done
      ls -A | grep -c part
      kill -\(name) $stage; wait $stage; echo $?
      kill $feeder; ls -A | grep -c out
      """)
    #expect(outcome.text == "1\n\(status)\n0\n")
  }

  @Test("a full disk removes the temporary and is an input/output error") func fullDisk() throws {
    let outcome = try run("prep encode -q --lines lines.txt >/dev/full; echo $?")
    #expect(outcome.text == "74\n")
    #expect(outcome.stderr.contains("prep encode: <stdout>: cannot be written: No space left on device"))
  }

  @Test("a folder that is not written is not left behind") func folders() throws {
    let outcome = try run(
      """
      mkdir there
      for folder in made there; do
        printf '{"prompt":"q","completion":"a"}\\nnonsense\\n' | prep convert -q -o $folder/ -; echo $?
      done
      ls -A | grep -v lines.txt; ls -A there
      """)
    #expect(outcome.text == "65\n65\nthere\n")
  }

  @Test("a device is written to, not replaced") func devices() throws {
    let outcome = try run("prep encode -q --lines -o /dev/null lines.txt; echo $?; test -c /dev/null; echo $?")
    #expect(outcome.text == "0\n0\n")
  }

  @Test("pieces of one byte give the same output as a file") func slowPipe() throws {
    let outcome = try run(
      """
      head -c 3000 lines.txt >short.txt
      prep encode -q --lines short.txt >whole
      dd if=short.txt bs=1 2>/dev/null | prep encode -q --lines --threads 1 | cmp - whole; echo $?
      """)
    #expect(outcome.text == "0\n")
  }

  @Test("the output does not depend on the threads") func threads() throws {
    let outcome = try run(
      """
      prep encode -q --lines --threads 1 lines.txt >one; prep encode -q --lines --threads 3 lines.txt | cmp - one; echo $?
      """)
    #expect(outcome.text == "0\n")
  }

  @Test("a report is one JSON object of counts") func report() throws {
    let outcome = try run("prep count -q --lines --report report.json lines.txt >/dev/null; cat report.json")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(outcome.stdout)) as? [String: Any])
    #expect(object["documents"] as? Int == 20_000)
    #expect(object["records"] as? Int == 20_000)
    #expect(object["tokens"] as? Int != nil)
  }
}
