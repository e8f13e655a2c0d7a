import PrepBytes
import PrepCodecs
import PrepFolders
import PrepSystem

/// What a job reads: a file, standard input, or bytes in memory. gzip and zstd are recognised by the first bytes.
public struct JobInput: Sendable {
  private enum Storage: Sendable {
    case path
    case bytes([UInt8])
    /// Standard input, of which something has been looked at.
    case opened(OpenedInput)
  }

  /// The path as it was given, `-` for standard input; for bytes in memory the name they go by. Its ending says what
  /// the input holds.
  public let path: String
  private let storage: Storage
  /// The list of files that it may be named in.
  var list: String?
  /// Where nothing is read but the lines that begin within these bytes; the input can be cut then.
  private(set) var range: Range<Int>?
  /// How the card of its folder has it read; what the user says goes first.
  var reader = ReaderOptions()
  /// What there is to say of it when it is opened, once.
  var remark: String?
  /// Its number among the inputs of the whole job, from 0, where that was given.
  var number = 0

  /// A file, or standard input for `-`.
  public init(path: String) {
    self.path = path
    storage = .path
  }

  /// Bytes in memory.
  ///
  /// - Parameter name: What they are called in messages.
  public init(_ bytes: [UInt8], named name: String) {
    path = name
    storage = .bytes(bytes)
  }

  /// Standard input, decompressed, of which something has been looked at and put back; it is read once.
  init(opened source: any ByteSource) {
    path = "-"
    storage = .opened(OpenedInput(source: source))
  }

  /// Files in order; no path at all is standard input.
  public static func files(_ paths: [String]) -> [JobInput] {
    (paths.isEmpty ? ["-"] : paths).map { JobInput(path: $0) }
  }

  /// The lines of the input that begin within a range of its bytes.
  func lines(in range: Range<Int>) -> JobInput {
    var part = self
    part.range = range
    return part
  }

  /// The input with all its lines.
  var whole: JobInput {
    var whole = self
    whole.range = nil
    return whole
  }

  /// Whether its bytes can be read at any place.
  var isRegularFile: Bool {
    switch storage {
    case .bytes: true
    case .opened: false
    case .path: path != "-" && FileStatus.of(path)?.kind == .file
    }
  }

  /// Its stored bytes, to be read at any place; nil where they cannot.
  var placedFile: SeekableFile? {
    switch storage {
    case .bytes(let bytes): SeekableFile(bytes, name: path)
    case .opened: nil
    case .path: path == "-" ? nil : try? SeekableFile(path: path)
    }
  }

  /// Whether it can be read but once.
  public var isStandardInput: Bool {
    if case .bytes = storage { false } else { path == "-" }
  }

  /// Whether it stands in the file system under its path.
  var isFile: Bool {
    if case .path = storage { path != "-" } else { false }
  }

  /// How it is called in messages.
  public var name: String { isStandardInput ? "<stdin>" : path }

  /// The input from its beginning, decompressed.
  ///
  /// - Parameter refusing: Whether formats that no command reads are refused by their first bytes.
  /// - Throws: `IOFailure`; `cannotRead` when a file cannot be opened. `RefusedContainer`.
  public func open(refusing: Bool = true) throws -> any ByteSource {
    switch storage {
    case .path: try openInput(path: path, refusing: refusing)
    case .bytes(let bytes): try openInput(MemoryByteSource(bytes, name: path), refusing: refusing)
    case .opened(let opened): try openInput(opened.source, refusing: refusing)
    }
  }

  /// The bytes as they are stored, compressed or not; nil for what is no regular file.
  public var storedBytes: Int? {
    if let range { return range.count }
    if case .bytes(let bytes) = storage { return bytes.count }
    let status = isStandardInput ? try? Descriptor.standardInput.status() : FileStatus.of(path)
    return status?.kind == .file ? status?.size : nil
  }

  /// The bytes of inputs as they are stored, or nil when one is no regular file.
  public static func storedBytes(of inputs: [JobInput]) -> Int? {
    var total = 0
    for input in inputs {
      guard let count = input.storedBytes else { return nil }
      total += count
    }
    return total
  }

  /// What can be read at any place; nil for standard input, pipes and devices.
  ///
  /// - Throws: `IOFailure` with code `cannotRead`.
  func openForPlaces() throws -> PlacedBytes {
    switch storage {
    case .path, .opened: try PlacedBytes(path: path)
    case .bytes(let bytes): PlacedBytes(bytes, name: path)
    }
  }

  /// The size of a regular file, for which errors have words; `storedBytes` has none.
  ///
  /// - Throws: ``JobFailure`` for what is not a file, `IOFailure` for what is not there.
  func sizeOfFile() throws -> Int {
    if case .bytes(let bytes) = storage { return bytes.count }
    if path == "-" { throw JobFailure("part-needs-files", "--part needs files, not standard input") }
    let status: FileStatus
    do { status = try FileStatus(path) } catch { throw IOFailure.cannotOpen(path, error) }
    guard status.kind == .file else { throw JobFailure("part-needs-files", "--part needs files, which \(path) is not") }
    return status.size
  }

  /// Whether the first bytes are those of a file of columns.
  func isColumns() throws -> Bool {
    var head = [UInt8](repeating: 0, count: 64)
    let places = try openForPlaces()
    let count = try head.withUnsafeMutableBytes { try places.read(at: 0, into: $0) }
    let format = head.prefix(count).withUnsafeBytes { RefusedFormat.signature(of: $0) }
    return format == .parquet || format == .arrow
  }

  /// Whether the first bytes say gzip or zstd.
  func isCompressed() throws -> Bool {
    var head = [UInt8](repeating: 0, count: 4)
    let places = try openForPlaces()
    let count = try head.withUnsafeMutableBytes { try places.read(at: 0, into: $0) }
    return head.prefix(count).withUnsafeBytes { Compression(magic: $0) } != .none
  }
}

/// A source that somebody has begun to read and put back.
private struct OpenedInput: @unchecked Sendable {
  // SAFETY: an input is opened and read by one run, on the thread that runs it, once.
  let source: any ByteSource
}
