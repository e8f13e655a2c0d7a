/// A matrix of a model in the bytes of its file: numbers, or codes of stretches of rows (Jégou, Douze, Schmid 2011, "Product
/// quantization for nearest neighbor search").
struct ModelMatrix: Sendable {
  let rows: Int
  let columns: Int
  private let form: Form

  private enum Form {
    /// Where the numbers are.
    case dense(Int)
    /// Where the codes of rows are; what they stand for; and the same for the lengths of rows, where these are apart.
    case quantized(codes: Int, Quantizer, lengths: (codes: Int, Quantizer)?)
  }

  /// What codes stand for.
  private struct Quantizer {
    /// How many stretches a row has, how long they are, and how long the last one is.
    let count: Int
    let length: Int
    let lastLength: Int
    /// Where the numbers are: of each stretch 256 choices.
    let start: Int

    init(_ model: inout ModelBytes) throws(LanguageModelFailure) {
      let columns = try model.int32()
      (count, length, lastLength) = (try model.int32(), try model.int32(), try model.int32())
      guard columns > 0, count > 0, length > 0, lastLength > 0,
        try ModelBytes.product(count - 1, length) + lastLength == columns
      else { throw ModelBytes.damage }
      start = try model.skip(try ModelBytes.product(columns, 256 * 4))
    }

    var columns: Int { (count - 1) * length + lastLength }

    /// Where the numbers are that a code of a stretch stands for, and how many.
    func choice(_ stretch: Int, _ code: UInt8) -> (start: Int, count: Int) {
      let own = stretch == count - 1 ? lastLength : length
      return (start + (stretch * 256 * length + Int(code) * own) * 4, own)
    }
  }

  /// Reads a matrix.
  init(_ model: inout ModelBytes, isQuantized: Bool) throws(LanguageModelFailure) {
    guard isQuantized else {
      (rows, columns) = (try model.int64(), try model.int64())
      form = .dense(try model.skip(try ModelBytes.product(try ModelBytes.product(rows, columns), 4)))
      return
    }
    let hasLengths = try model.byte() != 0
    (rows, columns) = (try model.int64(), try model.int64())
    let size = try model.int32()
    let codes = try model.skip(size)
    let quantizer = try Quantizer(&model)
    guard quantizer.columns == columns, try ModelBytes.product(rows, quantizer.count) <= size else {
      throw ModelBytes.damage
    }
    guard hasLengths else {
      form = .quantized(codes: codes, quantizer, lengths: nil)
      return
    }
    let lengths = try model.skip(rows)
    let own = try Quantizer(&model)
    guard own.columns == 1 else { throw ModelBytes.damage }
    form = .quantized(codes: codes, quantizer, lengths: (lengths, own))
  }

  /// SAFETY: the matrix was read of these bytes, in which all its numbers are.
  @inline(__always)
  private static func number(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Float {
    Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
  }

  /// Calls a closure with each number of a row and its place, in order; the row is below the count.
  @inline(__always)
  private func forEach(_ row: Int, in bytes: UnsafeRawBufferPointer, _ body: (Int, Float) -> Void) {
    switch form {
    case .dense(let start):
      for column in 0..<columns { body(column, Self.number(bytes, start + (row * columns + column) * 4)) }
    case .quantized(let codes, let quantizer, _):
      for stretch in 0..<quantizer.count {
        let choice = quantizer.choice(stretch, bytes[codes + row * quantizer.count + stretch])
        for index in 0..<choice.count {
          body(stretch * quantizer.length + index, Self.number(bytes, choice.start + index * 4))
        }
      }
    }
  }

  /// The length of a row where these are apart from its numbers; 1 else.
  private func length(_ row: Int, in bytes: UnsafeRawBufferPointer) -> Float {
    guard case .quantized(_, _, let lengths?) = form else { return 1 }
    return Self.number(bytes, lengths.1.choice(0, bytes[lengths.codes + row]).start)
  }

  /// Adds a row to a vector.
  func add(_ row: Int, to vector: UnsafeMutableBufferPointer<Float>, _ bytes: UnsafeRawBufferPointer) {
    let length = length(row, in: bytes)
    forEach(row, in: bytes) { vector[$0] += length * $1 }
  }

  /// The product of a row and a vector.
  func product(_ row: Int, _ vector: UnsafeMutableBufferPointer<Float>, _ bytes: UnsafeRawBufferPointer) -> Float {
    var sum: Float = 0
    forEach(row, in: bytes) { sum += vector[$0] * $1 }
    return sum * length(row, in: bytes)
  }
}
