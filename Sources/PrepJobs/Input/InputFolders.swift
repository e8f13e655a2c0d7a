import PrepBytes
import PrepDiagnostics
import PrepFolders
import PrepImporting
import PrepSystem

/// Folders with data sets among the inputs of a run.
extension InputFiles {
  /// The files of a folder with a data set that are read; nil for any other path.
  func chosenFiles(at path: String, _ wanted: Wanted) throws -> [JobInput]? {
    let isChosen = configuration != nil || !splits.isEmpty
    guard let folder = try Self.datasetFolder(at: path) else {
      guard isChosen else { return nil }
      throw JobFailure(
        "split-needs-folder",
        "--split and --config select from a dataset folder, which \(PathText.shown(path)) is not")
    }
    // The names of one split choose nothing: without a word, the folder stands for all that is in it. Where they tell of
    // several, one of them has to be chosen.
    // A folder of plain texts, such as a program's sources, has no splits that anybody named.
    let isSplit = folder.dataset.hasSeveralSplits && (wanted == .records || folder.dataset.hasRecordsAlone)
    guard isChosen || folder.isDeclared || isSplit else {
      for split in folder.dataset.configurations.flatMap(\.splits) { if let fault = split.fault { throw fault } }
      return nil
    }
    // What was saved as one is read as one.
    let wanted = splits.isEmpty && folder.dataset.layout == .saved ? [DatasetFolder.all] : splits
    let chosen: [DatasetFolder.Split]
    do { chosen = try folder.dataset.chosen(configuration: configuration, splits: wanted) } catch {
      throw JobFailure(isChosen ? "no-such-split" : "split-not-chosen", error.message)
    }
    for split in chosen { if let fault = split.fault { throw fault } }
    for split in chosen { try ShardAgreement.check(split.files) }
    // All splits are all that is there, those files too whose names tell of none.
    let others = splits == [DatasetFolder.all] ? folder.dataset.others : []
    // A file may be of two splits; it is read once.
    var known: Set<String> = []
    return (chosen.flatMap(\.inputs) + others.map { JobInput(path: $0) }).filter { known.insert($0.path).inserted }
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
      if configuration != nil || !splits.isEmpty || !isDeclared && !dataset.hasSeveralSplits {
        inputs += try InputFiles([path], choosing: self).inputs()
      } else {
        inputs += dataset.configurations.flatMap(\.splits).flatMap { readsAll ? $0.inputs : Array($0.inputs.prefix(1)) }
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
      if let snapshot = try HubCache.snapshot(in: path) { (place, isFetched) = (snapshot, true) }
    } else {
      guard let fetched = try HubCache.folder(of: path) else { return nil }
      (place, isFetched) = (fetched, true)
    }
    let dataset = try DatasetFolder(place) { holdsRecords("\(place)/\($0)") }
    return (dataset, isFetched || dataset.layout == .card || dataset.layout == .saved)
  }
}

extension DatasetFolder.Split {
  /// The files, as the card has them read. The first says where they have other rows than the card tells of, as far as that
  /// can be seen at little cost.
  var inputs: [JobInput] {
    var inputs = files.map { path in
      var input = JobInput(path: path)
      input.reader = reader
      return input
    }
    if let declaredRows, !inputs.isEmpty, let rows = RowCount.atLittleCost(of: inputs), rows != declaredRows {
      inputs[0].remark =
        "the card says that the split \(name) has \(Counted(declaredRows, "row")), and its files have \(Counted.grouped(rows))"
    }
    return inputs
  }
}

extension DatasetFolder {
  /// Whether the files of its splits all have names of containers of records.
  fileprivate var hasRecordsAlone: Bool {
    configurations.allSatisfy { $0.splits.allSatisfy { $0.files.allSatisfy(Container.isRecordName) } }
  }
}
