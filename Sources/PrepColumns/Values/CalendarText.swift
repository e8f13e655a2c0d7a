import PrepDiagnostics

/// Days, times and instants as ISO 8601 has them, in the Gregorian calendar without end.
enum CalendarText {
  /// Appends a date, `2024-02-29`.
  ///
  /// - Parameter days: Days since 1970-01-01, not more than 2^55 either way.
  static func writeDate(_ days: Int, to text: inout [UInt8]) {
    // Years begin in March here, so that the day of the leap year is the last; 400 years have 146,097 days. After
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * march + 2) / 5 + 1
    let month = march < 10 ? march + 3 : march - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    // Four places with the sign, as C's strftime writes years before the first.
    if year < 0 { text.append(UInt8(ascii: "-")) }
    append(year.magnitude, digits: year < 0 ? 3 : 4, to: &text)
    text.append(UInt8(ascii: "-"))
    append(UInt(month), digits: 2, to: &text)
    text.append(UInt8(ascii: "-"))
    append(UInt(day), digits: 2, to: &text)
  }

  /// Appends a time of day, `01:02:03.456`; one outside of a day is wrong.
  static func writeTime(_ value: Int, _ unit: TimeUnit, to text: inout [UInt8]) throws {
    guard value >= 0, value < 86_400 * unit.perSecond else {
      throw ColumnFault.damaged("a time of day is outside of the day: \(value)")
    }
    writeTime(seconds: value / unit.perSecond, fraction: value % unit.perSecond, unit, to: &text)
  }

  /// Appends an instant or a time without a zone, `2024-02-29T01:02:03.456`, with a `Z` where it is in UTC.
  static func writeTimestamp(_ value: Int, _ unit: TimeUnit, isUTC: Bool, to text: inout [UInt8]) {
    let (seconds, fraction) = floored(value, by: unit.perSecond)
    let (days, second) = floored(seconds, by: 86_400)
    writeDate(days, to: &text)
    text.append(UInt8(ascii: "T"))
    writeTime(seconds: second, fraction: fraction, unit, to: &text)
    if isUTC { text.append(UInt8(ascii: "Z")) }
  }

  /// Appends a timestamp of 12 bytes: nanoseconds of the day, then the Julian day (apache/parquet-format, on INT96).
  static func writeInt96(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) throws {
    guard bytes.count == 12 else { throw ColumnFault.damaged("a timestamp has \(Counted(bytes.count, "byte"))") }
    // SAFETY: there are twelve bytes.
    let nanoseconds = Int(Int64(littleEndian: bytes.loadUnaligned(as: Int64.self)))
    let julianDay = Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int32.self)))
    let (days, within) = floored(nanoseconds, by: 86_400 * TimeUnit.nanoseconds.perSecond)
    writeDate(julianDay - 2_440_588 + days, to: &text)
    text.append(UInt8(ascii: "T"))
    writeTime(seconds: within / 1_000_000_000, fraction: within % 1_000_000_000, .nanoseconds, to: &text)
  }

  private static func writeTime(seconds: Int, fraction: Int, _ unit: TimeUnit, to text: inout [UInt8]) {
    append(UInt(seconds / 3600), digits: 2, to: &text)
    text.append(UInt8(ascii: ":"))
    append(UInt(seconds / 60 % 60), digits: 2, to: &text)
    text.append(UInt8(ascii: ":"))
    append(UInt(seconds % 60), digits: 2, to: &text)
    if unit.digits > 0 {
      text.append(UInt8(ascii: "."))
      append(UInt(fraction), digits: unit.digits, to: &text)
    }
  }

  private static func floored(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  /// Appends a number with so many digits at least.
  private static func append(_ value: UInt, digits: Int, to text: inout [UInt8]) {
    let number = Array(String(value).utf8)
    text += repeatElement(UInt8(ascii: "0"), count: max(0, digits - number.count))
    text += number
  }
}
