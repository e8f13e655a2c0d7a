import Foundation

/// Runs the built `prep` as a user would, through a shell.
public struct PrepProcess: Sendable {
  /// What a run left behind.
  public struct Outcome: Sendable {
    public var status: Int32
    public var stdout: [UInt8]
    public var stderr: String

    public var text: String { String(decoding: stdout, as: UTF8.self) }
  }

  /// The folder with the executable under test: PREP_BINARY's, else the folder of the test bundle.
  public static let binaryFolder: String = {
    if let path = ProcessInfo.processInfo.environment["PREP_BINARY"] {
      return URL(fileURLWithPath: path).deletingLastPathComponent().path
    }
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
  }()

  /// Runs a shell script in a folder, with `prep` on the PATH and `$FIXTURES` set.
  ///
  /// - Parameters:
  ///   - script: POSIX shell; its status is that of the last command.
  ///   - input: The standard input; nothing when nil.
  public static func run(
    _ script: String, in folder: URL, input: URL? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    let outputs = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: outputs) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(
      [
        "PATH": binaryFolder + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? ""), "LC_ALL": "C.UTF-8",
        "FIXTURES": TestData.packageFolder.appendingPathComponent("Fixtures").path,
      ].merging(environment) { $1 }
    ) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: input ?? URL(fileURLWithPath: "/dev/null"))
    let (stdout, stderr) = (outputs.appendingPathComponent("stdout"), outputs.appendingPathComponent("stderr"))
    process.standardOutput = try create(stdout)
    process.standardError = try create(stderr)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, stdout: [UInt8](try Data(contentsOf: stdout)),
      stderr: String(decoding: try Data(contentsOf: stderr), as: UTF8.self))
  }

  /// A new folder for one test; the caller removes it.
  public static func temporaryFolder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("prep-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  private static func create(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }
}
