import ArgumentParser

/// A number on the command line: `8192`, `64Ki`, `1M`.
struct Quantity: ExpressibleByArgument, Sendable, Hashable {
  var value: Int

  init(_ value: Int) { self.value = value }

  /// Digits, then nothing or one of K, Ki, M, Mi, G, Gi; nil for anything else and for what does not fit.
  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), let factor = Self.factor(argument.dropFirst(digits.count)) else { return nil }
    let (value, overflows) = number.multipliedReportingOverflow(by: factor)
    if overflows { return nil }
    self.value = value
  }

  var defaultValueDescription: String {
    for (suffix, shift) in [("Gi", 30), ("Mi", 20), ("Ki", 10)] where value > 0 && value % (1 << shift) == 0 {
      return "\(value >> shift)\(suffix)"
    }
    return "\(value)"
  }

  private static func factor(_ suffix: Substring) -> Int? {
    switch suffix {
    case "": 1
    case "K": 1000
    case "Ki": 1 << 10
    case "M": 1_000_000
    case "Mi": 1 << 20
    case "G": 1_000_000_000
    case "Gi": 1 << 30
    default: nil
    }
  }
}
