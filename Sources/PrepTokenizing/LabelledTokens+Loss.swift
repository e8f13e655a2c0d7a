import PrepTokens

extension LabelledTokens {
  /// What is learnt, token by token.
  ///
  /// - Throws: `fractional-weight` for a weight that the kind cannot say, `weight-range` for one that is no finite
  ///   32-bit number.
  func loss(_ kind: TokenLoss.Kind) throws(TokenizingFault) -> TokenLoss {
    switch kind {
    case .all:
      guard spans.allSatisfy({ $0.weight == 1 }) else { throw .fractionalWeight }
      return .all
    case .mask:
      guard spans.allSatisfy({ $0.weight == 0 || $0.weight == 1 }) else { throw .fractionalWeight }
      return .mask(mask)
    case .weights:
      guard spans.allSatisfy({ $0.weight.isFinite }) else {
        throw TokenizingFault("weight-range", "a weight, multiplied by that of its record, is more than 32 bits hold")
      }
      return .weights(weights)
    }
  }

  /// For each token which part of its turn it is.
  var parts: TokenColumnValues {
    var parts: [Int32] = []
    parts.reserveCapacity(tokens.count)
    forEachSpan { range, span in
      parts.append(contentsOf: repeatElement(Int32(span.part.rawValue), count: range.count))
    }
    return .integers(parts)
  }

  /// For each token whether the weight of its span is not 0.
  private var mask: [UInt8] {
    // Spans are short, so they are filled in whole vectors, beyond their end too: the next one lies there, or spare
    // room.
    let spare = MemoryLayout<SIMD16<UInt8>>.size
    return [UInt8](unsafeUninitializedCapacity: tokens.count + spare) { room, initialized in
      guard let base = UnsafeMutableRawPointer(room.baseAddress) else { return }
      var start = 0
      for span in spans {
        let value = SIMD16<UInt8>(repeating: span.weight == 0 ? 0 : 1)
        while start < span.end {
          base.storeBytes(of: value, toByteOffset: start, as: SIMD16<UInt8>.self)
          start += spare
        }
        start = span.end
      }
      initialized = start
    }
  }

  /// For each token the weight of its span.
  private var weights: [Float] {
    [Float](unsafeUninitializedCapacity: tokens.count) { room, initialized in
      var start = 0
      for span in spans {
        UnsafeMutableBufferPointer(rebasing: room[start..<span.end]).initialize(repeating: span.weight)
        start = span.end
      }
      initialized = start
    }
  }
}

extension TokenizingFault {
  fileprivate static let fractionalWeight = TokenizingFault(
    "fractional-weight", "a weight is neither 0 nor 1, and the sequences carry a mask; ask for weights with --weights")
}
