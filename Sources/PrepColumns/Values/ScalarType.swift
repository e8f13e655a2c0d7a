/// The steps that times are counted in.
enum TimeUnit: Sendable, Hashable {
  case seconds, milliseconds, microseconds, nanoseconds

  /// How many make a second.
  var perSecond: Int {
    switch self {
    case .seconds: 1
    case .milliseconds: 1_000
    case .microseconds: 1_000_000
    case .nanoseconds: 1_000_000_000
    }
  }

  /// How many digits a second has behind the point.
  var digits: Int {
    switch self {
    case .seconds: 0
    case .milliseconds: 3
    case .microseconds: 6
    case .nanoseconds: 9
    }
  }
}

/// What the values of a column are, and so how they are written as JSON.
enum ScalarType: Sendable, Hashable {
  case null, bool, int, uint, uint32, float16, float, double
  /// A string; bytes that are not UTF-8 make the record invalid.
  case text
  /// A text that is JSON, and is read as the value it stands for.
  case json
  /// `{"$bytes": Base64}`
  case binary
  /// A text with all its digits, of an integer.
  case decimal(scale: Int)
  /// The same of bytes in two's complement.
  case decimalBytes(scale: Int, isBigEndian: Bool)
  /// Days since 1970-01-01.
  case date
  case time(TimeUnit)
  case timestamp(TimeUnit, isUTC: Bool)
  /// Nanoseconds of a day, and the day's Julian number: timestamps of Impala and older Spark.
  case int96
}

/// A value of a column: bytes somewhere, or the bits of a number.
struct ColumnValue {
  var pointer: UnsafePointer<UInt8>?
  /// How many bytes there are; without bytes the bits of the number.
  var bits: Int

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: pointer, count: bits) }
}
