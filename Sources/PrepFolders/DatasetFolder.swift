import PrepBytes
import PrepDiagnostics
import PrepSystem

/// A folder with a data set: its configurations and splits, and the files of each.
package struct DatasetFolder: Sendable {
  /// What tells which files belong together.
  package enum Layout: String, Sendable {
    /// The head of README.md.
    case card
    /// What `save_to_disk` of `datasets` wrote.
    case saved
    /// The names of files and folders.
    case names
    /// Nothing: all files are one split.
    case none
  }

  /// One set of splits; most folders have one.
  package struct Configuration: Sendable {
    package let name: String
    /// Whether it is taken where none is named.
    package let isDefault: Bool
    package let splits: [Split]
  }

  /// Files that are read together.
  package struct Split: Sendable {
    package let name: String
    /// The paths, in order.
    package let files: [String]
    /// How many rows the card says it has.
    package let declaredRows: Int?
    /// How the card has them read.
    package var reader = ReaderOptions()
    /// Why its files cannot be read as what they are said to be.
    package let fault: Diagnostic?
  }

  package let path: String
  package let layout: Layout
  package let configurations: [Configuration]
  /// The files with records that belong to no split, where the names alone tell the splits.
  package let others: [String]
  /// Archives, which are not looked into, where there is no file with records.
  let archives: [String]

  /// Reads what a folder says of itself.
  ///
  /// - Parameter isData: Whether a file may hold records, by its path.
  /// - Throws: ``IOFailure``, and a `Diagnostic` for a card that says what cannot be.
  package init(_ folder: String, isData: (String) -> Bool) throws {
    let files = try FolderFiles(folder)
    path = files.folder
    if let splits = try SavedDataset.splits(in: files) {
      layout = .saved
      let made = splits.map { name, paths in
        let missing = paths.first { !FileNames.exists(files.path($0)) }
        return Split(
          name: name, files: paths.map { files.path($0) }, declaredRows: nil,
          fault: missing.map { Self.missing($0, files.path("state.json")) })
      }
      (others, archives) = ([], [])
      configurations = [Configuration(name: DatasetCard.defaultName, isDefault: true, splits: made)]
      return
    }
    let data = files.paths.filter { isData($0) && !Self.isDescription($0) }
    archives = data.isEmpty ? files.paths.filter { Self.isArchive($0) } : []
    let readme = files.path("README.md")
    let card = try Self.card(files, readme)
    if let card, let listed = card.configurations, !listed.isEmpty {
      layout = .card
      others = []
      configurations = listed.map { configuration in
        Configuration(
          name: configuration.name,
          isDefault: configuration.isDefault || listed.count == 1
            || (configuration.name == DatasetCard.defaultName && !listed.contains { $0.isDefault }),
          splits: Self.splits(of: configuration, card, files, data, readme))
      }
      return
    }
    let (splits, areNamed) = SplitNames.splits(of: data)
    layout = areNamed ? .names : .none
    let named = Set(splits.flatMap(\.paths))
    others = areNamed ? data.filter { !named.contains($0) }.map { files.path($0) } : []
    configurations = [
      Configuration(
        name: DatasetCard.defaultName, isDefault: true,
        splits: splits.map { split in
          Self.split(split.name, split.paths, DatasetCard.Configuration(name: DatasetCard.defaultName), card, files)
        })
    ]
  }

  /// What README.md says at its head, and `.huggingface.yaml` in its place; nil where neither is there.
  private static func card(_ files: FolderFiles, _ readme: String) throws -> DatasetCard? {
    func bytes(_ path: String) throws -> [UInt8] { try FileByteSource(path: path).readAll(limit: 64 << 20) }
    var card = files.has("README.md") ? try DatasetCard(try bytes(readme), file: readme) : nil
    if files.has(".huggingface.yaml") {
      let path = files.path(".huggingface.yaml")
      if card == nil { card = try DatasetCard([], file: path) }
      try card?.read(try bytes(path), path)
    }
    return card
  }

  /// Whether a file in a folder tells of data and is none, as `datasets` leaves it out: it is read where it is named.
  package static func isDescription(_ path: String) -> Bool {
    let name = path.split(separator: "/").last.map { String($0) } ?? path
    return ["config.json", "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json"].contains(name)
  }

  private static func isArchive(_ path: String) -> Bool {
    let name = path.lowercased()
    return [".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.bz2", ".tar.xz", ".7z", ".rar"].contains {
      name.hasSuffix($0)
    }
  }

  private static func missing(_ name: String, _ file: String) -> Diagnostic {
    Diagnostic("missing-file", "the file \(name) belongs to the set and is not there", at: SourceLocation(file: file))
  }

  private static func splits(
    of configuration: DatasetCard.Configuration, _ card: DatasetCard, _ files: FolderFiles, _ data: [String],
    _ readme: String
  ) -> [Split] {
    let parts = (configuration.folder ?? "").split(separator: "/").filter { $0 != "." }
    let prefix = parts.map { $0 + "/" }.joined()
    guard let listed = configuration.files else {
      let inside = data.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
      let found = SplitNames.splits(of: inside).splits
      if found.isEmpty {
        let fault = Diagnostic(
          "no-file", "the configuration \(configuration.name) has no file of records", at: SourceLocation(file: readme))
        return [Split(name: "train", files: [], declaredRows: nil, fault: fault)]
      }
      return found.map { split($0.name, $0.paths.map { prefix + $0 }, configuration, card, files) }
    }
    return listed.map { entry in
      var paths: [String] = []
      var known: Set<String> = []
      for (text, location) in entry.patterns {
        // A path may stand with its folder or without it.
        let found = Self.paths(prefix + text, files, data) ?? []
        let others = found.isEmpty && !prefix.isEmpty ? Self.paths(text, files, data) ?? [] : found
        if others.isEmpty {
          let fault = Diagnostic("no-file", "no file of records matches \(text)", at: location)
          return Split(name: entry.split, files: [], declaredRows: nil, fault: fault)
        }
        for path in others where known.insert(path).inserted { paths.append(path) }
      }
      return split(entry.split, paths, configuration, card, files)
    }
  }

  /// The files that a pattern stands for: one that is named has any name, those that are not are such with data.
  private static func paths(_ pattern: String, _ files: FolderFiles, _ data: [String]) -> [String]? {
    guard let pattern = PathPattern(pattern) else { return nil }
    let found = pattern.isPlain ? files.paths.filter { pattern.matches($0) } : []
    return found.isEmpty ? data.filter { pattern.matches($0) } : found
  }

  private static func split(
    _ name: String, _ paths: [String], _ configuration: DatasetCard.Configuration, _ card: DatasetCard?,
    _ files: FolderFiles
  ) -> Split {
    let rows = card?.declared.first { $0.configuration == configuration.name && $0.split == name }?.rows
    let fault = ShardName.missing(among: paths).map { missing in
      Diagnostic(
        "missing-file",
        "the names of the others tell of a file \(missing), and it is not there; the others can be "
          + "read by their names", at: SourceLocation(file: files.folder))
    }
    let unread = paths.lazy.compactMap { configuration.reader.fault(for: $0) }.first
    return Split(
      name: name, files: paths.map { files.path($0) }, declaredRows: rows, reader: configuration.reader,
      fault: unread ?? fault)
  }
}
