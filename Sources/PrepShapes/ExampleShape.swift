/// The canonical shapes of examples, by the names they have on the command line.
public enum ExampleShape: String, Sendable, Hashable, CaseIterable, BitwiseCopyable {
  case text
  case promptCompletion = "prompt-completion"
  case chat
  case preference
  case unpairedPreference = "unpaired-preference"
  case promptOnly = "prompt-only"
  case classification
  case tokenClassification = "token-classification"
  case questionAnswering = "question-answering"

  /// Its number among all shapes.
  // SAFETY: an enumeration without payloads and with fewer than 257 cases is one byte, the number of the case.
  @inlinable @inline(__always) public var ordinal: Int { Int(unsafeBitCast(self, to: UInt8.self)) }

  /// Whether examples of this shape can be made examples of another, though something of them be lost.
  package func canBecome(_ other: ExampleShape) -> Bool {
    if self == other { return true }
    switch other {
    case .text:
      return self == .promptCompletion || self == .promptOnly || self == .classification || self == .tokenClassification
    case .promptCompletion: return self != .promptOnly && self != .tokenClassification
    case .chat: return self != .text && self != .tokenClassification
    case .unpairedPreference: return self == .preference
    case .promptOnly: return self != .tokenClassification && self != .questionAnswering
    case .classification: return self == .promptCompletion
    case .preference, .tokenClassification, .questionAnswering: return false
    }
  }

  /// Whether two shapes are the same: by their numbers, because the names are compared byte by byte.
  @inlinable @inline(__always)
  public static func == (left: ExampleShape, right: ExampleShape) -> Bool { left.ordinal == right.ordinal }
}
