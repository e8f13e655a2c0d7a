import Foundation

/// The inputs we made ourselves, in the folder `Fixtures` of the package.
public enum Fixtures {
  /// The path of a file or folder below `Fixtures`.
  public static func path(_ name: String) -> String {
    TestData.packageFolder.appendingPathComponent("Fixtures").appendingPathComponent(name).path
  }

  /// The text of a file below `Fixtures`.
  public static func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  /// Writes a file into a new folder and calls a closure with its path; removes the folder afterwards.
  public static func withFile<Result>(_ name: String, _ content: String, _ body: (String) throws -> Result) throws
    -> Result
  {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appendingPathComponent(name)
    try Data(content.utf8).write(to: url)
    return try body(url.path)
  }
}
