import PrepDiagnostics

/// What keeps token streams from being one.
package struct StreamDifference: Error, Sendable, Equatable {
  /// A stable name of the kind: `other-tokenizer`, `other-columns`, `other-packing`.
  package let code: Diagnostic.Code
  /// What differs, and what to do about it.
  package let message: String
}

extension TokenStreamHeader {
  /// Makes this the header of a stream in which the sequences of another one follow those of this one.
  ///
  /// Both have to be of one tokenizer, with or without a rejected side and labels alike, and packed to the same length.
  /// The loss is the kind that can say what either says. What begins, ends and fills is said as long as both agree;
  /// padding, which is told by its place, also when one of them says nothing. The part of a job is forgotten.
  ///
  /// - Throws: ``StreamDifference``; the header is as it was then.
  package mutating func join(_ other: TokenStreamHeader) throws(StreamDifference) {
    if other.fingerprint != fingerprint || other.vocabularySize != vocabularySize {
      throw StreamDifference(
        code: "other-tokenizer",
        message: "the tokens are of another tokenizer (\(other.shownTokenizer)) than those before (\(shownTokenizer)); "
          + "tokenize both with one")
    }
    if other.hasRejected != hasRejected {
      throw StreamDifference(
        code: "other-columns",
        message:
          "these are \(other.hasRejected ? "" : "no ")preference pairs, unlike those before: they cannot be one set")
    }
    if other.hasDocumentLabels != hasDocumentLabels {
      throw StreamDifference(
        code: "other-columns",
        message:
          "the documents have \(other.hasDocumentLabels ? "labels" : "no labels"), unlike those before: they cannot "
          + "be one set")
    }
    if other.labelNames != labelNames {
      throw StreamDifference(
        code: "other-labels",
        message: "labels have other numbers than those before: tokenize both with one list (--label-list FILE)")
    }
    if other.columns != columns {
      throw StreamDifference(
        code: "other-columns",
        message: "the columns are \(other.shownColumns), those before have \(shownColumns): they cannot be one set")
    }
    if other.packedLength != packedLength || other.repeatedTokens != repeatedTokens || other.padsParts != padsParts {
      throw StreamDifference(
        code: "other-packing",
        message: "the tokens are \(other.shownPacking), those before are \(shownPacking); pack both alike first "
          + "(prep repack)")
    }
    loss = loss.joined(with: other.loss)
    if beginOfText != other.beginOfText { beginOfText = nil }
    if endOfText != other.endOfText { endOfText = nil }
    if let own = padding, let its = other.padding {
      padding = own == its ? own : nil
    } else {
      padding = padding ?? other.padding
    }
    let policies = maskPolicy.split(separator: ";").map { $0.drop { $0 == " " } }
    if !policies.contains(other.maskPolicy[...]), maskPolicy != other.maskPolicy {
      maskPolicy += "; " + other.maskPolicy
    }
    for line in other.provenance where !provenance.contains(line) { provenance.append(line) }
    part = nil
  }

  private var shownTokenizer: String {
    let name = tokenizer.isEmpty ? "without a name" : tokenizer
    return fingerprint.isEmpty ? name : "\(name), \(fingerprint.prefix(8))"
  }

  private var shownColumns: String {
    columns.isEmpty ? "no others" : columns.map { "\($0.name) (\($0.kind.rawValue))" }.joined(separator: ", ")
  }

  private var shownPacking: String {
    if packedLength == 0 { return "not packed" }
    var words = "packed to \(packedLength)"
    if repeatedTokens > 0 { words += " with stride \(repeatedTokens)" }
    if padsParts { words += " with documents filled up" }
    return words
  }
}

extension TokenLoss.Kind {
  /// The kind that can say what either says: weights say what a mask does, and a mask that all is learnt.
  package func joined(with other: Self) -> Self {
    self == .weights || other == .weights ? .weights : self == .mask || other == .mask ? .mask : .all
  }
}

extension TokenSequence {
  /// The same sequence, whose loss is said in another kind.
  ///
  /// - Precondition: The kind can say what the loss does: see ``TokenLoss/Kind/joined(with:)``.
  package mutating func sayLoss(as kind: TokenLoss.Kind) {
    loss.say(as: kind, boundaries: boundaries, count: tokens.count)
    guard var branch = rejected.take() else { return }
    branch.loss.say(as: kind, boundaries: branch.boundaries, count: branch.tokens.count)
    rejected = branch
  }
}

extension TokenLoss {
  fileprivate mutating func say(as kind: Kind, boundaries: [Int32], count: Int) {
    if self.kind == kind { return }
    precondition(self.kind.joined(with: kind) == kind, "the kind cannot say what the loss does")
    var mask: [UInt8]
    switch self {
    case .mask(let entries): mask = entries
    default:
      mask = [UInt8](repeating: 0, count: count)
      // Padding stands outside of the segments, and is not learnt.
      for index in Int(boundaries.first ?? 0)..<Int(boundaries.last ?? 0) { mask[index] = 1 }
    }
    self = kind == .mask ? .mask(mask) : .weights(mask.map { Float($0) })
  }
}
