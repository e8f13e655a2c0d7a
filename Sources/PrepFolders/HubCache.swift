import PrepBytes
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
  package static func folder(of name: String) -> String? {
    guard isName(name), let folder = HubCacheFolder.path else { return nil }
    return snapshot(in: folder + "/datasets--" + name.split(separator: "/").joined(separator: "--"))
  }

  /// The files in a folder of the cache, which has them for each commit; nil for any other folder.
  package static func snapshot(in folder: String) -> String? {
    let snapshots = folder + "/snapshots"
    guard FileNames.split(folder).name.hasPrefix("datasets--"), FileNames.isDirectory(snapshots) else { return nil }
    if let reference = try? FileByteSource(path: folder + "/refs/main").readAll(limit: 1000) {
      let commit = String(decoding: reference.prefix { $0 > 0x20 }, as: UTF8.self)
      if !commit.isEmpty, !commit.contains("/"), FileNames.isDirectory(snapshots + "/" + commit) {
        return snapshots + "/" + commit
      }
    }
    // One that was fetched by its commit has no branch.
    let commits = ((try? FileNames.names(in: snapshots)) ?? []).filter { FileNames.isDirectory(snapshots + "/" + $0) }
    return commits.count == 1 ? snapshots + "/" + commits[0] : nil
  }
}
