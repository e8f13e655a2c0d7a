import PrepBytes
import PrepSystem
import PrepTokens

/// A file of little-endian numbers that appears when it is whole; its header is written when everything is known.
final class NumberFile {
  private(set) var count = 0
  private let file: AtomicFile
  private let headerSize: Int

  /// - Parameter headerSize: How many bytes are left free at the start.
  init(path: String, headerSize: Int = 0) throws {
    file = try AtomicFile(path: path)
    self.headerSize = headerSize
    if headerSize > 0 { try file.write([UInt8](repeating: 0, count: headerSize)) }
  }

  func append(_ ids: [UInt32], as type: ExportedIDType) throws {
    switch type {
    case .uint16: try append(ids.map { UInt16(truncatingIfNeeded: $0) })
    case .uint32, .int32: try append(ids)
    case .int64: try append(ids.map { Int64($0) })
    }
  }

  func append<Value: BitwiseCopyable>(_ values: [Value]) throws {
    count += values.count
    try values.withUnsafeBytes { try file.write($0) }
  }

  func append(_ value: some FixedWidthInteger & BitwiseCopyable) throws {
    count += 1
    try withUnsafeBytes(of: value.littleEndian) { try file.write($0) }
  }

  /// Appends numbers of a type as their bytes.
  func append(_ bytes: [UInt8], as kind: TokenColumn.Kind) throws {
    count += bytes.count / kind.size
    try file.write(bytes)
  }

  /// Writes the header and makes the file final.
  func finish(header: [UInt8] = []) throws {
    precondition(header.count == headerSize, "the header has another size than was left free")
    if headerSize > 0 { try file.overwrite(header, at: 0) }
    try file.finish()
  }
}

extension TokenColumn.Kind {
  /// NumPy's name of the type.
  var numpyName: String {
    switch self {
    case .uint8: "|u1"
    case .int16: "<i2"
    case .int32: "<i4"
    case .float32: "<f4"
    }
  }
}

/// Files of an earlier export under the same names, which would be taken for parts of this one.
enum StaleFiles {
  /// Removes a file if it is there; says whether it was.
  @discardableResult static func remove(_ path: String) throws -> Bool {
    do { return try FileNames.remove(path) } catch {
      throw IOFailure(.cannotCreate, "cannot be removed", path: path, errno: error)
    }
  }
}

/// The header of a NumPy array of one dimension, format 1.0: always 128 bytes, so that it can be written last.
enum NumPyHeader {
  static let size = 128

  static func bytes(type: String, count: Int) -> [UInt8] {
    var text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(count),), }".utf8)
    text += [UInt8](repeating: 0x20, count: size - 10 - text.count - 1) + [0x0A]
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(size - 10), 0] + text
  }
}
