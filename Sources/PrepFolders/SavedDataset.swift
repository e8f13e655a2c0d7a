import PrepBytes
import PrepDiagnostics
import PrepRecords
import PrepSystem

/// A folder that `save_to_disk` of `datasets` wrote: `state.json` names the files of a set, `dataset_dict.json` the
/// folders of its splits.
enum SavedDataset {
  /// The splits with their files; nil for a folder of another kind.
  ///
  /// - Throws: ``IOFailure``, and a `Diagnostic` `invalid-folder` for files that say what cannot be.
  static func splits(in folder: FolderFiles) throws -> [(name: String, paths: [String])]? {
    if folder.has("dataset_dict.json") {
      let file = folder.path("dataset_dict.json")
      let document = try document(file)
      guard let names = document.root["splits"], names.kind == .array else { throw invalid(file, "it names no splits") }
      return try names.elements.map { name in
        guard name.kind == .string, let split = try? name.string(), isName(split) else {
          throw invalid(file, "a split is named by a text without slashes")
        }
        let part = try FolderFiles(folder.path(split))
        guard part.has("state.json") else {
          throw invalid(file, "it names the split \(split), whose folder has no state.json")
        }
        return (split, try files(in: part).paths.map { "\(split)/\($0)" })
      }
    }
    guard folder.has("state.json"), folder.has("dataset_info.json") else { return nil }
    let found = try files(in: folder)
    return [(found.split ?? "train", found.paths)]
  }

  private static func files(in folder: FolderFiles) throws -> (split: String?, paths: [String]) {
    let file = folder.path("state.json")
    let document = try document(file)
    if let indices = document.root["_indices_data_files"] ?? document.root["_indices_files"], !indices.isNull {
      throw invalid(file, "its rows are chosen by a file of indices, which is not read; save it again with datasets")
    }
    guard let list = document.root["_data_files"], list.kind == .array else { throw invalid(file, "it names no files") }
    let paths = try list.elements.map { entry in
      guard let name = entry["filename"], name.kind == .string, let text = try? name.string(), isName(text) else {
        throw invalid(file, "a file is named by a text without slashes")
      }
      return text
    }
    let split = document.root["_split"].flatMap { $0.kind == .string ? try? $0.string() : nil }
    return (split, paths)
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && !text.contains("/") && text != "." && text != ".." && !text.utf8.contains(0)
  }

  private static func document(_ path: String) throws -> JSONDocument {
    let bytes = try FileByteSource(path: path).readAll(limit: 64 << 20)
    do { return try JSONDocument(bytes) } catch { throw invalid(path, "it is not valid JSON") }
  }

  private static func invalid(_ file: String, _ message: String) -> Diagnostic {
    Diagnostic("invalid-folder", message, at: SourceLocation(file: file))
  }
}
