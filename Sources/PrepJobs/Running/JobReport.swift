/// The counts of a run, one JSON object whose numbers can be added up over partitions.
public struct JobReport {
  /// A value of the report.
  package indirect enum Value {
    case integer(Int)
    case text(String)
    case list([String])
    case object(JobReport)
  }

  private struct Entry {
    let name: String
    var value: Value
  }

  private var entries: [Entry] = []

  /// The defaults.
  package init() {}

  /// Gives or sets a value; the first assignment fixes its place in the object.
  package subscript(name: String) -> Value? {
    get { entries.first { $0.name == name }?.value }
    set {
      entries.removeAll { newValue == nil && $0.name == name }
      guard let newValue else { return }
      if let index = entries.firstIndex(where: { $0.name == name }) {
        entries[index].value = newValue
      } else {
        entries.append(Entry(name: name, value: newValue))
      }
    }
  }

  /// Adds to a count.
  package mutating func add(_ amount: Int, to name: String) {
    guard case .integer(let value)? = self[name] else { return self[name] = .integer(amount) }
    self[name] = .integer(value + amount)
  }

  /// The object as one line of JSON.
  public var json: String {
    "{" + entries.map { "\(Self.quoted($0.name)):\(Self.text($0.value))" }.joined(separator: ",") + "}"
  }

  private static func text(_ value: Value) -> String {
    switch value {
    case .integer(let number): "\(number)"
    case .text(let string): quoted(string)
    case .list(let strings): "[" + strings.map(quoted).joined(separator: ",") + "]"
    case .object(let report): report.json
    }
  }

  private static func quoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case let control where control.value < 0x20:
        let digits = String(control.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
