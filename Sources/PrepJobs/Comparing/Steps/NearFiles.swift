import PrepDiagnostics
import PrepRecords

/// Files of pairs and of what a rule says of them: those of all parts, together.
final class NearFiles {
  let files: [RunFile]

  /// - Throws: `damaged-file`, `other-part` for files that are not all parts of the step.
  init(_ inputs: [JobInput], _ step: NearStep) throws {
    var files: [(part: Int, file: RunFile)] = []
    for input in inputs {
      let file = try RunFile(input)
      guard (try? file.header.root["step"]?.string()) == step.rawValue else {
        throw Self.other("was not written by prep dedup \(step.rawValue)", file)
      }
      files.append((file.header.root["part"]?.int ?? -1, file))
    }
    files.sort { $0.part < $1.part }
    for (number, file) in files.enumerated()
    where file.part != number || file.file.header.root["parts"]?.int != files.count {
      throw Self.other("part \(number) of \(files.count) is missing, or there twice", file.file)
    }
    self.files = files.map(\.file)
  }

  private static func other(_ message: String, _ file: RunFile) -> Diagnostic {
    Diagnostic("other-part", message, at: SourceLocation(file: file.name))
  }

  /// What a file of one of these steps says of itself.
  static func header(_ step: NearStep, _ part: InputPart?) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("step")
    writer.string(step.rawValue)
    writer.key("part")
    writer.int(part?.index ?? 0)
    writer.key("parts")
    writer.int(part?.count ?? 1)
    writer.endObject()
    return writer.take()
  }

  /// Calls a closure with all rows of a section, in order, each once; rows are of two numbers, and in order in each file.
  func forEachPair(_ section: Int, _ body: (UInt64, UInt64) throws -> Void) throws {
    var places = [Int](repeating: 0, count: files.count)
    var next: [(UInt64, UInt64)?] = []
    func row(_ file: Int) throws -> (UInt64, UInt64)? {
      guard try places[file] * 16 < files[file].count(of: section) else { return nil }
      defer { places[file] += 1 }
      return try (files[file].word(section, places[file] * 2), files[file].word(section, places[file] * 2 + 1))
    }
    for file in files.indices { next.append(try row(file)) }
    var last: (UInt64, UInt64)?
    while true {
      var least: Int?
      for file in files.indices {
        guard let own = next[file] else { continue }
        if let other = least.flatMap({ next[$0] }), other <= own { continue }
        least = file
      }
      guard let least, let pair = next[least] else { return }
      next[least] = try row(least)
      if let last, last == pair { continue }
      last = pair
      try body(pair.0, pair.1)
    }
  }
}
