import Foundation

/// A real shell that has read a completion script and is asked what it offers.
public enum CompletingShell: String, CaseIterable, Sendable {
  case bash, zsh, fish

  /// Whether the shell is on this machine; prints that a test skips when it is not.
  public func isInstalled(test: String = #function) -> Bool {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/bin:/usr/bin").split(separator: ":")
    if folders.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(rawValue)") }) { return true }
    print("skipped: \(test) needs \(rawValue)")
    return false
  }

  /// What appears when each line is typed, in a shell of its own, and Tab is pressed three times in a pseudo-terminal of
  /// 200 columns; for fish, what its own `complete -C` says. The shells run at once: most of their time is waiting.
  ///
  /// - Parameters:
  ///   - lines: The lines.
  ///   - script: The completion script.
  ///   - folder: Where the shells run.
  public func offers(forEach lines: [String], script: String, in folder: URL) throws -> [String] {
    try script.write(
      to: folder.appendingPathComponent(".completion.\(rawValue)"), atomically: true, encoding: .utf8)
    try Self.driver.write(to: folder.appendingPathComponent(".driver.py"), atomically: true, encoding: .utf8)
    var environment = ["HOME": folder.path]
    for (index, line) in lines.enumerated() {
      let typed = line.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      environment["LINE\(index)"] = self == .fish ? typed : line
    }
    let asked =
      self == .fish
      ? #"fish -N -c "source .completion.fish; complete -C \"\$argv[1]\"" -- "$LINE""#
      : "python3 .driver.py \(rawValue)"
    try "eval LINE=\\$LINE$1; export LINE; \(asked) >.offers$1 2>&1\n".write(
      to: folder.appendingPathComponent(".ask.sh"), atomically: true, encoding: .utf8)
    _ = try PrepProcess.run(
      "seq 0 \(lines.count - 1) | xargs -P \(lines.count) -n 1 sh .ask.sh", in: folder, environment: environment)
    return try lines.indices.map {
      String(decoding: try Data(contentsOf: folder.appendingPathComponent(".offers\($0)")), as: UTF8.self)
    }
  }

  private static let driver = """
    import fcntl, os, pty, re, select, struct, sys, termios, time
    shell = sys.argv[1]
    start = {
        "bash": (["bash", "--norc", "--noprofile", "-i"],
                 "PS1='@@'; bind 'set completion-query-items 0'; bind 'set page-completions off'; bind 'set enable-bracketed-paste off'; "
                 "source ./.completion.bash; echo rea''dy\\n"),
        "zsh": (["zsh", "-f", "-i"],
                "PS1='@@'; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -D -u; LISTMAX=0; unsetopt automenu; "
                "source ./.completion.zsh; echo rea''dy\\n"),
    }[shell]
    pid, master = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "dumb" if shell == "bash" else "xterm"
        os.execvp(start[0][0], start[0])
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 200, 200, 0, 0))
    def read(until=None, quiet=0.6, limit=20):
        seen, end = b"", time.time() + limit
        while time.time() < end:
            ready, _, _ = select.select([master], [], [], quiet)
            if not ready:
                if until is None:
                    break
                continue
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            seen += piece
            if until is not None and until in seen:
                break
        return seen
    os.write(master, start[1].encode())
    read(until=b"\\nready")
    read(quiet=0.2)
    os.write(master, os.environ["LINE"].encode())
    seen = read(quiet=0.2)
    os.write(master, b"\\t\\t\\t")
    seen += read(quiet=0.7)
    os.write(master, b"\\x03")
    os.kill(pid, 9)
    text = re.sub(rb"\\x1b\\[[0-9;?]*[A-Za-z]|\\x1b[=>]|\\x07", b"", seen)
    sys.stdout.buffer.write(text)
    """
}
