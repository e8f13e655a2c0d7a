import PrepBytes
import PrepCodecs
import PrepFolders
import PrepSystem

/// Opening what holds tokens: streams, their twins, and the rows of tokens that others write, in files of columns too.
enum TokenInputs {
  /// The bytes of a token stream or its twin; the rows of a file of columns as a twin.
  ///
  /// - Throws: `IOFailure`, `RefusedContainer`, and a `Diagnostic` for a file of columns that is damaged.
  static func open(_ input: JobInput) throws -> any ByteSource {
    let source = try input.open(refusing: false)
    var head = [UInt8](repeating: 0, count: 64)
    let count = try head.withUnsafeMutableBytes { try source.readFully(into: $0) }
    head.removeLast(head.count - count)
    // SAFETY: the bytes are looked at while they are lent.
    switch head.withUnsafeBytes({ RefusedFormat.signature(of: $0) }) {
    case .parquet, .arrow:
      let opening = RecordOpening(InputOptions())
      return input.isRegularFile
        ? try opening.open(input) : try opening.open(PrefixedByteSource(prefix: head, rest: source))
    case let refused?: throw RefusedContainer(path: source.name, container: refused)
    case nil: return PrefixedByteSource(prefix: head, rest: source)
    }
  }

  /// The files of inputs, of which some are folders with data sets.
  static func files(_ inputs: [JobInput]) throws -> [JobInput] {
    try inputs.flatMap { input in try folderFiles(input) ?? [input] }
  }

  /// The files of a folder with a data set; nil for anything else, also a shard set.
  static func folderFiles(_ input: JobInput) throws -> [JobInput]? {
    guard input.isDirectory, !FileNames.exists(input.path + "/index.json") else { return nil }
    guard let (_, isDeclared) = try InputFiles.datasetFolder(at: input.path), isDeclared else { return nil }
    return try InputFiles([input.path]).inputs()
  }
}
