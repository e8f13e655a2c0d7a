import PrepBytes
import PrepSystem

/// Names of files with `*` and `?` in them, for words that no shell expands because something stands before the name.
package enum PathPattern {
  /// The files whose names match, in the order of their bytes; a path that is there, or has no such character, is itself.
  ///
  /// - Throws: `IOFailure` with code `cannotRead` where nothing matches, or a folder cannot be read.
  package static func expand(_ pattern: String) throws -> [String] {
    if !isPattern(pattern) || FileNames.exists(pattern) { return [pattern] }
    let isAbsolute = pattern.hasPrefix("/")
    var found = [isAbsolute ? "/" : ""]
    for step in pattern.split(separator: "/") {
      var next: [String] = []
      for folder in found {
        let path = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
        guard isPattern(String(step)) else {
          if FileNames.exists(path + step) { next.append(path + step) }
          continue
        }
        guard FileNames.isDirectory(folder.isEmpty ? "." : folder) else { continue }
        let names: [String]
        do { names = try FileNames.names(in: folder.isEmpty ? "." : folder) } catch {
          throw IOFailure.cannotOpen(folder, error)
        }
        for name in names where matches(Array(name.utf8), Array(step.utf8)) {
          if !name.hasPrefix(".") || step.hasPrefix(".") { next.append(path + name) }
        }
      }
      found = next
    }
    if found.isEmpty { throw IOFailure(.cannotRead, "matches no file", path: pattern) }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func isPattern(_ text: String) -> Bool { text.utf8.contains { $0 == 0x2A || $0 == 0x3F } }

  /// Whether a name matches, in linear time for each star.
  static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (position, place) = (0, 0)
    var star: (position: Int, place: Int)?
    while position < name.count {
      if place < pattern.count, pattern[place] == 0x3F || pattern[place] == name[position], pattern[place] != 0x2A {
        position += 1
        place += 1
      } else if place < pattern.count, pattern[place] == 0x2A {
        star = (position, place)
        place += 1
      } else if let last = star {
        star = (last.position + 1, last.place)
        position = last.position + 1
        place = last.place + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == 0x2A }
  }
}
