import Foundation
import TestSupport
import Testing

/// The whole job, `tokenize | pack | shard`, at its edges: threads, slow and closed pipes, signals, stages that die.
@Suite struct PipelineTests {
  /// Runs a script in a folder of its own that holds `train.jsonl`: 2500 records.
  private func run(_ script: String) throws -> PrepProcess.Outcome {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var chance = SeededGenerator(seed: 2)
    let words = ["the", "quick", "brown", "naïve", "café", "12345", "雨", "🧵", "and on", "\\n\\n", "it's"]
    var records = ""
    for number in 0..<2500 {
      let count = Int(chance.next() % 30) + 1
      let text = (0..<count).map { _ in words[Int(chance.next() % UInt64(words.count))] }.joined(separator: " ")
      records += #"{"prompt": "\#(number)?", "completion": " \#(text)"}"# + "\n"
    }
    try records.write(to: folder.appendingPathComponent("train.jsonl"), atomically: true, encoding: .utf8)
    return try PrepProcess.run(script, in: folder)
  }

  /// Starts a stage with the default disposition of SIGINT, which background jobs of a shell do not have.
  private static let start =
    #"python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp("prep", sys.argv[1:])' prep"#

  @Test("the shard set has the same bytes for any threads, and for pieces of one byte") func sameBytes() throws {
    let outcome = try run(
      """
      for n in 1 2 3; do
        prep tokenize -q --threads $n train.jsonl | prep pack -q --threads $n --length 512 | prep shard -q --size 32Ki --threads $n -o set$n
      done
      diff -r set1 set2 && diff -r set1 set3 && ls set1/*.mds.zstd | wc -l
      head -n 40 train.jsonl >short.jsonl
      prep tokenize -q short.jsonl | prep pack -q --length 512 | prep shard -q -o whole
      dd if=short.jsonl bs=1 2>/dev/null | prep tokenize -q | dd bs=1 2>/dev/null | prep pack -q --length 512 |
        dd bs=1 2>/dev/null | prep shard -q -o pieces
      diff -r whole pieces && echo same
      """)
    let lines = outcome.text.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first.flatMap { Int($0.filter(\.isNumber)) } ?? 0 > 3)
    #expect(lines.last == "same")
    #expect(outcome.stderr == "")
  }

  @Test("gzip, and a twin in the place of the stream, give the same shard set") func otherForms() throws {
    let outcome = try run(
      """
      prep tokenize -q train.jsonl | prep pack -q --length 512 | prep shard -q -o set
      gzip -c train.jsonl | prep tokenize -q --json | gzip | prep pack -q --length 512 --json | prep shard -q -o twins
      diff -r set twins && echo same
      """)
    #expect(outcome.text == "same\n")
    #expect(outcome.stderr == "")
  }

  @Test("the whole job gives every record back, byte for byte") func roundTrip() throws {
    let outcome = try run(
      """
      for boundary in joint split; do
        prep tokenize -q --boundary $boundary train.jsonl | prep pack -q --length 512 | prep shard -q -o $boundary
        prep view -q --decode $boundary >$boundary.jsonl
      done
      python3 - <<'END'
      import json
      records = [json.loads(line) for line in open("train.jsonl")]
      for boundary in "joint", "split":
          found = {}
          for line in open(boundary + ".jsonl"):
              for document in json.loads(line)["documents"]:
                  assert document["doc_id"] not in found
                  found[document["doc_id"]] = document
          assert len(found) == len(records)
          for number, record in enumerate(records):
              assert found[number]["text"] == record["prompt"] + record["completion"], number
              if boundary == "split":
                  spans = [(span["trained"], span["text"]) for span in found[number]["spans"]]
                  assert spans == [(False, record["prompt"]), (True, record["completion"])], spans
      print("all there")
      END
      """)
    #expect(outcome.text == "all there\n")
    #expect(outcome.stderr == "")
  }

  /// Parts of one job read the same inputs with the same options, wherever the files lie; others are no parts of it.
  @Test(arguments: [
    ("a.jsonl", true), ("d/a.jsonl", true), ("b.jsonl", false), ("a.jsonl b.jsonl", false), ("changed.jsonl", false),
    ("a.jsonl --max-tokens 4 --overflow drop", false), ("a.jsonl --allow-special", false), ("a.jsonl --strict", false),
    ("a.jsonl --dropout 0.5 --seed 3", false), ("a.jsonl --on-invalid skip", false),
  ])
  func partsOfOneJobAreMerged(other: String, isOfTheJob: Bool) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ word: String) throws {
      let records = (0..<40).map { #"{"prompt": "a line \#($0)", "completion": "\#($0 == 3 ? word : "x")"}"# + "\n" }
      try records.joined().write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    try FileManager.default.createDirectory(at: folder.appendingPathComponent("d"), withIntermediateDirectories: true)
    for name in ["a.jsonl", "d/a.jsonl"] { try write(name, "yes") }
    try write("b.jsonl", "yes, too")
    try write("changed.jsonl", "not")
    func part(_ number: Int, _ words: String) -> String {
      "prep tokenize -q --part \(number)/2 \(words) | prep pack -q --length 64 | prep shard -q -o set"
    }
    let merged = try PrepProcess.run("\(part(0, "a.jsonl")); \(part(1, other)); prep merge -q set", in: folder)
    #expect(merged.status == (isOfTheJob ? 0 : 65), "\(other): \(merged.stderr)")
    if !isOfTheJob { #expect(merged.stderr.contains("[other-job]"), "\(merged.stderr)") }
  }

  @Test("a closed pipe ends every stage quietly") func closedPipe() throws {
    let outcome = try run(
      """
      { prep tokenize -q train.jsonl; echo $? >one; } | { prep pack -q --length 16; echo $? >two; } |
        { prep view -q; echo $? >three; } | head -n 1 >/dev/null
      cat one two three
      """)
    #expect(outcome.text == "0\n0\n0\n")
    #expect(outcome.stderr == "")
  }

  @Test("a stage that dies is an error downstream, and nothing appears under a final name") func deadUpstream() throws {
    let outcome = try run(
      """
      echo '{"prompt": "no completion"}' >>train.jsonl
      prep tokenize -q train.jsonl | { prep pack -q --length 64; echo $?; } >rows
      tail -c 3 rows
      prep tokenize -q train.jsonl | prep pack -q --length 64 -o packed; echo $?
      prep tokenize -q train.jsonl | prep shard -q --size 16Ki -o set; echo $?
      ls packed set/index.json 2>/dev/null
      """)
    #expect(outcome.text == "65\n65\n65\n")
    let missing = #"prep tokenize: train.jsonl:2501:1: missing field "completion" [missing-field]"#
    let lines = outcome.stderr.split(separator: "\n").map(String.init)
    #expect(lines.filter { $0 == missing }.count == 3)
    #expect(
      lines.filter { $0.hasSuffix("the token stream is cut short; did the stage before fail?") }.count == 3, "\(lines)")
  }

  @Test("a signal removes what is half-written", arguments: [("INT", 130), ("TERM", 143)])
  func signals(_ name: String, _ status: Int) throws {
    let outcome = try run(
      """
      prep tokenize -q train.jsonl >tokens
      mkfifo records stream
      (exec 3>records; cat train.jsonl >&3; sleep 20) & feeder=$!
      (exec 3>stream; head -c 150000 tokens >&3; sleep 20) & other=$!
      \(Self.start) tokenize -q -o out records & one=$!
      \(Self.start) shard -q --size 16Ki -o set stream & two=$!
      for i in $(seq 100); do sleep 0.1; ls .out* set/shard.00001* >/dev/null 2>&1 && break; done
      ls -A | grep -c part
      kill -\(name) $one $two
      wait $one; echo $?
      wait $two; echo $?
      kill $feeder $other
      ls -A . set | grep -c -e part -e out -e index
      """)
    #expect(outcome.text == "1\n\(status)\n\(status)\n0\n")
    #expect(outcome.stderr == "")
  }

  @Test("a full disk is an input/output error in every stage") func fullDisk() throws {
    let outcome = try run(
      """
      prep tokenize -q train.jsonl >/dev/full; echo $?
      prep tokenize -q train.jsonl | { prep pack -q --length 64 >/dev/full; echo $?; }
      prep tokenize -q train.jsonl | { prep view -q >/dev/full; echo $?; }
      """)
    #expect(outcome.text == "74\n74\n74\n")
  }
}
