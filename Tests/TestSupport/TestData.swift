import Foundation

/// The real inputs that stay outside the repository.
///
/// They are looked for in the folder that the environment variable PREP_TEST_DATA names, else in `../shared/data`
/// beside the package. Tests that need them ask here and say aloud that they skip when they are absent.
public enum TestData {
  /// The folder with the inputs, or nil.
  public static let folder: URL? = {
    let given = ProcessInfo.processInfo.environment["PREP_TEST_DATA"].map { URL(fileURLWithPath: $0) }
    let candidate = given ?? packageFolder.deletingLastPathComponent().appendingPathComponent("shared/data")
    return FileManager.default.fileExists(atPath: candidate.path) ? candidate : nil
  }()

  /// The folder of the package.
  public static let packageFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The file or folder with that name below the inputs; prints that a test skips when it is absent.
  public static func url(_ name: String, test: String = #function) -> URL? {
    if let url = folder?.appendingPathComponent(name), FileManager.default.fileExists(atPath: url.path) { return url }
    print("skipped: \(test) needs \(name) in the folder that PREP_TEST_DATA names")
    return nil
  }

  /// The bytes of a file below the inputs, or nil.
  public static func bytes(_ name: String, test: String = #function) throws -> [UInt8]? {
    try url(name, test: test).map { [UInt8](try Data(contentsOf: $0)) }
  }

  /// The files directly in a folder below the inputs, by name, or nothing when the folder is absent.
  public static func files(in folder: String, test: String = #function) throws -> [URL] {
    guard let url = url(folder, test: test) else { return [] }
    return try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
      .filter { !$0.hasDirectoryPath }.sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  /// Whether the long runs are asked for (PREP_LONG_TESTS).
  public static let runsLongTests = ProcessInfo.processInfo.environment["PREP_LONG_TESTS"] != nil

  /// How many generated cases a test goes through: as many as it says with long runs, a third without.
  public static func rounds(_ count: Int) -> Int { runsLongTests ? count : max(1, count / 3) }
}
