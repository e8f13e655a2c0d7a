import PrepBytes
import PrepDiagnostics

/// The messages of an Arrow stream or file (apache/arrow, docs/source/format/Columnar.rst, on the IPC formats;
/// format/Message.fbs, File.fbs).
struct ArrowMessages {
  /// A message: where it stands, and what it is.
  struct Message {
    enum Kind { case schema, dictionary, batch, other }

    var kind: Kind
    var position: Int
    var body: Range<Int>
  }

  /// A message with its metadata in memory.
  struct Content {
    /// What the tables stand in.
    let metadata: ArrowBuffer
    let kind: Message.Kind
    let header: FlatTable
    let body: Range<Int>
    /// 3 is the fourth, 4 the fifth.
    let version: Int
    /// How many bytes the metadata has, with what goes before it.
    let metadataSize: Int
  }

  let file: SeekableFile
  /// The dictionaries and batches, in the order in which they are to be read.
  private(set) var messages: [Message] = []
  private(set) var schema: Content

  init(_ file: SeekableFile) throws {
    self.file = file
    var magic = [UInt8](repeating: 0, count: 8)
    let count = try magic.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
    if count >= 6, magic[..<6].elementsEqual("ARROW1".utf8) {
      (schema, messages) = try Self.fileMessages(file)
    } else {
      (schema, messages) = try Self.streamMessages(file)
    }
  }

  /// Those of a stream, one behind the other.
  private static func streamMessages(_ file: SeekableFile) throws -> (Content, [Message]) {
    guard let first = try content(of: file, at: 0), first.kind == .schema else {
      throw ColumnFault.damaged("it does not begin as Arrow does, with a schema")
    }
    var messages: [Message] = []
    var position = first.body.upperBound
    while let next = try content(of: file, at: position) {
      guard next.kind != .schema else { throw ColumnFault.damaged("it has two schemas") }
      messages.append(Message(kind: next.kind, position: position, body: next.body))
      position = next.body.upperBound
    }
    // The marker of the end has eight bytes, and had four once; a stream may do without.
    guard file.size - position <= 8 else {
      throw ColumnFault.damaged(
        "\(Counted(file.size - position - 8, "byte")) stand behind its end: another stream was appended, or something else"
      )
    }
    return (first, messages)
  }

  /// Those of a file: its footer says where they are, dictionaries first.
  private static func fileMessages(_ file: SeekableFile) throws -> (Content, [Message]) {
    var end = [UInt8](repeating: 0, count: 10)
    guard file.size >= 18, try end.withUnsafeMutableBytes({ try file.read(at: file.size - 10, into: $0) }) == 10,
      end[4...].elementsEqual("ARROW1".utf8)
    else {
      throw ColumnFault.damaged(
        "it does not end as an Arrow file does, with ARROW1: it was cut, or something was appended")
    }
    // SAFETY: ten bytes were read.
    let size = end.withUnsafeBytes { Int(Int32(littleEndian: $0.loadUnaligned(as: Int32.self))) }
    guard size > 0, size <= file.size - 18, size <= ColumnLimits.metadata else {
      throw ColumnFault.damaged("its footer cannot have \(Counted(size, "byte"))")
    }
    let bytes = try ArrowBuffer(count: size) { room in
      guard try file.read(at: file.size - 10 - size, into: room) == size else {
        throw ColumnFault.damaged("its footer cannot be read")
      }
    }
    let footer = try FlatTable(root: bytes.bytes)
    guard let table = try footer.table(1) else { throw ColumnFault.damaged("its footer has no schema") }
    let version = try footer.int(0, as: Int16.self)
    let schema = Content(metadata: bytes, kind: .schema, header: table, body: 0..<0, version: version, metadataSize: 0)
    var messages: [Message] = []
    for (field, kind) in [(2, Message.Kind.dictionary), (3, .batch)] {
      let blocks = try footer.numbers(field, perElement: 3)
      for index in stride(from: 0, to: blocks.count, by: 3) {
        let (offset, metadataSize, bodySize) = (
          blocks[index], Int(Int32(truncatingIfNeeded: blocks[index + 1])), blocks[index + 2]
        )
        guard offset >= 8, offset < file.size, let content = try content(of: file, at: offset) else {
          throw ColumnFault.damaged("its footer points to a message that is not there")
        }
        guard content.kind == kind, content.metadataSize == metadataSize, content.body.count == bodySize else {
          throw ColumnFault.damaged("its footer says other things of a message than the message")
        }
        messages.append(Message(kind: kind, position: offset, body: content.body))
      }
    }
    return (schema, messages)
  }

  /// The message at a place; nil at the end.
  static func content(of file: SeekableFile, at position: Int) throws -> Content? {
    guard position < file.size else { return nil }
    var start = [UInt8](repeating: 0, count: 8)
    let count = try start.withUnsafeMutableBytes { try file.read(at: position, into: $0) }
    guard count >= 4 else { throw ColumnFault.damaged("it ends inside a message") }
    // SAFETY: the array has eight bytes, zeros where the file has ended.
    let words = start.withUnsafeBytes { bytes in
      (0..<2).map { Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self))) }
    }
    // Before Arrow 0.15 there was no marker before the size.
    let isMarked = words[0] == -1
    guard !isMarked || count == 8 else { throw ColumnFault.damaged("it ends inside a message") }
    let size = isMarked ? words[1] : words[0]
    let metadataStart = position + (isMarked ? 8 : 4)
    if size == 0 { return nil }
    guard size > 0, size <= ColumnLimits.metadata, size <= file.size - metadataStart else {
      throw ColumnFault.damaged(
        "the metadata of a message cannot have \(Counted(size, "byte")): it is damaged, or the file was cut")
    }
    let metadata = try ArrowBuffer(count: size) { room in
      guard try file.read(at: metadataStart, into: room) == size else {
        throw ColumnFault.damaged("the file became shorter")
      }
    }
    let message = try FlatTable(root: metadata.bytes)
    let version = try message.int(0, as: Int16.self)
    guard version == 3 || version == 4 else {
      throw ColumnFault.unsupported("its metadata has the version \(version + 1); 4 and 5 are read")
    }
    let kind: Message.Kind
    switch try message.int(1, as: UInt8.self) {
    case 1: kind = .schema
    case 2: kind = .dictionary
    case 3: kind = .batch
    case 4, 5: kind = .other
    case let other: throw ColumnFault.damaged("a message has the unknown kind \(other)")
    }
    let bodySize = try message.int(3, as: Int64.self)
    let bodyStart = metadataStart + size
    guard bodySize >= 0, bodySize <= file.size - bodyStart else {
      throw ColumnFault.damaged(
        "a message claims \(bodySize) bytes, more than the file has: it is damaged, or the file was cut")
    }
    guard let header = try message.table(2) else { throw ColumnFault.damaged("a message has no content") }
    return Content(
      metadata: metadata, kind: kind, header: header, body: bodyStart..<bodyStart + bodySize, version: version,
      metadataSize: bodyStart - position)
  }
}
