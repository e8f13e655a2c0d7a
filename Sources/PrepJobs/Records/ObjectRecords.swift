import PrepDiagnostics
import PrepRecords

extension Record {
  /// What is wrong with a record that is a list, a text, a number, true, false or null; nil for an object.
  ///
  /// Every job that takes records refuses these alike, also one that looks at nothing in them: what it handed on would
  /// stop the next one.
  var isNoObject: Diagnostic? {
    root.kind == .object ? nil : Diagnostic("not-an-object", "a record is a JSON object", at: location(pointer: ""))
  }
}
