import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// Carries a plan out, record by record, and counts.
package struct RecordFormatter {
  private let plan: FormatPlan
  private let shape: ExampleShape?
  private let names: FieldNames
  private let set: SetShape?
  /// Records that were changed.
  package private(set) var changed = 0
  /// Prompts and completions that hold, before their end, what all of them end in anyway.
  package private(set) var separatorsInside = 0
  package private(set) var stopsInside = 0

  /// - Parameter set: The set that the records are of.
  package init(_ plan: FormatPlan, shape: ExampleShape?, names: FieldNames, in set: SetShape? = nil) {
    self.set = set
    self.plan = plan
    self.shape = shape
    self.names = names
  }

  /// The record's text in its new form; nil when nothing changes.
  ///
  /// - Throws: Why it has no such form: what ``FormatTexts`` throws, and `separator-inside` and `stop-inside` where
  ///   what was added also stands in the text, so that it would tell nothing.
  package mutating func format(_ root: JSONView) throws(FormatTexts.Failure) -> [UInt8]? {
    let texts = try FormatTexts(root, shape: shape, names: names, in: set)
    let prompt = texts.prompt.map(plan.editor.prompt)
    let completions = texts.completions.map(plan.editor.completion)
    if let prompt, let separator = plan.separatorText, Self.stands(separator, insideOf: prompt) {
      separatorsInside += 1
      if case .new? = plan.separator {
        throw FormatTexts.Failure(
          code: "separator-inside", message: "the separator \(Self.shown(separator)) also appears inside the prompt",
          view: texts.promptPlace)
      }
    }
    if let stop = plan.stopText {
      for (index, completion) in completions.enumerated() where Self.stands(stop, insideOf: completion) {
        stopsInside += 1
        if case .new? = plan.stop {
          throw FormatTexts.Failure(
            code: "stop-inside", message: "the stop sequence \(Self.shown(stop)) also appears inside the completion",
            view: texts.completionPlace(index))
        }
      }
    }
    guard let text = texts.edited(root, prompt: prompt, completions: completions) else { return nil }
    changed += 1
    return text
  }

  private static func stands(_ ending: [UInt8], insideOf text: [UInt8]) -> Bool {
    guard CommonEnds.contains(text, ending) else { return false }
    return CommonEnds.contains(Array(text.dropLast()), ending)
  }

  /// A text for a message: in backticks, its line ends written out.
  package static func shown(_ text: [UInt8]) -> String {
    var result = "`"
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\\": result += "\\\\"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "`"
  }
}
