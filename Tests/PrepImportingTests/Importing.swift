import PrepBytes
import PrepDiagnostics
import PrepRecords
import TestSupport

@testable import PrepImporting

/// What an importer makes of some bytes, fed in pieces of the given sizes.
func imported(
  _ bytes: [UInt8], _ importer: InputImporter = InputImporter(), sizes: [Int] = [1 << 20], name: String = "input"
) throws -> (lines: [String], origins: [Int], findings: [Diagnostic]) {
  let source = try importer.open(ChoppedByteSource(bytes, sizes: sizes, name: name))
  let text = String(decoding: try source.readAll(), as: UTF8.self)
  let lines = text.split(separator: "\n" as Character).map(String.init)
  let (places, rejected) = source.takePlaces(from: 1, to: lines.count + 1, isLast: true)
  let origins = (1...max(1, lines.count)).prefix(lines.count).map {
    source.areLinesOfInput ? $0 : places.origin(of: $0)
  }
  return (lines, origins, rejected.map(\.finding))
}

func imported(
  _ text: String, _ importer: InputImporter = InputImporter(), sizes: [Int] = [1 << 20], name: String = "input"
) throws -> (lines: [String], origins: [Int], findings: [Diagnostic]) {
  try imported(Array(text.utf8), importer, sizes: sizes, name: name)
}
