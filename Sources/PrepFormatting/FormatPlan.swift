import PrepExamples

/// What is done to each record of a set, and what that was decided on.
package struct FormatPlan: Sendable {
  package private(set) var editor: TextEditor
  package private(set) var separator: FormatCensus.Ending?
  package private(set) var stop: FormatCensus.Ending?

  /// The plan for a set.
  ///
  /// - Parameters:
  ///   - editor: What takes away; what is to be added is decided here.
  ///   - census: What the set is like when that has been taken away; nil where no option asks for it.
  ///   - labels: What labels become.
  /// - Throws: ``FormatFailure`` where nothing that could be added is left.
  package init(_ options: FormatOptions, _ editor: TextEditor, _ census: FormatCensus?, labels: [LabelChoice])
    throws(FormatFailure)
  {
    self.editor = editor
    switch options.separator {
    case .keep: break
    case .text(let text): separator = .new(text)
    case .suggest: if let census, census.task != .openEnded, census.prompts.count > 0 { separator = census.separator }
    }
    switch options.stop {
    case .keep: break
    case .text(let text): stop = .new(text)
    case .suggest: if let census, census.task == .conditional { stop = census.stop }
    }
    if separator == .noneLeft {
      throw FormatFailure("every known separator appears in some prompt; set another with --separator")
    }
    if stop == .noneLeft {
      throw FormatFailure("every known stop sequence appears in some completion; set another with --stop")
    }
    if case .new(let text)? = separator { self.editor.separator = text }
    if case .new(let text)? = stop { self.editor.stop = text }
    self.editor.addsSpace = options.addsSpace
    for label in labels where label.replacement != label.label { self.editor.labels[label.label] = label.replacement }
  }

  /// What prompts end in once the plan is carried out; nil where they end in nothing common.
  package var separatorText: [UInt8]? { Self.text(separator) }

  /// What completions end in once the plan is carried out; nil where they end in nothing common.
  package var stopText: [UInt8]? { Self.text(stop) }

  private static func text(_ ending: FormatCensus.Ending?) -> [UInt8]? {
    switch ending {
    case .existing(let text), .new(let text): text.isEmpty ? nil : text
    case .noneLeft, nil: nil
    }
  }
}

/// Why a set cannot be formatted as asked.
package struct FormatFailure: Error, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
