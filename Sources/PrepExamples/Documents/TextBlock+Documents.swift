import PrepDiagnostics

extension TextBlock {
  /// The bytes of a byte order mark in UTF-8.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Calls a closure with each document; a line that is not UTF-8 is a finding, unless bytes are accepted.
  func forEachDocument(
    _ options: DocumentOptions, _ findings: inout DocumentFindings,
    _ objection: (UnsafeBufferPointer<UInt8>) -> DocumentObjection?,
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    var place = place
    var start = 0
    if place.offset == 0, !options.acceptsBytes, bytes.starts(with: Self.byteOrderMark) {
      start = Self.byteOrderMark.count
      findings.findings.append(
        .note(
          Diagnostic(
            "byte-order-mark", severity: .warning, "the file starts with a byte order mark, which is dropped", at: place
          )))
    }
    try bytes.withUnsafeBufferPointer { all in
      var isFirst = true
      while start < all.count || (isWhole && isFirst) {
        isFirst = false
        let lineFeed = isWhole ? nil : all[start...].firstIndex(of: 0x0A)
        let end = lineFeed ?? all.count
        let text = UnsafeBufferPointer(rebasing: all[start..<end])
        if !goesOn { findings.records += 1 }
        if let fault = options.acceptsBytes ? nil : Self.firstFault(in: text) {
          findings.findings.append(.rejected(notUTF8(fault, in: text, at: place, start), line: Array(text)))
        } else if let fault = objection(text) {
          let found = Diagnostic(
            .init(rawValue: fault.code), fault.message, at: self.place(of: fault.offset, in: text, at: place, start))
          findings.findings.append(.rejected(found, line: Array(text)))
        } else {
          if !goesOn { findings.documents += 1 }
          try body(text)
        }
        place.line += 1
        place.column = 1
        start = end + 1
      }
    }
  }

  /// The offset of the first byte that is not UTF-8.
  private static func firstFault(in text: UnsafeBufferPointer<UInt8>) -> Int? {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: text.span)
      return nil
    } catch { return error.byteOffsets.lowerBound }
  }

  /// The place of a byte of a document.
  private func place(
    of fault: Int, in text: UnsafeBufferPointer<UInt8>, at place: SourceLocation, _ start: Int
  ) -> SourceLocation {
    let before = text[..<fault]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 1 - place.column
    var place = place
    place.offset = (self.place.offset ?? 0) + start + fault
    place.line += before.count { $0 == 0x0A }
    place.column = fault - lineStart + 1
    return placed(place)
  }

  private func notUTF8(
    _ fault: Int, in text: UnsafeBufferPointer<UInt8>, at place: SourceLocation, _ start: Int
  ) -> Diagnostic {
    let place = self.place(of: fault, in: text, at: place, start)
    return Diagnostic(
      "invalid-utf8",
      "the text is not UTF-8 at byte \(place.offset ?? 0); set its text encoding with --encoding, or accept the bytes unchanged with --bytes",
      at: place)
  }
}
