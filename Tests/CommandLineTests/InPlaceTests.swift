import Foundation
import PrepOptions
import TestSupport
import Testing

/// Files that are replaced: by `--in-place`, and by every option that names an output.
@Suite struct InPlaceTests {
  private static let commands = [
    "fix --apply safe,duplicates", "format --separator X --stop keep", "dedup", "convert",
  ]
  private static let text = """
    {"prompt":"Two?","completion":" Four."}
    {"prompt":"Two?","completion":" Four."}
    {"prompt":"Three?","completion":" Nine."}

    """

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func write(_ text: String, _ name: String, _ folder: URL) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  private func read(_ name: String, _ folder: URL) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  private func mode(_ name: String, _ folder: URL) throws -> Int {
    let path = folder.appendingPathComponent(name).path
    return try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test func `every command with the option is here`() {
    let found = CommandCatalog.entries.filter { $0.options.contains { $0.name == "in-place" } }.map(\.words[1])
    #expect(found.sorted() == ["convert", "dedup", "fix", "format"])
  }

  @Test(arguments: commands) func `the file becomes what -o would write, with its permissions`(_ command: String) throws
  {
    try inFolder { folder in
      for name in ["a.jsonl", "b.jsonl", "target"] { try write(Self.text, name, folder) }
      let run = try PrepProcess.run(
        """
        ln -s target link.jsonl; ln a.jsonl hard; chmod 640 a.jsonl; chmod 604 b.jsonl; chmod 600 target
        for f in a.jsonl b.jsonl link.jsonl; do prep \(command) -q $f -o $f.out || exit 9; done
        prep \(command) --in-place --report report a.jsonl b.jsonl link.jsonl || exit 8
        cmp a.jsonl a.jsonl.out && cmp b.jsonl b.jsonl.out && cmp target link.jsonl.out && test -L link.jsonl && ls -A
        """, in: folder)
      #expect(run.status == 0, "\(run.stderr)")
      #expect(
        run.text.split(separator: "\n") == [
          "a.jsonl", "a.jsonl.out", "b.jsonl", "b.jsonl.out", "hard", "link.jsonl", "link.jsonl.out", "report",
          "target",
        ])
      #expect(try [mode("a.jsonl", folder), mode("b.jsonl", folder), mode("target", folder)] == [0o640, 0o604, 0o600])
      #expect(try read("hard", folder) == Self.text)
      let report = try read("report", folder)
      #expect(report.contains("\"records\":9"), "\(report)")
    }
  }

