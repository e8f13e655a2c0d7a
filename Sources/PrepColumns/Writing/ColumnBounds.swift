/// The least and the greatest of some values of a column, as the statistics of Parquet have them.
struct ColumnBounds {
  /// The values, by their places in the column; nil where there is none.
  private var places: (least: Int, greatest: Int)?
  private let column: WriterColumn

  /// How many bytes of a text are told.
  private static let mostBytes = 64

  init(_ column: WriterColumn) { self.column = column }

  /// The same of some values.
  init(_ column: WriterColumn, _ range: Range<Int>) {
    self.column = column
    // What is no number is in no order, and bounds are of the others.
    func isOrdered(_ index: Int) -> Bool { column.storage != .double || !Self.double(column.values[index]).isNaN }
    guard let first = range.first(where: isOrdered) else { return }
    var (least, greatest) = (first, first)
    for index in (first + 1)..<range.upperBound where isOrdered(index) {
      if Self.isLess(column, index, least) {
        least = index
      } else if Self.isLess(column, greatest, index) {
        greatest = index
      }
    }
    places = (least, greatest)
  }

  /// Takes in the bounds of others.
  mutating func add(_ other: ColumnBounds) {
    guard let more = other.places else { return }
    guard let known = places else {
      places = more
      return
    }
    places = (
      Self.isLess(column, more.least, known.least) ? more.least : known.least,
      Self.isLess(column, known.greatest, more.greatest) ? more.greatest : known.greatest
    )
  }

  /// Whether there is no value.
  var isEmpty: Bool { places == nil }

  /// Whether a column has an order of which bounds tell something.
  static func have(_ column: WriterColumn) -> Bool { column.shape.kind != .null }

  private static func isLess(_ column: WriterColumn, _ one: Int, _ other: Int) -> Bool {
    let (left, right) = (column.values[one], column.values[other])
    switch column.storage {
    case .bool, .int32: return left < right
    case .int: return column.shape.kind == .uint ? UInt(bitPattern: left) < UInt(bitPattern: right) : left < right
    case .double: return double(left) < double(right)
    case .bytes: return column.bytes[column.range(one)].lexicographicallyPrecedes(column.bytes[column.range(other)])
    }
  }

  private static func double(_ bits: Int) -> Double { Double(bitPattern: UInt64(bitPattern: Int64(bits))) }

  /// The least value as it is stored, and whether it is one of the values or below them.
  var least: (bytes: [UInt8], isExact: Bool)? {
    guard let places else { return nil }
    // A zero may be either, and the least of the two has a sign.
    if column.storage == .double, Self.double(column.values[places.least]) == 0 { return (Self.plain(-0.0), true) }
    return column.storage == .bytes
      ? Self.prefix(column.bytes[column.range(places.least)]) : (plain(places.least), true)
  }

  /// The greatest value as it is stored, and whether it is one of the values or above them; nil where none can be told
  /// in few bytes.
  var greatest: (bytes: [UInt8], isExact: Bool)? {
    guard let places else { return nil }
    if column.storage == .double, Self.double(column.values[places.greatest]) == 0 { return (Self.plain(0.0), true) }
    guard column.storage == .bytes else { return (plain(places.greatest), true) }
    var (bytes, isExact) = Self.prefix(column.bytes[column.range(places.greatest)])
    if isExact { return (bytes, true) }
    // The next text behind all that begin so: its last character of ASCII is the next one.
    while let last = bytes.last, last >= 0x7F { bytes.removeLast() }
    guard let last = bytes.popLast() else { return nil }
    bytes.append(last + 1)
    return (bytes, false)
  }

  /// The beginning of a text, of whole characters.
  private static func prefix(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], isExact: Bool) {
    guard text.count > mostBytes else { return (Array(text), true) }
    var end = text.startIndex + mostBytes
    while end > text.startIndex, text[end] & 0xC0 == 0x80 { end -= 1 }
    return (Array(text[text.startIndex..<end]), false)
  }

  private func plain(_ index: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    column.writePlain(index..<index + 1, to: &bytes)
    return bytes
  }

  private static func plain(_ value: Double) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: value.bitPattern)
    return bytes
  }
}
