import PrepOptions
import PrepSystem

/// Where a shell looks for the completion scripts of a user.
struct CompletionPlace {
  /// The file.
  let path: String
  /// What else has to be done for it to be read.
  let remark: String

  /// - Throws: ``UsageError`` when nobody says where the home of the user is.
  init(_ shell: CompletionShell) throws {
    func folder(_ variable: String, _ fallback: String) throws -> String {
      if let value = Self.variable(variable) { return value }
      guard let home = Self.variable("HOME") else {
        throw UsageError("HOME is not set; use -o FILE instead of --install")
      }
      return "\(home)/\(fallback)"
    }
    switch shell {
    case .bash:
      path = try folder("XDG_DATA_HOME", ".local/share") + "/bash-completion/completions/prep"
      remark = "new shells read it where bash-completion is installed"
    case .zsh:
      let place = try folder("XDG_DATA_HOME", ".local/share") + "/zsh/site-functions"
      path = place + "/_prep"
      remark = "put fpath=(\(place) $fpath) before compinit in .zshrc"
    case .fish:
      path = try folder("XDG_CONFIG_HOME", ".config") + "/fish/completions/prep.fish"
      remark = "new shells read it"
    }
  }

  /// The folder that the file lies in.
  var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

  private static func variable(_ name: String) -> String? {
    Environment.value(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
  }
}
