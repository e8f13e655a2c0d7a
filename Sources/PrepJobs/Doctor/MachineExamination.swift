import PrepBytes
import PrepDiagnostics
import PrepOptions
import PrepSystem

/// Looks at what the program runs on: processor, kernels, memory, limits, room for temporary files, terminal.
enum MachineExamination {
  static var symptoms: [Symptom] { processor + kernels + room + terminal + programs }

  private static var processor: [Symptom] {
    let features = Machine.features
    var symptoms = [
      Symptom(.there, "system", "kind", Machine.system),
      Symptom(.there, "processor", "kind", Machine.architecture),
      Symptom(.there, "processor", "processors", "\(Processors.available)"),
    ]
    if !features.isEmpty {
      let present = features.filter(\.isThere).map(\.name)
      let absent = features.filter { !$0.isThere }.map(\.name)
      symptoms.append(Symptom(.there, "processor", "has", present.isEmpty ? "none" : present.joined(separator: " ")))
      if !absent.isEmpty {
        symptoms.append(Symptom(.missing, "processor", "has not", absent.joined(separator: " ")))
      }
    }
    return symptoms
  }

  private static var kernels: [Symptom] { Machine.kernels.map { Symptom(.there, "kernel", $0.name, $0.variant) } }

  private static var room: [Symptom] {
    var symptoms: [Symptom] = []
    if let memory = Machine.memory { symptoms.append(Symptom(.there, "memory", "of the machine", size(memory))) }
    symptoms += ResourceLimit.allCases.map { limit in
      let value = limit.value.map { limit.isOfBytes ? size($0) : "\($0)" }
      return Symptom(.there, "limit", limit.rawValue, value ?? "none")
    }
    symptoms.append(temporaryFolder(TemporaryDirectory.path))
    return symptoms
  }

  /// Whether a file can be made, written and read in the folder for temporary files.
  static func temporaryFolder(_ path: String) -> Symptom {
    let name = Environment.value("TMPDIR") == nil ? "/tmp" : "TMPDIR"
    do {
      let file = try Descriptor.unnamed(in: path)
      defer { file.close() }
      try file.write([1], at: 0)
      let free = FileSystemRoom.free(at: path).map { ", \(size($0)) free" } ?? ""
      return Symptom(.there, "temporary files", name, path + free)
    } catch {
      return Symptom(
        .broken, "temporary files", name, "cannot create files in \(path) (\(error)); set TMPDIR to a writable folder")
    }
  }

  private static var terminal: [Symptom] {
    let streams: [(String, Descriptor)] = [
      ("input", .standardInput), ("output", .standardOutput), ("errors", .standardError),
    ]
    return streams.map { name, descriptor in
      let columns = descriptor.columns.map { " of \($0) columns" } ?? ""
      return Symptom(.there, "terminal", name, descriptor.isTerminal ? "a terminal\(columns)" : "not a terminal")
    } + [
      Symptom(
        .there, "terminal", "color",
        Environment.value("NO_COLOR") == nil ? "where output is a terminal" : "none, because NO_COLOR is set")
    ]
  }

  private static var programs: [Symptom] {
    if let path = ProgramSearch.path(of: "man") { return [Symptom(.there, "program", "man", path)] }
    return [Symptom(.missing, "program", "man", "prep manual shows pages as plain text")]
  }

  /// Bytes in the largest unit of which there is at least one, rounded down to tenths.
  static func size(_ bytes: Int) -> String {
    for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where bytes >= 1 << shift {
      return "\(Counted.grouped(bytes >> shift)).\(((bytes & (1 << shift - 1)) * 10) >> shift) \(unit)"
    }
    return "\(Counted(bytes, "byte"))"
  }
}
