import PrepBytes
import PrepDiagnostics

/// Says of findings in the files between the steps of a recipe where their records stand in the user's own files.
final class RecipeOrigins {
  private let plan: RecipePlan
  /// Each answer takes a walk through the inputs: so many are given, and the rest only name the step.
  private var left = 20

  init(_ plan: RecipePlan) { self.plan = plan }

  /// The finding at the user's file and line, where a record came through the steps as it was; else with the step that
  /// wrote the record.
  func placed(_ finding: Diagnostic) -> Diagnostic {
    guard finding.location.line > 0, let step = step(thatWrote: finding.location.file) else { return finding }
    var placed = finding
    if left > 0, let origin = origin(of: finding.location, before: step) {
      placed.location.file = origin.file
      placed.location.line = origin.line
      placed.location.offset = nil
    } else {
      placed.message +=
        ", in record \(Counted.grouped(finding.location.line)) that the step \(plan.steps[step].id) wrote"
    }
    return placed
  }

  private func step(thatWrote file: String) -> Int? {
    plan.steps.indices.first { step in plan.steps[step].parts.contains { plan.file(of: step, part: $0) == file } }
  }

  /// The first line of the inputs of a step, and of those before it, that is the same to the byte.
  private func origin(of location: SourceLocation, before step: Int) -> (file: String, line: Int)? {
    left -= 1
    var wanted: [UInt8]?
    try? Self.forEachLine(of: JobInput(path: location.file)) { line, number in
      if number == location.line { wanted = Array(line) }
      return number < location.line
    }
    guard let wanted else { return nil }
    for input in inputs(of: step) {
      var found: Int?
      try? Self.forEachLine(of: input) { line, number in
        if line.elementsEqual(wanted) { found = number }
        return found == nil
      }
      if let found { return (input.name, found) }
    }
    return nil
  }

  private func inputs(of step: Int) -> [JobInput] {
    plan.steps[step].sources.flatMap { source -> [JobInput] in
      switch source.place {
      case .files(let inputs): inputs.filter { !$0.isStandardInput }
      case .made(let before, _): inputs(of: before)
      }
    }
  }

  /// Calls a function with the lines of a file and their numbers until it has had enough.
  private static func forEachLine(of input: JobInput, _ body: (ArraySlice<UInt8>, Int) -> Bool) throws {
    let source = try input.open()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var line: [UInt8] = []
    var number = 1
    while true {
      let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { break }
      var start = 0
      while let end = buffer[start..<count].firstIndex(of: 0x0A) {
        line += buffer[start..<end]
        if !body(line[...], number) { return }
        line.removeAll(keepingCapacity: true)
        number += 1
        start = end + 1
      }
      line += buffer[start..<count]
      if line.count > 1 << 26 { return }
    }
    if !line.isEmpty { _ = body(line[...], number) }
  }
}
