import PrepBytes
import PrepSystem

/// What names files that a run reads or writes.
///
/// ``JobFiles`` finds these values wherever they stand in a job, so that a new option is guarded without a word more.
protocol NamesFiles {
  /// Adds the files.
  func name(to files: inout JobFiles)
}

/// The files that a run reads and writes, by the names it was given.
package struct JobFiles: Sendable {
  /// What is read: files and folders; `-` is standard input.
  package private(set) var read: [String] = []
  /// What is written; `-` is standard output.
  package private(set) var written: [String] = []

  /// What is read and then written over, because that is what was asked for.
  private var replaced: [String] = []

  /// No files.
  package init() {}

  /// Everything that a job names, however deep in its options.
  init(of job: some Job) { collect(job) }

  /// Adds a file or folder that is read, or standard input.
  package mutating func reads(_ path: String) { read.append(path) }

  /// Adds a file that is written, or standard output.
  package mutating func writes(_ path: String) { written.append(path) }

  /// Adds a file that is read, and replaced behind that.
  package mutating func replaces(_ path: String) { replaced.append(path) }

  /// Adds the files of another one.
  mutating func add(_ other: JobFiles) {
    read += other.read
    written += other.written
    replaced += other.replaced
  }

  /// Adds everything that a value names, however deep in it.
  mutating func collect(_ value: Any) {
    if value is [String] || value is [UInt8] { return }
    let mirror = Mirror(reflecting: value)
    // What is inside of an optional is looked at once, by itself.
    if mirror.displayStyle != .optional, let named = value as? any NamesFiles {
      named.name(to: &self)
      if value is JobInput || value is JobOutput { return }
    }
    switch mirror.displayStyle {
    case .struct, .enum, .optional, .tuple, .collection: for child in mirror.children { collect(child.value) }
    default: return
    }
  }

  // MARK: The law

  /// No run writes over what it reads, nor over another of its outputs. Devices and pipes are written to as they stand.
  ///
  /// - Throws: ``JobFailure``, before anything is written.
  func check() throws(JobFailure) {
    var places: [OutputPlace: String] = [:]
    for path in written + replaced {
      guard let place = OutputPlace(path) else { continue }
      if let other = places.updateValue(path, forKey: place), path != "-" || other != "-" {
        throw JobFailure(
          "outputs-are-one",
          "\(Self.name(other, "standard output")) and \(Self.name(path, "standard output")) are one file, and two outputs go there"
        )
      }
    }
    guard places.keys.contains(where: \.isThere) else { return }
    var allowed: [String: Int] = [:]
    for path in replaced { allowed[path, default: 0] += 1 }
    for path in read.flatMap(Self.withContents) {
      // A file that is replaced is read once, as the input.
      if let left = allowed[path], left > 0 {
        allowed[path] = left - 1
        continue
      }
      guard let file = Self.identity(path, Descriptor.standardInput), let output = places[.there(file)] else {
        continue
      }
      let input = Self.name(path, "standard input")
      let names =
        path == output ? "\(input) is read" : "\(Self.name(output, "standard output")) is \(input), which is read"
      throw JobFailure("output-is-input", "\(names), and would be written over: name another output")
    }
  }

  /// Tries whether what is written at the end of a run can be created: nobody works for hours to hear that it cannot.
  ///
  /// - Parameter run: The files of the run; a folder that it makes need not be there yet.
  /// - Throws: `IOFailure` with code `cannotCreate`.
  func tryOutputs(besides run: JobFiles) throws {
    for path in written where path != "-" {
      switch FileStatus.of(path)?.kind {
      case nil, .file:
        let folder = FileNames.split(path).directory
        if FileNames.exists(folder) || !run.makes(folder) { try AtomicFile(path: path).discard() }
      case .directory: throw IOFailure(.cannotCreate, "is a directory", path: path)
      default: continue
      }
    }
  }

  /// Whether a folder may be one that an output of the run makes, or lie in it.
  private func makes(_ folder: String) -> Bool {
    func names(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }
    let folder = names(folder)
    return written.contains { path in
      let output = names(path)
      return folder.starts(with: output) || output.starts(with: folder)
    }
  }

  /// A regular file, by its name or by what a stream of the process leads to.
  fileprivate static func identity(_ path: String, _ stream: Descriptor) -> FileIdentity? {
    let status = path == "-" ? try? stream.status() : FileStatus.of(path)
    return status?.kind == .file ? status?.identity : nil
  }

  private static func name(_ path: String, _ stream: String) -> String { path == "-" ? stream : path }

  /// A file, or what readers take of a folder.
  private static func withContents(_ path: String) -> [String] {
    guard path != "-", FileNames.isDirectory(path), let names = try? FileNames.names(in: path) else { return [path] }
    return names.filter(isPart).map { "\(path)/\($0)" }
  }

  /// Whether a name in a folder is one that shard sets, tokenizers and templates have. Other files beside them are
  /// nobody's input.
  private static func isPart(_ name: String) -> Bool {
    let names = [
      "index.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
      "config.json",
      "generation_config.json", "tekken.json", "vocab.json", "encoder.json", "merges.txt", "vocab.bpe", "vocab.txt",
      "chat_template.json", "README.md", "dataset_info.json", "dataset_dict.json", "state.json",
    ]
    return names.contains(name) || name.hasPrefix("shard.")
      || [".model", ".tiktoken", ".jinja"].contains { name.hasSuffix($0) }
  }
}

/// Where an output goes, whatever it is called.
private enum OutputPlace: Hashable {
  /// A file that is there.
  case there(FileIdentity)
  /// A name that nothing has yet, in a directory.
  case new(directory: FileIdentity, name: String)

  /// Nil for devices, pipes and directories, and for what cannot be created.
  init?(_ path: String) {
    if let file = JobFiles.identity(path, Descriptor.standardOutput) {
      self = .there(file)
      return
    }
    if path == "-" || FileNames.exists(path) { return nil }
    // A link that leads to nothing yet is written through.
    let (directory, name) = FileNames.split((try? FileNames.destination(of: path)) ?? path)
    guard let directory = FileIdentity.of(directory) else { return nil }
    self = .new(directory: directory, name: name)
  }

  var isThere: Bool { if case .there = self { true } else { false } }
}
