import PrepSystem

/// When output is in colours.
enum ColorChoice: String, CaseIterable, Sendable {
  case always, auto, never

  /// Whether output is in colours: by itself on a terminal, unless `NO_COLOR` is set (no-color.org).
  func isUsed(onTerminal isTerminal: Bool) -> Bool {
    switch self {
    case .always: true
    case .auto: isTerminal && Environment.value("NO_COLOR") == nil
    case .never: false
    }
  }
}