  @Test(arguments: commands) func `bad data leaves its file as it was, and rejects of all files are kept`(
    _ command: String
  ) throws {
    try inFolder { folder in
      for name in ["a.jsonl", "c.jsonl"] { try write("nothing of JSON\n" + Self.text, name, folder) }
      for name in ["b.jsonl", "d.jsonl"] { try write(Self.text, name, folder) }
      let stopped = try PrepProcess.run(
        "prep \(command) -q --in-place --rejects rejects b.jsonl a.jsonl d.jsonl; echo $?; ls -A", in: folder)
      #expect(
        stopped.text.split(separator: "\n") == ["65", "a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl", "rejects"],
        "\(stopped.stderr)")
      #expect(try read("a.jsonl", folder) == "nothing of JSON\n" + Self.text)
      #expect(try read("d.jsonl", folder) == Self.text)
      let skipped = try PrepProcess.run(
        "prep \(command) -q --in-place --on-invalid skip --rejects rejects a.jsonl b.jsonl c.jsonl", in: folder)
      #expect(skipped.status == 0, "\(skipped.stderr)")
      #expect(try read("rejects", folder) == "nothing of JSON\nnothing of JSON\n")
      #expect(try read("a.jsonl", folder) == read("c.jsonl", folder))
    }
  }

  @Test(arguments: commands) func `what cannot be replaced is refused before anything is`(_ command: String) throws {
    try inFolder { folder in
      try write(Self.text, "a.jsonl", folder)
      try write("prompt,completion\nq,a\n", "t.csv", folder)
      try write(Self.text, "z.jsonl", folder)
      try Data(Self.text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }).write(
        to: folder.appendingPathComponent("wide.jsonl"))
      _ = try PrepProcess.run("gzip -k z.jsonl; ln -s a.jsonl link.jsonl; mkdir d; cp a.jsonl d", in: folder)
      for (words, reason) in [
        ("a.jsonl t.csv", "t.csv is csv"), ("a.jsonl z.jsonl.gz", "is compressed"), ("a.jsonl link.jsonl", "one file"),
        ("--encoding utf-16le wide.jsonl", "is in UTF-16LE"), ("a.jsonl ./a.jsonl", "one file"), ("", "needs files"),
        ("- < a.jsonl", "needs files"), ("a.jsonl -o x", "combined with --output"),
        ("a.jsonl /dev/null", "is not a file"),
        ("a.jsonl --part 0/2", "combined with --part"), ("a.jsonl z.jsonl --rejects ./z.jsonl", "z.jsonl"),
        ("z.jsonl a.jsonl --report link.jsonl", "a.jsonl"), ("d d/a.jsonl", "one file"),
      ] {
        let run = try PrepProcess.run(
          "prep \(command) -q --in-place \(words); s=$?; ls -A | wc -l; exit $s", in: folder)
        #expect(run.status == 64 && run.stderr.contains(reason), "\(words): \(run.stderr)")
        #expect(try [read("a.jsonl", folder), read("z.jsonl", folder)] == [Self.text, Self.text], "\(words)")
        #expect(run.text.trimmingCharacters(in: .whitespacesAndNewlines) == "7", "\(words)")
      }
    }
  }

  @Test func `outputs of any option keep what they replace, follow links, and are new by the mask`() throws {
    try inFolder { folder in
      try write(Self.text + "{\n", "in.jsonl", folder)
      let run = try PrepProcess.run(
        """
        umask 027; for f in out report rejects removed; do touch $f.old; chmod 622 $f.old; done
        prep dedup -q in.jsonl --on-invalid skip -o out.old --report report.old --rejects rejects.old --removed removed.old
        prep dedup -q in.jsonl --on-invalid skip -o out.new --report report.new --rejects rejects.new --removed removed.new
        mkdir d; ln -s d/target dangling; ln -s ../first d/second; ln -s d/second twice
        prep dedup -q in.jsonl --on-invalid skip -o dangling --report twice
        stat -c '%a %n' *.old *.new d/target first; test -L dangling && test -L twice && test -s first; echo $?
        ln -s nowhere one; ln -s nowhere two; prep dedup -q in.jsonl --on-invalid skip -o one --report two; echo $?
        ln -s round round; prep dedup -q in.jsonl --on-invalid skip -o round; echo $?; ls -A | wc -l
        """, in: folder)
      let expected =
        ["out", "rejects", "removed", "report"].map { "622 \($0).old" }
        + ["out", "rejects", "removed", "report"].map { "640 \($0).new" }
        + ["640 d/target", "640 first", "0", "64", "73", "16"]
      #expect(run.text.split(separator: "\n").map(String.init) == expected, "\(run.stderr)")
    }
  }

  @Test func `who may give files away keeps their owner`() throws {
    guard try PrepProcess.run("id -u", in: FileManager.default.temporaryDirectory).text == "0\n" else { return }
    try inFolder { folder in
      try write(Self.text, "a.jsonl", folder)
      let run = try PrepProcess.run(
        "chown 1234:4321 a.jsonl; chmod 4755 a.jsonl; prep dedup -q --in-place a.jsonl; stat -c '%u %g %a' a.jsonl",
        in: folder)
      #expect(run.text == "1234 4321 4755\n", "\(run.stderr)")
    }
  }
}
