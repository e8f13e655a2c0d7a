import Foundation
import TestSupport
import Testing

/// What commands do on a terminal: progress, colour, and no binary data.
@Suite struct TerminalTests {
  /// Runs a script whose three standard streams are a terminal, and gives what appears there.
  private func onTerminal(_ script: String, in folder: URL, columns: Int = 80) throws -> PrepProcess.Outcome {
    let program = """
      import fcntl, os, pty, struct, sys, termios
      output = b""
      pid, master = pty.fork()
      if pid == 0:
          fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, \(columns), 0, 0))
          os.execvp("sh", ["sh", "-c", sys.argv[1]])
      while True:
          try:
              piece = os.read(master, 4096)
          except OSError:
              break
          if not piece:
              break
          output += piece
      status = os.waitpid(pid, 0)[1]
      sys.stdout.buffer.write(output)
      sys.exit(os.waitstatus_to_exitcode(status))
      """
    try program.write(to: folder.appendingPathComponent("terminal.py"), atomically: true, encoding: .utf8)
    try script.write(to: folder.appendingPathComponent("script.sh"), atomically: true, encoding: .utf8)
    return try PrepProcess.run("python3 terminal.py '. ./script.sh'", in: folder)
  }

  @Test("a terminal shows progress, and takes the line away at the end") func progress() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try String(repeating: "a line of text\n", count: 30_000).write(
      to: folder.appendingPathComponent("lines.txt"), atomically: true, encoding: .utf8)
    let slow = "(cat lines.txt; sleep 0.5; cat lines.txt) | prep encode --lines"
    let shown = try onTerminal("\(slow) >/dev/null", in: folder)
    #expect(shown.status == 0)
    #expect(shown.text.contains(" records  "))
    #expect(shown.text.contains("/s"))
    #expect(shown.text.contains("60,000 documents"))
    let quiet = try onTerminal("\(slow) --quiet >/dev/null", in: folder)
    #expect(quiet.text == "")
    let piped = try PrepProcess.run("\(slow) >/dev/null", in: folder)
    #expect(!piped.stderr.contains("\u{1B}"))
  }

  /// What a terminal shows at the end: carriage returns and the erasing of a line done.
  private func screen(_ text: String) -> [String] {
    text.replacing("\r\n", with: "\n").components(separatedBy: "\n").map { line in
      line.components(separatedBy: "\r\u{1B}[K").last ?? ""
    }
  }

  /// Whatever a command writes to the terminal that shows its progress comes behind the end of that, and stays.
  @Test(
    "progress goes before data comes to the same terminal",
    arguments: [
      "count - --field prompt", "stats -", "validate -", "fix -", "convert --to chat -", "filter true -",
      "encode --lines",
      "dedup -", "sniff -", "shuffle -",
    ])
  func progressGoesBeforeData(command: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let records = (0..<12_000).map { #"{"prompt": "a line of text \#($0)", "completion": "x"}"# + "\n" }.joined()
    try records.write(to: folder.appendingPathComponent("r.jsonl"), atomically: true, encoding: .utf8)
    let slow = "(cat r.jsonl; sleep 0.3; sed s/line/row/ r.jsonl)"
    let shown = try onTerminal("\(slow) | prep \(command)", in: folder, columns: 200)
    let plain = try PrepProcess.run("\(slow) | prep \(command)", in: folder)
    #expect(shown.status == plain.status)
    let lines = Set(screen(shown.text))
    for line in plain.text.split(separator: "\n").suffix(400) where line.count < 150 && !line.contains("█") {
      #expect(lines.contains(String(line)), "\(command): \(line)")
    }
    for line in lines { #expect(!line.contains(" records  ") || !line.contains("B/s"), "\(command): \(line)") }
  }

  @Test("text that shows data is text alone on a terminal, and as it is in a pipe") func shownData() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try "{\"prompt\": \"\u{9B}31m\u{202E}\", \"completion\": \"x\",}\n".write(
      to: folder.appendingPathComponent("r.jsonl"), atomically: true, encoding: .utf8)
    let diff = "prep fix -q --apply json --diff r.jsonl"
    let shown = try onTerminal(diff, in: folder)
    #expect(shown.text.contains(#"\u009b31m\u202e"#) && !shown.text.contains("\u{9B}"))
    let piped = try PrepProcess.run(diff, in: folder)
    #expect(piped.text.contains("\u{9B}31m\u{202E}"))
  }

  @Test("the line of the progress fits the terminal", arguments: [38, 80, 200]) func width(_ columns: Int) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try String(repeating: "a line of text\n", count: 30_000).write(
      to: folder.appendingPathComponent("lines.txt"), atomically: true, encoding: .utf8)
    let shown = try onTerminal(
      "(cat lines.txt; sleep 0.5; cat lines.txt) | prep encode --lines >/dev/null", in: folder, columns: columns)
    #expect(shown.status == 0)
    let lines = shown.text.components(separatedBy: "\r\u{1B}[K").dropFirst().dropLast()
    #expect(lines.contains { $0.contains(columns < 40 ? "B" : " records  ") })
    for line in lines { #expect(line.count < columns && !line.contains("\n"), "\(line)") }
  }

  @Test("a token stream is not written to a terminal, its twin is") func binary() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try "{\"text\": \"one two\"}\n".write(
      to: folder.appendingPathComponent("train.jsonl"), atomically: true, encoding: .utf8)
    for stage in ["prep tokenize -q train.jsonl", "prep tokenize -q train.jsonl | prep pack -q --length 8"] {
      let refused = try onTerminal(stage, in: folder)
      #expect(refused.status == 64)
      #expect(refused.text.contains("use -o FILE, a pipe, or --json"))
      let twin = try onTerminal("\(stage) --json", in: folder)
      #expect(twin.status == 0)
      #expect(twin.text.hasPrefix("{\"input_ids\":["))
    }
  }

  @Test("view colours what is learnt, on a terminal that wants it") func color() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try "{\"prompt\": \"one?\", \"completion\": \" two\"}\n".write(
      to: folder.appendingPathComponent("train.jsonl"), atomically: true, encoding: .utf8)
    let view = "prep tokenize -q train.jsonl | prep view -q --decode"
    let shown = try onTerminal("unset NO_COLOR; \(view)", in: folder)
    #expect(shown.text.contains("record 1"))
    #expect(shown.text.contains("\u{1B}[0;2mone?\u{1B}[0;32m two\u{1B}[0;32;4m<|endoftext|>\u{1B}[0m"))
    let weighed = try onTerminal(
      "unset NO_COLOR; prep tokenize -q --prompt-weight 0.5 train.jsonl | prep view -q --decode --source train.jsonl",
      in: folder)
    #expect(weighed.text.contains("train.jsonl:1") && weighed.text.contains("\u{1B}[0;33m[0.5]one?\u{1B}[0;32m two"))
    for plain in ["export NO_COLOR=1; \(view)", "unset NO_COLOR; \(view) --color never"] {
      let plain = try onTerminal(plain, in: folder)
      #expect(plain.text.contains("record 1") && plain.text.contains("one?« two<|endoftext|>»"))
      #expect(!plain.text.contains("\u{1B}"))
    }
    let always = try PrepProcess.run("\(view) --color always", in: folder)
    #expect(always.text.contains("\u{1B}[0;32m two"))
    let piped = try PrepProcess.run(view, in: folder)
    #expect(!piped.text.contains("\u{1B}"))
  }

  @Test("a page of the manual is shown by man on a terminal, and is plain text elsewhere") func manual() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let man = "#!/bin/sh\n[ \"$*\" = '-l -' ] && echo shown && head -n 2\n"
    try man.write(to: folder.appendingPathComponent("man"), atomically: true, encoding: .utf8)
    let shown = try onTerminal("chmod +x man; PATH=$PWD:$PATH; prep manual count", in: folder)
    #expect(
      shown.status == 0 && shown.text.contains("shown\r\n.Dd ") && shown.text.contains(".Dt PREP-COUNT 1"),
      "\(shown.text)")
    let narrow = try onTerminal("PATH=$PWD:$PATH; prep manual count", in: folder, columns: 39)
    #expect(narrow.status == 0 && !narrow.text.contains(".Dd ") && narrow.text.contains("NAME\r\n"), "\(narrow.text)")
    let refused = try onTerminal(
      "printf '#!/bin/sh\\nexit 1\\n' >man; chmod +x man; PATH=$PWD:$PATH; prep manual count", in: folder)
    #expect(refused.status == 0 && refused.text.contains("NAME\r\n     prep-count"), "\(refused.text)")
    let piped = try PrepProcess.run("prep manual count | head -n 1", in: folder)
    #expect(piped.text == "NAME\n")
  }
}
