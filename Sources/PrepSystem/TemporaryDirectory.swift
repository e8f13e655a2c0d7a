/// Where files for the time of a run lie.
package enum TemporaryDirectory {
  /// What TMPDIR names, else /tmp.
  package static var path: String { Environment.value("TMPDIR") ?? "/tmp" }

  /// A path for a temporary that no other run uses, in the directory of a file: `.NAME.PROCESS.CHANCE.part`. Of a long
  /// name only the beginning is taken, because the system limits names to 255 bytes.
  package static func name(beside path: String) -> String {
    let (directory, name) = FileNames.split(path)
    let start = String(decoding: name.utf8.prefix(200), as: UTF8.self)
    return
      "\(directory == "/" ? "" : directory)/.\(start).\(ThisProcess.identifier).\(UInt32.random(in: 0...(.max))).part"
  }
}

extension Descriptor {
  /// A file without a name, to be written and read: the system removes it when it is closed, however the process ends.
  ///
  /// - Parameter directory: Where it takes its room.
  package static func unnamed(in directory: String) throws(SystemError) -> Descriptor {
    while true {
      let path = TemporaryDirectory.name(beside: directory + "/prep")
      do {
        let file = try Descriptor(opening: path, for: .creatingPrivately)
        _ = try? FileNames.remove(path)
        return file
      } catch { if error != .exists { throw error } }
    }
  }
}
