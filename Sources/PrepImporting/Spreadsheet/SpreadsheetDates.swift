/// Dates in spreadsheets: numbers that a cell's format shows as dates.
enum SpreadsheetDates {
  /// Whether a built-in format (ECMA-376 part 1, 18.8.30) shows a date or a time.
  static func isDate(builtIn format: Int) -> Bool {
    switch format {
    case 14...22, 27...36, 45...47, 50...58: true
    default: false
    }
  }

  /// Whether a format's own code shows a date or a time: it has one of d, m, y, h, s outside quotes, brackets and escapes.
  static func isDate(code: String) -> Bool {
    var inQuotes = false
    var inBrackets = false
    var escaped = false
    for character in code.utf8 {
      if escaped {
        escaped = false
      } else if inQuotes {
        inQuotes = character != UInt8(ascii: "\"")
      } else if inBrackets {
        inBrackets = character != UInt8(ascii: "]")
      } else {
        switch character {
        case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"): escaped = true
        case UInt8(ascii: "\""): inQuotes = true
        case UInt8(ascii: "["): inBrackets = true
        case UInt8(ascii: ";"): return false
        case UInt8(ascii: "d"), UInt8(ascii: "m"), UInt8(ascii: "y"), UInt8(ascii: "h"), UInt8(ascii: "s"),
          UInt8(ascii: "D"), UInt8(ascii: "M"), UInt8(ascii: "Y"), UInt8(ascii: "H"), UInt8(ascii: "S"):
          return true
        default: break
        }
      }
    }
    return false
  }

  /// A serial number of days as ISO 8601: a date, a date with a time, or a time when there is no day.
  ///
  /// Day 1 is 1900-01-01, and a 1900-02-29 that never was is day 60; or day 0 is 1904-01-01.
  ///
  /// - Returns: nil when the number is no date of the years 1 to 9999.
  static func text(serial: Double, from1904: Bool) -> String? {
    guard serial >= 0, serial < 2_958_466 else { return nil }
    let milliseconds = (serial * 86_400_000).rounded()
    var day = Int((milliseconds / 86_400_000).rounded(.down))
    let rest = Int(milliseconds) - day * 86_400_000
    let time = "\(two(rest / 3_600_000)):\(two(rest / 60_000 % 60)):\(two(rest / 1000 % 60))" + fraction(rest % 1000)
    if day == 0, !from1904 { return time }
    // Days since 1970-01-01.
    day = from1904 ? day - 24_107 : (day < 60 ? day - 25_568 : day - 25_569)
    let (year, month, dayOfMonth) = civil(day)
    let date = "\(year)-\(two(month))-\(two(dayOfMonth))"
    return rest == 0 ? date : "\(date)T\(time)"
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
