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

  /// The time in a format of `strftime`, in English.
  func formatted(_ format: [UInt8]) throws(TemplateFailure) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < format.count {
      guard format[index] == UInt8(ascii: "%"), index + 1 < format.count else {
        result.append(format[index])
        index += 1
        continue
      }
      let isUnpadded = format[index + 1] == UInt8(ascii: "-") && index + 2 < format.count
      let letter = format[index + (isUnpadded ? 2 : 1)]
      guard let text = part(letter, isUnpadded) else {
        throw TemplateFailure(.unsupported, "the time format %\(Character(Unicode.Scalar(letter))) is not supported")
      }
      result.append(contentsOf: text.utf8)
      index += isUnpadded ? 3 : 2
    }
    return result
  }

  private func part(_ letter: UInt8, _ isUnpadded: Bool) -> String? {
    func number(_ value: Int, _ width: Int = 2) -> String {
      let digits = "\(value)"
      return isUnpadded ? digits : String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    switch Character(Unicode.Scalar(letter)) {
    case "Y": return number(year, 4)
    case "y": return number(year % 100)
    case "m": return number(month)
    case "d": return number(day)
    case "e": return day < 10 ? " \(day)" : "\(day)"
    case "B": return Self.months[month - 1]
    case "b", "h": return String(Self.months[month - 1].prefix(3))
    case "A": return Self.weekdays[weekday]
    case "a": return String(Self.weekdays[weekday].prefix(3))
    case "w": return "\(weekday)"
    case "u": return "\(weekday == 0 ? 7 : weekday)"
    case "H": return number(hour)
    case "I": return number((hour + 11) % 12 + 1)
    case "p": return hour < 12 ? "AM" : "PM"
    case "M": return number(minute)
    case "S": return number(second)
    case "f": return "000000"
    case "j": return number(dayOfYear, 3)
    case "F": return "\(number(year, 4))-\(number(month))-\(number(day))"
    case "T": return "\(number(hour)):\(number(minute)):\(number(second))"
    case "D": return "\(number(month))/\(number(day))/\(number(year % 100))"
    case "%": return "%"
    default: return nil
    }
  }
}
