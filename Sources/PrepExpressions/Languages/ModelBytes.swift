/// The bytes of a model, which are read from their beginning on; numbers have their lowest byte first.
struct ModelBytes {
  let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Passes some bytes over.
  ///
  /// - Returns: Where they begin.
  mutating func skip(_ count: Int) throws(LanguageModelFailure) -> Int {
    guard count >= 0, count <= bytes.count - position else { throw Self.damage }
    defer { position += count }
    return position
  }

  static var damage: LanguageModelFailure {
    LanguageModelFailure(.wrong, "the language model is damaged or cut short")
  }

  /// SAFETY: the load lies in bytes that were passed over, which are there.
  private mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(LanguageModelFailure) -> Number {
    let place = try skip(MemoryLayout<Number>.size)
    return bytes.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: type)) }
  }

  mutating func byte() throws(LanguageModelFailure) -> UInt8 { try number(UInt8.self) }

  mutating func int32() throws(LanguageModelFailure) -> Int { Int(try number(Int32.self)) }

  mutating func int64() throws(LanguageModelFailure) -> Int { Int(try number(Int64.self)) }

  /// The bytes up to a zero, which is passed over too.
  mutating func text() throws(LanguageModelFailure) -> Range<Int> {
    let start = position
    while position < bytes.count, bytes[position] != 0 { position += 1 }
    let end = position
    _ = try skip(1)
    return start..<end
  }

  /// The product of two counts, where it is one of bytes that can be there.
  static func product(_ left: Int, _ right: Int) throws(LanguageModelFailure) -> Int {
    let (product, isTooLarge) = left.multipliedReportingOverflow(by: right)
    guard left >= 0, right >= 0, !isTooLarge else { throw damage }
    return product
  }
}
