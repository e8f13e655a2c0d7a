import PrepExamples

/// Changes the texts of prompts and completions, everything decided.
package struct TextEditor: Sendable {
  package var promptPrefix: [UInt8] = []
  package var promptSuffix: [UInt8] = []
  package var completionPrefix: [UInt8] = []
  package var completionSuffix: [UInt8] = []
  package var trims = false
  package var lowersPrompts = false
  package var lowersCompletions = false
  /// What every prompt is to end in; empty adds nothing.
  package var separator: [UInt8] = []
  /// What every completion is to end in; empty adds nothing.
  package var stop: [UInt8] = []
  package var addsSpace = false
  /// Completions that are replaced as a whole.
  package var labels: [[UInt8]: [UInt8]] = [:]

  /// An editor that takes away and lowers as asked, and adds nothing yet.
  ///
  /// - Parameter census: What the texts share as they are; nil where nothing asks for it.
  package init(removing options: FormatOptions, common census: FormatCensus?) {
    func text(_ removal: FormatOptions.Removal, _ shared: CommonParts?, _ part: (CommonParts) -> [UInt8]) -> [UInt8] {
      switch removal {
      case .nothing: []
      case .text(let text): text
      case .common: shared.map { $0.areEqual ? [] : part($0) } ?? []
      }
    }
    promptPrefix = text(options.promptPrefix, census?.prompts) { $0.prefix }
    promptSuffix = text(options.promptSuffix, census?.prompts) { $0.suffix }
    completionPrefix = text(options.completionPrefix, census?.completions) { $0.prefix }
    completionSuffix = text(options.completionSuffix, census?.completions) { $0.suffix }
    trims = options.trims
    lowersPrompts = options.lowersPrompts
    lowersCompletions = options.lowersCompletions
  }

  /// A prompt with what is to go taken away, and nothing added.
  package func barePrompt(_ text: [UInt8]) -> [UInt8] {
    Self.bare(text, promptPrefix, promptSuffix, trims: trims, lowers: lowersPrompts)
  }

  /// A completion with what is to go taken away, and nothing added.
  package func bareCompletion(_ text: [UInt8]) -> [UInt8] {
    let bare = Self.bare(text, completionPrefix, completionSuffix, trims: trims, lowers: lowersCompletions)
    return labels[bare] ?? bare
  }

  /// A prompt as it is to be.
  package func prompt(_ text: [UInt8]) -> [UInt8] { Self.ended(barePrompt(text), separator) }

  /// A completion as it is to be.
  package func completion(_ text: [UInt8]) -> [UInt8] {
    let ended = Self.ended(bareCompletion(text), stop)
    return addsSpace && ended.first != 0x20 ? [0x20] + ended : ended
  }

  private static func ended(_ text: [UInt8], _ ending: [UInt8]) -> [UInt8] {
    ending.isEmpty || text.hasSuffix(ending) ? text : text + ending
  }

  private static func bare(_ text: [UInt8], _ prefix: [UInt8], _ suffix: [UInt8], trims: Bool, lowers: Bool) -> [UInt8]
  {
    var part = text[...]
    if !prefix.isEmpty, part.starts(with: prefix) { part = part.dropFirst(prefix.count) }
    if !suffix.isEmpty, part.count >= suffix.count, part.hasSuffix(suffix) { part = part.dropLast(suffix.count) }
    if trims {
      while let first = part.first, isBlank(first) { part = part.dropFirst() }
      while let last = part.last, isBlank(last) { part = part.dropLast() }
    }
    return lowers ? LetterCase.lowercased(Array(part)) : Array(part)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
}

extension RandomAccessCollection<UInt8> {
  /// Whether the bytes end in others.
  func hasSuffix(_ other: [UInt8]) -> Bool { count >= other.count && suffix(other.count).elementsEqual(other) }
}
