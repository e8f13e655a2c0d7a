import PrepBytes
import PrepSystem

/// Folders that a command or a recipe needs.
package enum FolderMaking {
  /// Makes a folder and those that it lies in, where they are not there.
  ///
  /// - Throws: `IOFailure` when one cannot be made.
  package static func make(_ path: String) throws {
    var folder = path.hasPrefix("/") ? "" : "."
    for name in path.split(separator: "/") {
      folder += "/\(name)"
      do { try FileNames.makeDirectory(folder) } catch {
        throw IOFailure(.cannotCreate, "cannot be made", path: folder, errno: error)
      }
    }
  }
}
