import TestSupport
import Testing

@testable import PrepImporting

/// RFC 4180, written down as slowly and obviously as possible: the judge of the scanner.
private func plainRows(_ bytes: [UInt8], delimiter: UInt8, quote: UInt8) -> [[[UInt8]]]? {
  var rows: [[[UInt8]]] = []
  var index = 0
  while index < bytes.count {
    if bytes[index] == 0x0A || bytes[index] == 0x0D {
      index += 1
      continue
    }
    var row: [[UInt8]] = []
    while true {
      var field: [UInt8] = []
      if index < bytes.count, bytes[index] == quote {
        index += 1
        while true {
          guard index < bytes.count else { return nil }
          if bytes[index] != quote {
            field.append(bytes[index])
            index += 1
          } else if index + 1 < bytes.count, bytes[index + 1] == quote {
            field.append(quote)
            index += 2
          } else {
            index += 1
            break
          }
        }
      }
      while index < bytes.count, ![delimiter, 0x0A, 0x0D].contains(bytes[index]) {
        field.append(bytes[index])
        index += 1
      }
      row.append(field)
      guard index < bytes.count, bytes[index] == delimiter else { break }
      index += 1
    }
    rows.append(row)
  }
  return rows
}

@Suite struct CSVScannerTests {
  @Test(arguments: [1 as UInt64, 2, 3])
  func `the scanner agrees with the plain reading on generated text in any pieces`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let alphabet = Array("ab,\"\"\n\r,x".utf8)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      let wanted = plainRows(bytes, delimiter: UInt8(ascii: ","), quote: UInt8(ascii: "\""))
      var rows: [[[UInt8]]] = []
      func take(_ row: CSVScanner.Row) { rows.append((0..<row.count).map { row.withField($0) { Array($0) } }) }
      var scanner = CSVScanner(.comma)
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = Array(rest.prefix(Int.random(in: 1...5, using: &random)))
        piece.withUnsafeBytes { scanner.feed($0, take) }
        rest = rest.dropFirst(piece.count)
      }
      let complete = scanner.finish(take)
      #expect(complete == (wanted != nil), "\(String(decoding: bytes, as: UTF8.self))")
      if let wanted { #expect(rows == wanted, "\(String(decoding: bytes, as: UTF8.self))") }
    }
  }
}
