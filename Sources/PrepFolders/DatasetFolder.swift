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
    /// Why its files cannot be read as what they are said to be.
    package let fault: Diagnostic?
  }

  package let path: String
  package let layout: Layout
  package let configurations: [Configuration]

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
      configurations = [Configuration(name: DatasetCard.defaultName, isDefault: true, splits: made)]
      return
    }
    let data = files.paths.filter { isData($0) && !Self.isDescription($0) }
    let readme = files.path("README.md")
    let card =
      files.has("README.md")
      ? try DatasetCard(try FileByteSource(path: readme).readAll(limit: 64 << 20), file: readme) : nil
    if let card, let listed = card.configurations, !listed.isEmpty {
      layout = .card
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
    configurations = [
      Configuration(
        name: DatasetCard.defaultName, isDefault: true,
        splits: splits.map { Self.split($0.name, $0.paths, DatasetCard.defaultName, card, files, readme) })
    ]
  }

  /// Files that tell of data and are none, as `datasets` leaves them out.
  private static func isDescription(_ path: String) -> Bool {
    let name = path.split(separator: "/").last.map { String($0) } ?? path
    return ["config.json", "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json"].contains(name)
  }

  private static func missing(_ name: String, _ file: String) -> Diagnostic {
    Diagnostic("missing-file", "the file \(name) belongs to the set and is not there", at: SourceLocation(file: file))
  }

  private static func splits(
    of configuration: DatasetCard.Configuration, _ card: DatasetCard, _ files: FolderFiles, _ data: [String],
    _ readme: String
  ) -> [Split] {
    let folder = configuration.folder.map { $0.hasSuffix("/") || $0 == "." ? $0 : $0 + "/" }
    let prefix = folder == "." || folder == "./" ? "" : folder ?? ""
    guard let listed = configuration.files else {
      let inside = data.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
      let found = SplitNames.splits(of: inside).splits
      if found.isEmpty {
        let fault = Diagnostic(
          "no-file", "the configuration \(configuration.name) has no file of records", at: SourceLocation(file: readme))
        return [Split(name: "train", files: [], declaredRows: nil, fault: fault)]
      }
      return found.map { split($0.name, $0.paths.map { prefix + $0 }, configuration.name, card, files, readme) }
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
      return split(entry.split, paths, configuration.name, card, files, readme)
    }
  }

  /// The files that a pattern stands for: one that is named has any name, those that are not are such with data.
  private static func paths(_ pattern: String, _ files: FolderFiles, _ data: [String]) -> [String]? {
    guard let pattern = PathPattern(pattern) else { return nil }
    let found = pattern.isPlain ? files.paths.filter { pattern.matches($0) } : []
    return found.isEmpty ? data.filter { pattern.matches($0) } : found
  }

  private static func split(
    _ name: String, _ paths: [String], _ configuration: String, _ card: DatasetCard?, _ files: FolderFiles,
    _ readme: String
  ) -> Split {
    let rows = card?.declared.first { $0.configuration == configuration && $0.split == name }?.rows
    let fault = ShardName.missing(among: paths).map { missing in
      Diagnostic(
        "missing-file",
        "the names of the others tell of a file \(missing), and it is not there; the others can be "
          + "read by their names", at: SourceLocation(file: files.folder))
    }
    return Split(name: name, files: paths.map { files.path($0) }, declaredRows: rows, fault: fault)
  }
}

/// What of a folder cannot be chosen as it was: the name of a split or configuration.
package struct FolderChoiceFailure: Error, Sendable, CustomStringConvertible {
  /// What is wrong and what to say instead.
  package let message: String

  package var description: String { message }
}

extension DatasetFolder {
  /// The word for all splits.
  package static let all = "all"

  /// The splits that are chosen.
  ///
  /// - Parameters:
  ///   - configuration: The name of one; nil takes the only one, or that which the card says.
  ///   - splits: Their names; `all` is all of them, and none is the only one.
  package func chosen(configuration: String?, splits: [String]) throws(FolderChoiceFailure) -> [Split] {
    let chosen = try self.configuration(configuration)
    let names = chosen.splits.map(\.name)
    if splits.isEmpty {
      guard names.count != 1 else { return chosen.splits }
      throw FolderChoiceFailure(
        message: "\(path) has the splits \(Self.list(names)); --split NAME takes one, --split all takes all")
    }
    var taken: [Split] = []
    for name in splits {
      let found = chosen.splits.filter { $0.name == name }
      guard !found.isEmpty || name == Self.all else {
        throw FolderChoiceFailure(message: "\(path) has no split \(name); it has \(Self.list(names))")
      }
      for split in found.isEmpty ? chosen.splits : found where !taken.contains(where: { $0.name == split.name }) {
        taken.append(split)
      }
    }
    return taken
  }

  private func configuration(_ name: String?) throws(FolderChoiceFailure) -> Configuration {
    let names = configurations.map(\.name)
    if let name {
      guard let found = configurations.first(where: { $0.name == name }) else {
        throw FolderChoiceFailure(message: "\(path) has no configuration \(name); it has \(Self.list(names))")
      }
      return found
    }
    guard let found = configurations.first(where: \.isDefault) else {
      throw FolderChoiceFailure(message: "\(path) has the configurations \(Self.list(names)); --config NAME takes one")
    }
    return found
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(20).joined(separator: ", ")
    return names.isEmpty ? "none" : names.count > 20 ? shown + ", …" : shown
  }
}
