/// A time that is given, never asked of the machine: what `strftime_now` writes.
public struct TemplateTime: Sendable, Hashable {
  public var year: Int
  public var month: Int
  public var day: Int
  public var hour: Int
  public var minute: Int
  public var second: Int

  public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second) = (hour, minute, second)
  }

  /// Reads `2025-07-01`; nil when it is no date.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year >= 1, (1...12).contains(month),
      day >= 1, day <= Self.days(year, month)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

  private static func days(_ year: Int, _ month: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  private var dayOfYear: Int { (1..<month).reduce(day) { $0 + Self.days(year, $1) } }

  private var weekday: Int {
    let before = year - 1
    return (before * 365 + before / 4 - before / 100 + before / 400 + dayOfYear) % 7
  }

  /// Days since 1970.
  private var dayNumber: Int {
    let before = year - 1
    return before * 365 + before / 4 - before / 100 + before / 400 + dayOfYear - 719_163
  }

  /// The week as ISO 8601 counts it, and the year that it belongs to.
  private var week: (year: Int, number: Int) {
    let number = (dayOfYear - (weekday == 0 ? 7 : weekday) + 10) / 7
    func weeks(_ year: Int) -> Int {
      func last(_ year: Int) -> Int { (year + year / 4 - year / 100 + year / 400) % 7 }
      return last(year) == 4 || last(year - 1) == 3 ? 53 : 52
    }
    if number < 1 { return (year - 1, weeks(year - 1)) }
    return number > weeks(year) ? (year + 1, 1) : (year, number)
  }

  /// The time in a format of `strftime` as GNU's library knows it, in English and without a time zone; what is no
  /// format stays as it is.
  func formatted(_ format: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < format.count {
      let start = index
      index += 1
      guard format[start] == UInt8(ascii: "%") else {
        result.append(format[start])
        continue
      }
      func current() -> UInt8 { index < format.count ? format[index] : 0 }
      var style = Style()
      while "_-0^#".utf8.contains(current()) {
        switch current() {
        case UInt8(ascii: "^"): style.isUpper = true
        case UInt8(ascii: "#"): style.isSwapped = true
        default: style.padding = current()
        }
        index += 1
      }
      while current() &- 0x30 < 10 {
        style.width = min((style.width ?? 0) * 10 + Int(current() - 0x30), 1 << 16)
        index += 1
      }
      if current() == UInt8(ascii: "E") || current() == UInt8(ascii: "O") { index += 1 }
      guard index < format.count, let text = part(format[index], style) else {
        index = max(index + (index < format.count && format[index] < 0x80 ? 1 : 0), start + 1)
        result += format[start..<index]
        continue
      }
      index += 1
      result += text.utf8
    }
    return result
  }

  /// How a part is written: with what it is padded to which width, and in which letters.
  private struct Style {
    var padding: UInt8 = 0
    var width: Int?
    var isUpper = false
    var isSwapped = false
  }

  private func part(_ letter: UInt8, _ style: Style) -> String? {
    func number(_ value: Int, _ width: Int = 2, _ usual: UInt8 = UInt8(ascii: "0")) -> String {
      let digits = "\(value)"
      let padding = style.padding == 0 ? usual : style.padding
      guard padding != UInt8(ascii: "-") else { return digits }
      let missing = max(0, (style.width ?? width) - digits.utf8.count)
      return String(repeating: padding == UInt8(ascii: "0") ? "0" : " ", count: missing) + digits
    }
    func text(_ text: String, swapped: String? = nil) -> String {
      var text = text
      if style.isSwapped { text = swapped ?? text.uppercased() }
      if style.isUpper { text = text.uppercased() }
      let missing = max(0, (style.width ?? 0) - text.utf8.count)
      return String(repeating: style.padding == UInt8(ascii: "0") ? "0" : " ", count: missing) + text
    }
    func whole(_ format: String) -> String { text(String(decoding: formatted(Array(format.utf8)), as: UTF8.self)) }
    let blank = UInt8(ascii: " ")
    switch Character(Unicode.Scalar(letter)) {
    case "Y": return number(year, 1)
    case "C": return number(year / 100)
    case "y": return number(year % 100)
    case "G": return number(week.year, 1)
    case "g": return number(week.year % 100)
    case "V": return number(week.number)
    case "U": return number((dayOfYear + 6 - weekday) / 7)
    case "W": return number((dayOfYear + 6 - (weekday + 6) % 7) / 7)
    case "m": return number(month)
    case "d": return number(day)
    case "e": return number(day, 2, blank)
    case "B": return text(Self.months[month - 1])
    case "b", "h": return text(String(Self.months[month - 1].prefix(3)))
    case "A": return text(Self.weekdays[weekday])
    case "a": return text(String(Self.weekdays[weekday].prefix(3)))
    case "w": return number(weekday, 1)
    case "u": return number(weekday == 0 ? 7 : weekday, 1)
    case "H": return number(hour)
    case "k": return number(hour, 2, blank)
    case "I": return number((hour + 11) % 12 + 1)
    case "l": return number((hour + 11) % 12 + 1, 2, blank)
    case "p": return text(hour < 12 ? "AM" : "PM", swapped: hour < 12 ? "am" : "pm")
    case "P": return text(hour < 12 ? "am" : "pm")
    case "M": return number(minute)
    case "S": return number(second)
    case "s": return number(dayNumber * 86400 + hour * 3600 + minute * 60 + second, 1)
    case "f": return "000000"
    case "j": return number(dayOfYear, 3)
    case "F": return whole("%Y-%m-%d")
    case "T", "X": return whole("%H:%M:%S")
    case "R": return whole("%H:%M")
    case "r": return whole("%I:%M:%S %p")
    case "D", "x": return whole("%m/%d/%y")
    case "c": return whole("%a %b %e %H:%M:%S %Y")
    case "z", "Z": return text("")
    case "n": return text("\n")
    case "t": return text("\t")
    case "%": return text("%")
    default: return nil
    }
  }
}
