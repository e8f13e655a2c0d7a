import PrepRecords

extension JSONView {
  /// The JSON text of the value.
  var text: [UInt8] { withUnsafeBytes { Array($0) } }

  /// The unescaped text of a string, nil for other values and for lone surrogates.
  var stringBytes: [UInt8]? { kind == .string ? try? unescaped() : nil }

  /// Whether the value is a string of exactly these bytes.
  func isString(_ wanted: String) -> Bool {
    guard kind == .string else { return false }
    var wanted = wanted
    return wanted.withUTF8 { textEquals(UnsafeRawBufferPointer($0)) }
  }
}

/// A string as JSON text.
func quoted(_ text: [UInt8]) -> [UInt8] { JSONWriter.text(text) }
