import PrepTokens

/// The colors of the parts of turns, on terminals and on pages.
enum PartColors {
  /// The parts in the order in which they are told.
  static let shown: [TokenPart] = [.header, .reasoning, .content, .toolCall, .toolResult, .end, .newline, .other]

  /// The color of a part on a terminal, as a parameter of the sequence that sets it.
  static func terminal(_ part: TokenPart) -> String {
    switch part {
    case .header: "36"
    case .reasoning: "35"
    case .content: "32"
    case .toolCall: "34"
    case .toolResult: "33"
    case .end: "31"
    case .newline: "90"
    case .other: "39"
    }
  }

  /// The background of a part on a page.
  static func page(_ part: TokenPart) -> String {
    switch part {
    case .header: "#cdf0f3"
    case .reasoning: "#ecd3f5"
    case .content: "#c9f2cf"
    case .toolCall: "#cfdcfa"
    case .toolResult: "#faedb8"
    case .end: "#f8ccc8"
    case .newline: "#e6e6e6"
    case .other: "#ffffff"
    }
  }

  /// The class of a part on a page.
  static func style(_ part: TokenPart) -> String { "part-\(part.rawValue)" }

  /// A line that says which color is which part.
  static var legend: String {
    shown.map { "\u{1B}[\(terminal($0))m\($0.words)\u{1B}[0m" }.joined(separator: " ")
      + "; \u{1B}[1mtrained\u{1B}[0m, \u{1B}[2mcontext\u{1B}[0m, \u{1B}[4mcontrol token\u{1B}[0m"
  }
}

extension TokenPart {
  /// What it is called in a legend.
  var words: String {
    switch self {
    case .toolCall: "tool call"
    case .toolResult: "tool result"
    default: name
    }
  }
}

extension TokenSequence {
  /// For each token which part of its turn it is; nil where no column says it.
  func parts(_ columns: [TokenColumn]) -> [TokenPart]? {
    guard let place = columns.firstIndex(of: .parts), self.columns.indices.contains(place),
      case .integers(let values) = self.columns[place], values.count == tokens.count
    else { return nil }
    return values.map { TokenPart(rawValue: UInt8(clamping: $0)) ?? .other }
  }
}
