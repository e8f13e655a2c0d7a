/// The card of a folder that is written: the head of README.md, as ``DatasetFolder`` and `datasets` read it.
package enum DatasetCardText {
  /// Whether `datasets` takes a text for the name of a split: letters, digits and underscores, in parts between points.
  package static func isSplitName(_ name: String) -> Bool {
    name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty
        && part.utf8.allSatisfy { byte in
          (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
    }
  }

  /// Where the file of a split is written, from the folder on.
  package static func path(of split: String, ending: String) -> String { "data/\(split)-00000-of-00001.\(ending)" }

  /// The card of a folder with these splits.
  package static func text(_ splits: [String]) -> String {
    let files = splits.map { "  - split: \($0)\n    path: data/\($0)-*\n" }.joined()
    return "---\nconfigs:\n- config_name: default\n  data_files:\n\(files)---\n"
  }
}
