import PrepFolders
import PrepImporting
import PrepSystem

/// Folders with data sets among the inputs of a run.
extension InputFiles {
  /// The files of a folder with a data set that are read; nil for any other path.
  func chosenFiles(at path: String) throws -> [String]? {
    let isChosen = configuration != nil || !splits.isEmpty
    guard let folder = try Self.datasetFolder(at: path) else {
      guard isChosen else { return nil }
      throw JobFailure(
        "split-needs-folder",
        "--split and --config select from a dataset folder, which \(PathText.shown(path)) is not")
    }
    // The names alone choose nothing: without a word, a folder stands for all that is in it.
    guard isChosen || folder.isDeclared else { return nil }
    // What was saved as one is read as one.
    let wanted = splits.isEmpty && folder.dataset.layout == .saved ? [DatasetFolder.all] : splits
    let chosen: [DatasetFolder.Split]
    do { chosen = try folder.dataset.chosen(configuration: configuration, splits: wanted) } catch {
      throw JobFailure(isChosen ? "no-such-split" : "split-not-chosen", error.message)
    }
    for split in chosen { if let fault = split.fault { throw fault } }
    for split in chosen { try ShardAgreement.check(split.files) }
    return chosen.flatMap(\.files)
  }

  /// What `sniff` looks at: folders with data sets as such, and files. Of a folder of which nothing is chosen, those that
  /// begin its splits are looked at.
  ///
  /// - Parameter readsAll: Whether all files of such a folder are looked at.
  /// - Throws: As ``inputs(_:)``.
  package func sniffed(readsAll: Bool) throws -> (folders: [DatasetFolder], inputs: [JobInput]) {
    var folders: [DatasetFolder] = []
    var inputs: [JobInput] = []
    for path in try allPaths() {
      guard let (dataset, isDeclared) = try Self.datasetFolder(at: path), isDeclared || dataset.layout == .names else {
        inputs += try InputFiles([path], choosing: self).inputs()
        continue
      }
      folders.append(dataset)
      if configuration != nil || !splits.isEmpty || !isDeclared {
        inputs += try InputFiles([path], choosing: self).inputs()
      } else {
        let files = dataset.configurations.flatMap(\.splits).flatMap { readsAll ? $0.files : Array($0.files.prefix(1)) }
        inputs += files.map { JobInput(path: $0) }
      }
    }
    for index in inputs.indices { inputs[index].list = list }
    return (folders, inputs)
  }

  /// Some paths, of which the same is chosen as of others.
  private init(_ paths: [String], choosing other: InputFiles) {
    self.init(paths)
    configuration = other.configuration
    splits = other.splits
  }

  /// A folder with a data set; nil for any other path.
  ///
  /// - Returns: The folder, and whether it says itself which files belong together, or lies in the cache of the Hub.
  static func datasetFolder(at path: String) throws -> (dataset: DatasetFolder, isDeclared: Bool)? {
    if path == "-" { return nil }
    var place = path
    var isFetched = false
    if FileNames.exists(path) {
      guard FileNames.isDirectory(path) else { return nil }
      if let snapshot = HubCache.snapshot(in: path) { (place, isFetched) = (snapshot, true) }
    } else {
      guard let fetched = HubCache.folder(of: path) else { return nil }
      (place, isFetched) = (fetched, true)
    }
    let dataset = try DatasetFolder(place) { holdsRecords("\(place)/\($0)") }
    return (dataset, isFetched || dataset.layout == .card || dataset.layout == .saved)
  }
}
