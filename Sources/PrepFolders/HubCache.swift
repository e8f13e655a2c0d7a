import PrepBytes
import PrepDiagnostics
import PrepSystem

/// Where the Hub's own tools keep what they have fetched: `datasets--OWNER--NAME/snapshots/COMMIT`, and the commit of a
/// branch in `refs`.
package enum HubCache {
  /// Whether a text may be `OWNER/NAME`.
  package static func isName(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { part in
        !part.isEmpty && !part.hasPrefix(".") && !part.contains("..")
          && part.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
              || "-._".utf8.contains(byte)
          }
      }
  }

  /// The folder of the set `OWNER/NAME`, as it was fetched last; nil where it was not.
  ///
  /// - Throws: As ``snapshot(in:)``.
  package static func folder(of name: String) throws -> String? {
    guard isName(name), let cache = HubCacheFolder.path else { return nil }
    let folder = cache + "/datasets--" + name.split(separator: "/").joined(separator: "--")
    return FileNames.isDirectory(folder) ? try snapshot(in: folder) : nil
  }

  /// The files in a folder of the cache, which has them for each commit; nil for any other folder.
  ///
  /// - Throws: ``IOFailure`` for a folder of the cache of which no commit is the last.
  package static func snapshot(in folder: String) throws -> String? {
    let snapshots = folder + "/snapshots"
    let parts = ["blobs", "refs", "snapshots"]
    guard FileNames.split(folder).name.hasPrefix("datasets--"),
      parts.contains(where: { FileNames.isDirectory("\(folder)/\($0)") })
    else { return nil }
    if let reference = try? FileByteSource(path: folder + "/refs/main").readAll(limit: 1000) {
      let commit = String(decoding: reference.prefix { $0 > 0x20 }, as: UTF8.self)
      if !commit.isEmpty, !commit.contains("/"), FileNames.isDirectory(snapshots + "/" + commit) {
        return snapshots + "/" + commit
      }
    }
    // One that was fetched by its commit has no branch.
    let commits = ((try? FileNames.names(in: snapshots)) ?? []).filter { FileNames.isDirectory(snapshots + "/" + $0) }
    if commits.count == 1 { return snapshots + "/" + commits[0] }
    let words =
      commits.isEmpty
      ? "the cache of the Hub has no files of this set: fetch it again"
      : "the cache of the Hub has \(Counted(commits.count, "commit")) of this set, and refs/main names none of them; a path "
        + "names one, such as \(snapshots)/\(commits.min() ?? "")"
    throw IOFailure(.cannotRead, words, path: folder)
  }
}
