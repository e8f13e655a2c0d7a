// PrepDiagnostics says what is wrong with data, and where. Bad data is a value here, never a thrown failure of the
// machine; whether a diagnostic stops a run is the caller's policy.

/// A finding about input data: a stable code, a sentence and a place.
public struct Diagnostic: Error, Sendable, Hashable {
  /// How much a finding matters; `error` means a consumer will refuse or damage the data.
  public enum Severity: String, Sendable, Hashable, Comparable, CaseIterable {
    case info, warning, error

    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .info: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  /// A stable kebab-case name of a kind of finding, such as `missing-field`; listed in the manual, never renamed.
  public struct Code: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public init(stringLiteral value: StaticString) { rawValue = value.description }

    public var description: String { rawValue }
  }

  public var code: Code
  public var severity: Severity
  /// What is wrong, in words for the person whose data it is.
  public var message: String
  public var location: SourceLocation

  public init(_ code: Code, severity: Severity = .error, _ message: String, at location: SourceLocation) {
    self.code = code
    self.severity = severity
    self.message = message
    self.location = location
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `train.jsonl:17:1: missing field "messages" [missing-field]`
  public var description: String { "\(location): \(message) [\(code)]" }
}
