extension Container.Refused {
  /// The container that these first bytes belong to, judged by its magic number; nil when none is known.
  ///
  /// A ZIP archive is judged by ``ZIPArchive``, since a workbook is one too.
  package static func signature(of head: UnsafeRawBufferPointer) -> Container.Refused? {
    func starts(_ bytes: [UInt8]) -> Bool { head.count >= bytes.count && head.prefix(bytes.count).elementsEqual(bytes) }
    func starts(_ text: StaticString) -> Bool {
      text.withUTF8Buffer { head.count >= $0.count && head.prefix($0.count).elementsEqual($0) }
    }
    if starts("PAR1") || starts("PARE") { return .parquet }
    if starts("ARROW1") { return .arrow }
    if starts("FEA1") { return .feather }
    // An Arrow stream: a continuation marker, then the size of a schema message.
    if starts([0xFF, 0xFF, 0xFF, 0xFF]), head.count >= 8, head[6] == 0, head[7] == 0 { return .arrow }
    if starts([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return .xls }
    if starts([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) { return .sevenZip }
    if starts("BZh"), head.count >= 10, head[4...9].elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) { return .bzip2 }
    if starts([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return .xz }
    if starts("%PDF-") { return .pdf }
    if starts("SQLite format 3\0") { return .sqlite }
    if starts([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) { return .hdf5 }
    if starts([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]) { return .numpy }
    return nil
  }

  /// Whether the bytes begin as a ZIP archive does: a local file, an empty archive, or a spanned one.
  package static func isZIP(_ head: UnsafeRawBufferPointer) -> Bool {
    guard head.count >= 4, head[0] == 0x50, head[1] == 0x4B else { return false }
    return (head[2] == 3 && head[3] == 4) || (head[2] == 5 && head[3] == 6) || (head[2] == 7 && head[3] == 8)
  }
}
