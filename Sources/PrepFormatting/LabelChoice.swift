import PrepExamples
import PrepTokenizers

/// A label of a classification, how it is tokenized, and what it becomes.
package struct LabelChoice: Sendable, Equatable {
  package let label: [UInt8]
  /// How many records have it.
  package let count: Int
  /// How many tokens it is with a space before it; nil without a tokenizer.
  package let tokens: Int?
  /// The label that is told from this one only after the first token; nil when there is none.
  package let twin: [UInt8]?
  /// What it becomes; itself when it stays.
  package private(set) var replacement: [UInt8]

  /// The labels of a set in the order of their bytes.
  ///
  /// - Throws: ``FormatFailure`` when no token is left for a label.
  package static func choices(
    for labels: [[UInt8]: Int], _ wanted: FormatOptions.Labels, _ tokenizer: Tokenizer?
  ) throws(FormatFailure) -> [LabelChoice] {
    var firsts: [UInt32: [UInt8]] = [:]
    var choices: [LabelChoice] = []
    for (label, count) in labels.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let ids = tokenizer.map { encode(label, $0) }
      let twin = ids?.first.flatMap { firsts[$0] }
      if let first = ids?.first, twin == nil { firsts[first] = label }
      choices.append(LabelChoice(label: label, count: count, tokens: ids?.count, twin: twin, replacement: label))
    }
    switch wanted {
    case .keep: break
    case .numbers: for index in choices.indices { choices[index].replacement = Array("\(index)".utf8) }
    case .single: if let tokenizer { try replace(&choices, tokenizer) }
    }
    return choices
  }

  /// Whether the label is one token that no other label begins with.
  package var isGood: Bool { tokens == 1 && twin == nil }

  private static func replace(_ choices: inout [LabelChoice], _ tokenizer: Tokenizer) throws(FormatFailure) {
    var taken: Set<UInt32> = []
    for choice in choices where choice.isGood { if let id = encode(choice.label, tokenizer).first { taken.insert(id) } }
    for index in choices.indices where !choices[index].isGood {
      let free = candidates(for: choices[index].label).first { candidate in
        let ids = encode(candidate, tokenizer)
        return ids.count == 1 && taken.insert(ids[0]).inserted
      }
      guard let free else {
        throw FormatFailure("no text of one token is left for the label \(RecordFormatter.shown(choices[index].label))")
      }
      choices[index].replacement = free
    }
  }

  /// What may stand for a label: itself in lower case, its words, its beginnings, then numbers.
  private static func candidates(for label: [UInt8]) -> [[UInt8]] {
    let trimmed = Array(label.drop { $0 == 0x20 })
    let lower = LetterCase.lowercased(trimmed)
    var candidates = [trimmed, lower]
    for text in [trimmed, lower] {
      let words = text.split { $0 < 0x80 && !isLetterOrDigit($0) }.map { Array($0) }
      candidates += words
      if let first = words.first {
        let scalars = Array(String(decoding: first, as: UTF8.self).unicodeScalars)
        for length in stride(from: min(scalars.count, 12) - 1, to: 0, by: -1) {
          var start = String.UnicodeScalarView()
          start.append(contentsOf: scalars[..<length])
          candidates.append(Array(String(start).utf8))
        }
      }
    }
    return candidates.filter { !$0.isEmpty } + (0..<1000).map { Array("\($0)".utf8) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
  }

  private static func encode(_ label: [UInt8], _ tokenizer: Tokenizer) -> [UInt32] {
    let text = label.first == 0x20 ? label : [0x20] + label
    return text.withUnsafeBufferPointer { (try? tokenizer.encode($0)) ?? [] }
  }
}
