import PrepDiagnostics

/// The first byte of a text that is no UTF-8, while the text still is what the file has.
enum UTF8Fault {
  /// The finding about a text, nil when it is valid.
  ///
  /// - Parameter place: Where the text begins, which is at the start of a line.
  static func finding(in text: [UInt8], at place: SourceLocation) -> Diagnostic? {
    guard let fault = first(in: text) else { return nil }
    let before = text[..<fault]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    var place = place
    place.line += before.count { $0 == 0x0A }
    place.column = fault - lineStart + 1
    place.offset = place.offset.map { $0 + fault }
    let byte = String(text[fault], radix: 16, uppercase: true)
    return Diagnostic(
      "invalid-utf8",
      "the byte 0x\(byte) begins no character of UTF-8; name the character set with --encoding", at: place)
  }

  private static func first(in text: [UInt8]) -> Int? {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: text.span)
      return nil
    } catch { return error.byteOffsets.lowerBound }
  }
}
