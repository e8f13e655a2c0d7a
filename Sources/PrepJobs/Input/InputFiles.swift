import PrepBytes
import PrepFolders
import PrepImporting
import PrepOptions
import PrepSystem

/// The files that a run reads, as they are named: files, folders, and lists of files.
public struct InputFiles: Sendable, Hashable {
  /// Which files of a folder are read.
  public enum Wanted: Sendable, Hashable {
    /// Those with the name of a container of records, or of plain text (.txt), compressed or not.
    case records
    /// All but those whose names begin with a point.
    case texts
  }

  /// Files and folders in order; `-` is standard input, and so is no path at all.
  public var paths: [String]
  /// A file with more of them, a path a line, or with a zero byte behind each; `-` is standard input.
  public var list: String?
  /// The configuration that is read of folders with a data set; nil takes the one that they say.
  package var configuration: String?
  /// The splits that are read of folders with a data set; none takes the only one.
  package var splits: [String] = []

  /// The files at some paths.
  public init(_ paths: [String] = []) { self.paths = paths }

  /// Whether nothing is named, so that standard input is read.
  public var areUnnamed: Bool { paths.isEmpty && list == nil }

  /// The files in order. A folder stands for the files in it and below, in the order of their names' bytes; one with a
  /// data set for those of the splits that are chosen; `OWNER/NAME`, where no such path is, for that set in the cache of
  /// the Hugging Face Hub.
  ///
  /// - Parameter wanted: Which files of a folder are read.
  /// - Throws: `IOFailure` for a list or folder that cannot be read, or a folder without such files; ``JobFailure``
  ///   where standard input is both a list and an input, or a split has to be chosen; a `Diagnostic` for a folder whose
  ///   files are not what it says.
  public func inputs(_ wanted: Wanted = .records) throws -> [JobInput] {
    try allPaths().flatMap { try files(at: $0, wanted) }.map { input in
      var input = input
      input.list = list
      return input
    }
  }

  /// The paths in order, with those that the list names.
  func allPaths() throws -> [String] {
    if areUnnamed { return ["-"] }
    var named = paths
    if let list {
      if list == "-", paths.contains("-") {
        throw JobFailure(
          "options-exclude-each-other", "standard input cannot be read both as a list of files and as one")
      }
      named += try Self.paths(in: list)
    }
    return named
  }

  /// The paths that a list names.
  private static func paths(in list: String) throws -> [String] {
    let bytes = try JobInput(path: list).open(refusing: false).readAll()
    let end: UInt8 = bytes.contains(0) ? 0 : 0x0A
    return bytes.split(separator: end).compactMap { line in
      let name = end == 0x0A && line.last == 0x0D ? line.dropLast() : line
      return name.isEmpty ? nil : Array(name).withUnsafeBytes { PathText.text(of: $0) }
    }
  }

  /// A file, or the files of a folder.
  private func files(at path: String, _ wanted: Wanted) throws -> [JobInput] {
    if let chosen = try chosenFiles(at: path, wanted) { return chosen }
    if wanted == .texts, path != "-", !FileNames.exists(path), !path.contains(where: { ".*?/".contains($0) }) {
      let quoted = path.contains("'") ? "\"\(path)\"" : "'\(path)'"
      throw IOFailure(
        .cannotRead,
        "no such file; to read a text itself, pipe it in: printf %s \(OptionFailure.shown(quoted)) | prep encode",
        path: OptionFailure.shown(path))
    }
    guard path != "-", FileNames.isDirectory(path) else { return [JobInput(path: path)] }
    if wanted == .records, JobInput(path: path).isShardSet, FileNames.exists(path + "/prep.manifest") {
      throw JobFailure(
        "shard-set",
        "\(path) is a set of shards, which holds tokens, and no records: prep view and verify read it, and shuffle, sample, "
          + "mix, join, repack and merge take it")
    }
    var files: [String] = []
    var entered: Set<FileIdentity> = []
    try Self.collect(path, wanted, &entered, into: &files)
    if files.isEmpty {
      throw IOFailure(
        .cannotRead,
        wanted == .records
          ? "the folder has no files of records (.jsonl, .json, .csv, .parquet, …) or .txt files; where a command has --text, "
            + "that reads all files as plain text" : "the folder has no files", path: path)
    }
    return JobInput.files(files)
  }

  /// Whether a file of a folder is one of records, or of plain text that no file of annotations belongs to.
  static func holdsRecords(_ path: String) -> Bool {
    Container.isRecordName(path)
      || Container.isTextName(path) && !Container.isAnnotated(path) { FileNames.exists($0) }
  }

  private static func collect(
    _ folder: String, _ wanted: Wanted, _ entered: inout Set<FileIdentity>, into files: inout [String]
  ) throws {
    // A link may lead back to where it stands.
    guard let identity = FileIdentity.of(folder), entered.insert(identity).inserted else { return }
    let names: [String]
    do { names = try FileNames.names(in: folder) } catch { throw IOFailure.cannotOpen(folder, error) }
    let ordered = names.filter { !$0.hasPrefix(".") }.sorted {
      PathText.bytes(of: $0).lexicographicallyPrecedes(PathText.bytes(of: $1))
    }
    for name in ordered {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      switch FileStatus.of(path)?.kind {
      case .directory: try collect(path, wanted, &entered, into: &files)
      // Where a link leads to nothing, whoever reads it says so.
      case .file where wanted == .texts || Self.holdsRecords(path) && !DatasetFolder.isDescription(name),
        nil where wanted == .records && Self.holdsRecords(path):
        files.append(path)
      default: break
      }
    }
  }
}

extension InputFiles: NamesFiles {
  func name(to files: inout JobFiles) { if let list { files.reads(list) } }

  /// The options, by their names on the command line.
  package static var definitions: [OptionDefinition<InputFiles>] {
    [
      .value(
        "files-from", "FILE", \.list, .file,
        "Also read the files listed in FILE, one path per line or NUL-terminated; '-' is stdin"
      ),
      .list(
        "split", "NAME,...", \.splits, .name("the name of a split"),
        "Splits to read from a dataset folder; all reads all"
      ).defaulting(to: "the only one"),
      .value(
        "config", "NAME", \.configuration, .name("the name of a configuration"),
        "Configuration to read from a dataset folder"
      ).defaulting(to: "the folder's own"),
    ]
  }
}
