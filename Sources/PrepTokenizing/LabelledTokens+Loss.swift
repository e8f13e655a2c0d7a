import PrepTokens

extension LabelledTokens {
  /// What is learnt, token by token.
  ///
  /// - Throws: `fractional-weight` for a weight that the kind cannot say, `weight-range` for one that is no finite 32-bit number.
  func loss(_ kind: TokenLoss.Kind) throws(TokenizingFault) -> TokenLoss {
    switch kind {
    case .all:
      guard spans.allSatisfy({ $0.weight == 1 }) else { throw .fractionalWeight }
      return .all
    case .mask:
      guard spans.allSatisfy({ $0.weight == 0 || $0.weight == 1 }) else { throw .fractionalWeight }
      return .mask(values { $0.weight == 0 ? 0 : 1 })
    case .weights:
      guard spans.allSatisfy({ $0.weight.isFinite }) else {
        throw TokenizingFault("weight-range", "a weight, multiplied by that of its record, is more than 32 bits hold")
      }
      return .weights(values { $0.weight })
    }
  }

  /// A value for each token, by the span it is in.
  @inline(__always)
  private func values<Value: BitwiseCopyable>(_ value: (LabelledText.Stretch) -> Value) -> [Value] {
    var values: [Value] = []
    values.append(addingCapacity: tokens.count) { room in
      room.withUnsafeMutableBufferPointer { room, initialized in
        var start = 0
        for span in spans {
          UnsafeMutableBufferPointer(rebasing: room[start..<span.end]).initialize(repeating: value(span))
          start = span.end
        }
        initialized = start
      }
    }
    return values
  }
}

extension TokenizingFault {
  fileprivate static let fractionalWeight = TokenizingFault(
    "fractional-weight", "a weight is neither 0 nor 1, and the sequences carry a mask; ask for weights with --weights")
}
