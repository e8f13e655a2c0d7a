/// Programs that a shell would find.
package enum ProgramSearch {
  /// The path of a program in the folders of PATH; nil when none of them has it.
  package static func path(of name: String) -> String? {
    (Environment.value("PATH") ?? "/usr/bin:/bin").split(separator: ":").lazy.map { "\($0)/\(name)" }.first {
      FileStatus.of($0)?.kind == .file && FileNames.isExecutable($0)
    }
  }
}
