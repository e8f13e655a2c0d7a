import PrepBytes
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

  /// Makes the folders that the file lies in.
  ///
  /// - Throws: `IOFailure` when one cannot be made.
  func makeFolder() throws {
    var folder = ""
    for name in path.split(separator: "/").dropLast() {
      folder += "/\(name)"
      do { try FileNames.makeDirectory(folder) } catch {
        throw IOFailure(.cannotCreate, "cannot be made", path: folder, errno: error)
      }
    }
  }

  private static func variable(_ name: String) -> String? {
    Environment.value(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
  }
}
