import PrepDiagnostics

/// Numbers as people read them.
enum Figures {
  /// A length of rows, in units of 1,024 where it is so many.
  static func length(_ number: Int) -> String {
    number >= 1024 && number % 1024 == 0 ? "\(number / 1024) Ki" : Counted.grouped(number)
  }

  /// A share of a whole in per cent, with a digit behind the point.
  static func percent(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "0.0%" : percent(Double(part) / Double(whole))
  }

  /// A share in per cent, with a digit behind the point.
  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)%"
  }

  /// A number in three digits or so: `1.2 K`, `34 M`.
  static func short(_ number: Int) -> String {
    var value = Double(number)
    for unit in ["", " K", " M", " G", " T", " P", " E"] {
      if value < 999.5 || unit == " E" {
        if unit.isEmpty { return String(number) }
        let tenths = Int((value * 10).rounded())
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10)\(unit)" : "\(Int(value.rounded()))\(unit)"
      }
      value /= 1000
    }
    return String(number)
  }

  /// An amount of money, with two digits behind the point.
  static func money(_ amount: Double) -> String {
    let hundredths = Int((min(amount, 1e15) * 100).rounded())
    return "\(Counted.grouped(hundredths / 100)).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  /// A ratio with two digits behind the point.
  static func ratio(_ part: Int, _ whole: Int) -> String {
    if whole == 0 { return "0.00" }
    let hundredths = Int((Double(part) / Double(whole) * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  /// Sizes in half octaves, from the one of the least to the one of the greatest: the smallest size of each, and how many
  /// there are.
  static func halfOctaves(_ measure: SizeMeasure) -> [(size: Int, count: Int)] {
    guard measure.count > 0 else { return [] }
    func number(_ size: Int) -> Int {
      if size < 2 { return size }
      let octave = Int.bitWidth - 1 - size.leadingZeroBitCount
      return 2 * octave + (size >> (octave - 1)) & 1
    }
    func bound(_ number: Int) -> Int { number < 2 ? number : (2 + number & 1) << (number / 2 - 1) }
    let (first, last) = (number(measure.least), number(measure.greatest))
    var bins = (first...last).map { (size: bound($0), count: 0) }
    for (size, count) in measure.histogram.buckets { bins[max(0, number(size) - first)].count += count }
    return bins
  }
}
