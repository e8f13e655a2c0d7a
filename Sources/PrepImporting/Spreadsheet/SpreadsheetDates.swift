/// Dates, times and durations in spreadsheets: numbers of days that a cell's format shows as such.
enum SpreadsheetDates {
  /// What a cell's format shows a number as.
  enum Kind {
    case number, date
    /// A time of day.
    case time
    /// Hours, minutes or seconds that do not start anew each day.
    case duration
  }

  /// What a built-in format (ECMA-376 part 1, 18.8.30) shows.
  static func kind(builtIn format: Int) -> Kind {
    switch format {
    case 18...21, 32, 33, 45, 47: .time
    case 46: .duration
    case 14...17, 22, 27...31, 34...36, 50...58: .date
    default: .number
    }
  }

  /// What a format's own code shows: letters count outside quotes, brackets and escapes, and brackets around h, m or s
  /// alone.
  static func kind(code: String) -> Kind {
    var hasDay = false
    var hasMonthOrMinute = false
    var hasTime = false
    var isElapsed = false
    var inQuotes = false
    var bracket: [UInt8]?
    var escaped = false
    for character in code.utf8 {
      if escaped {
        escaped = false
      } else if inQuotes {
        inQuotes = character != UInt8(ascii: "\"")
      } else if let open = bracket {
        if character == UInt8(ascii: "]") {
          if let first = open.first, "hms".utf8.contains(first), open.allSatisfy({ $0 == first }) { isElapsed = true }
          bracket = nil
        } else {
          bracket = open + [character | 0x20]
        }
      } else if character == UInt8(ascii: ";") {
        break
      } else {
        switch character | 0x20 {
        case _ where "\\_*".utf8.contains(character): escaped = true
        case UInt8(ascii: "\""): inQuotes = true
        case _ where character == UInt8(ascii: "["): bracket = []
        case UInt8(ascii: "d"), UInt8(ascii: "y"): hasDay = true
        case UInt8(ascii: "m"): hasMonthOrMinute = true
        case UInt8(ascii: "h"), UInt8(ascii: "s"): hasTime = true
        default: break
        }
      }
    }
    if hasDay { return .date }
    if isElapsed { return .duration }
    return hasTime ? .time : hasMonthOrMinute ? .date : .number
  }

  /// A serial number of days as ISO 8601 writes a date, a date with a time, or a time when there is no day; a duration
  /// in hours, minutes and seconds.
  ///
  /// Day 1 is 1900-01-01, and a 1900-02-29 that never was is day 60; or day 0 is 1904-01-01.
  ///
  /// - Returns: nil when the number is no date of the years 1 to 9999.
  static func text(serial: Double, as kind: Kind = .date, from1904: Bool) -> String? {
    guard kind != .number, abs(serial) < 2_958_466, serial >= 0 || kind == .duration else { return nil }
    let milliseconds = Int((abs(serial) * 86_400_000).rounded())
    if kind == .duration { return (serial < 0 && milliseconds > 0 ? "-" : "") + clock(milliseconds) }
    var day = milliseconds / 86_400_000
    let rest = milliseconds % 86_400_000
    if day == 0, !from1904 || kind == .time { return clock(rest) }
    // Days since 1970-01-01.
    day = from1904 ? day - 24_107 : (day < 60 ? day - 25_568 : day - 25_569)
    let (year, month, dayOfMonth) = civil(day)
    let date = "\(year)-\(two(month))-\(two(dayOfMonth))"
    return rest == 0 ? date : "\(date)T\(clock(rest))"
  }

  private static func clock(_ milliseconds: Int) -> String {
    "\(two(milliseconds / 3_600_000)):\(two(milliseconds / 60_000 % 60)):\(two(milliseconds / 1000 % 60))"
      + fraction(milliseconds % 1000)
  }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static func fraction(_ milliseconds: Int) -> String {
    milliseconds == 0 ? "" : "." + String(String(1000 + milliseconds).dropFirst())
  }

  /// The Gregorian date of a number of days since 1970-01-01, counting in eras of 400 years that begin on March 1st.
  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}
