/// Formats that are recognised by their first bytes and read by no command.
package enum RefusedFormat: Sendable, Hashable, CaseIterable {
  case parquet, arrow, feather, lfsPointer, xls, zip, sevenZip, bzip2, xz, pdf, sqlite, hdf5, numpy, tokenStream,
    unknownBinary

  /// The name of the format.
  package var name: String {
    switch self {
    case .parquet: "Apache Parquet"
    case .arrow: "Apache Arrow"
    case .feather: "Feather (Arrow, version 1)"
    case .lfsPointer: "a Git LFS pointer, not the file itself"
    case .xls: "an Excel 97-2003 workbook (.xls)"
    case .zip: "a ZIP archive"
    case .sevenZip: "a 7z archive"
    case .bzip2: "bzip2"
    case .xz: "xz"
    case .pdf: "PDF"
    case .sqlite: "a SQLite database"
    case .hdf5: "HDF5"
    case .numpy: "a NumPy array"
    case .tokenStream: "a stream of tokens, and no records"
    case .unknownBinary: "a binary format that is not known"
    }
  }

  /// What turns the format into one that is read here.
  package var remedy: String {
    switch self {
    case .parquet, .arrow: "convert it first: prep convert --to records FILE"
    case .feather: "write it as Arrow or Parquet first, for example in Python: pandas.read_feather(f).to_parquet(…)"
    case .lfsPointer: "fetch the file first: git lfs pull"
    case .xls: "save it as .xlsx or CSV first, for example: libreoffice --headless --convert-to xlsx FILE"
    case .zip: "unpack it first, for example: unzip -p FILE NAME | prep convert - (a workbook: prep convert FILE)"
    case .sevenZip: "unpack it first, for example: 7z e -so FILE | prep convert -"
    case .bzip2: "decompress it first: bzip2 -dc FILE | prep convert -"
    case .xz: "decompress it first: xz -dc FILE | prep convert -"
    case .pdf: "take the text out first, for example: pdftotext FILE - | prep convert -"
    case .sqlite: "export the table first, for example: sqlite3 -csv -header FILE 'SELECT * FROM …' | prep convert -"
    case .hdf5, .numpy: "write it as JSON Lines or CSV first"
    case .tokenStream: "prep view shows it, and pack, shard, shuffle, sample, mix, join and export take it"
    case .unknownBinary: "write it as JSON Lines, CSV, XLSX or text first"
    }
  }
}

/// An input in a format that is recognised and not read.
package struct RefusedContainer: Error, Sendable, CustomStringConvertible {
  package var path: String
  package var container: RefusedFormat

  package init(path: String, container: RefusedFormat) {
    self.path = path
    self.container = container
  }

  package var description: String { "\(path): this is \(container.name); \(container.remedy)" }
}

extension RefusedFormat {
  /// The format that these first bytes belong to, judged by its magic number; nil when none is known.
  ///
  /// A ZIP archive is not among them, since a workbook is one too; see ``isZIP(_:)``.
  package static func signature(of head: UnsafeRawBufferPointer) -> RefusedFormat? {
    func starts(_ bytes: [UInt8]) -> Bool { head.count >= bytes.count && head.prefix(bytes.count).elementsEqual(bytes) }
    func starts(_ text: StaticString) -> Bool {
      text.withUTF8Buffer { head.count >= $0.count && head.prefix($0.count).elementsEqual($0) }
    }
    if starts("PAR1") { return .parquet }
    // The mark of an encrypted file is a word too.
    if starts("PARE"), head[4...].prefix(8).contains(where: { $0 < 0x09 }) { return .parquet }
    if starts("ARROW1") { return .arrow }
    if starts("FEA1") { return .feather }
    // An Arrow stream: a continuation marker, then the size of a schema message.
    if starts([0xFF, 0xFF, 0xFF, 0xFF]), head.count >= 8, head[6] == 0, head[7] == 0 { return .arrow }
    // As it was before Arrow 0.15: the size of a schema message alone, then the place of its table, both small.
    if head.count >= 8, head[3] == 0, head[2] < 0x10, head[0] & 3 == 0, head[5] == 0, head[6] == 0, head[7] == 0,
      head[4] >= 8, head[4] & 3 == 0,
      head[0] > 0 || head[1] > 0
    {
      return .arrow
    }
    if starts([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return .xls }
    if starts([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) { return .sevenZip }
    if starts("BZh"), head.count >= 10, head[4...9].elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) {
      return .bzip2
    }
    if starts([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return .xz }
    if starts("version https://git-lfs.github.com/spec/") { return .lfsPointer }
    if starts("%PDF-") { return .pdf }
    if starts("SQLite format 3\0") { return .sqlite }
    if starts([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) { return .hdf5 }
    if starts([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]) { return .numpy }
    return nil
  }

  /// The format that these first bytes belong to where records are read, which a stream of tokens is none of.
  package static func ofRecords(_ head: UnsafeRawBufferPointer) -> RefusedFormat? {
    head.starts(with: [0x89, 0x50, 0x52, 0x54, 0x4B, 0x0D, 0x0A, 0x1A]) ? .tokenStream : signature(of: head)
  }

  /// Whether the bytes begin as a ZIP archive does: a local file, an empty archive, or a spanned one.
  package static func isZIP(_ head: UnsafeRawBufferPointer) -> Bool {
    guard head.count >= 4, head[0] == 0x50, head[1] == 0x4B else { return false }
    return (head[2] == 3 && head[3] == 4) || (head[2] == 5 && head[3] == 6) || (head[2] == 7 && head[3] == 8)
  }
}
