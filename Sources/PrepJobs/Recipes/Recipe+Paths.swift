import PrepFolders
import PrepOptions
import PrepSystem
import PrepTemplates
import PrepTokenizers

extension Recipe {
  /// Where the names of files in a recipe are looked for.
  enum PathBase: String, CaseIterable {
    /// In the folder of the recipe.
    case recipe
    /// In the folder that the run was started in.
    case workingDirectory = "working-directory"
  }

  /// Puts a folder before the names of files that are not absolute: inputs, and what stages read and write. What is
  /// known by its name, such as a bundled tokenizer or template, keeps it.
  mutating func placeFiles(in folder: String) {
    if folder == "." { return }
    files.paths = files.paths.map { path in
      let placed = Self.placed(path, in: folder)
      // A set in the cache of the Hub is known by its name.
      return !FileNames.exists(placed) && HubCache.folder(of: path) != nil ? path : placed
    }
    place("tokenize", Self.tokenize.descriptions, in: folder)
    place("pack", Self.pack.descriptions, in: folder)
    place("shard", Self.shard.descriptions, in: folder)
  }

  private mutating func place(_ stage: String, _ descriptions: [OptionDescription], in folder: String) {
    options[stage] = options[stage]?.map { name, value in
      guard let option = descriptions.first(where: { $0.name == name }), option.completion.paths != .none else {
        return (name, value)
      }
      return (name, Self.placed(value, option.completion, in: folder))
    }
  }

  private static func placed(_ value: OptionInput, _ completion: OptionCompletion, in folder: String) -> OptionInput {
    switch value {
    case .list(let values): .list(values.map { placed($0, completion, in: folder) })
    case .text(let text) where text == "false": value
    case .text(let text): .text(isPath(text, completion, in: folder) ? placed(text, in: folder) : text)
    default: value
    }
  }

  /// Whether a value that may be a name is that of a file.
  private static func isPath(_ text: String, _ completion: OptionCompletion, in folder: String) -> Bool {
    let isTokenizer = completion.command != nil
    let names = isTokenizer ? Tokenizer.bundledNames : completion.words()
    if names.isEmpty, !isTokenizer { return true }
    if names.contains(text) { return false }
    let file = text.split(separator: "#", maxSplits: 1).first.map(String.init) ?? text
    let endings = [".json", ".jinja", ".tiktoken", ".model", ".spm", ".bpe", ".txt"]
    return text.hasPrefix("./") || text.hasPrefix("../") || isTokenizer && text.contains(",")
      || endings.contains { file.hasSuffix($0) } || FileNames.exists("\(folder)/\(file)") || FileNames.exists(file)
  }

  /// A path, or the two of a vocabulary, as seen from where the folder is.
  private static func placed(_ path: String, in folder: String) -> String {
    if path == "-" || path.isEmpty { return path }
    let parts = path.split(separator: ",", omittingEmptySubsequences: false)
    if parts.count == 2, !FileNames.exists("\(folder)/\(path)"), parts.allSatisfy({ !$0.isEmpty }),
      parts.allSatisfy({ FileNames.exists("\(folder)/\($0)") || $0.hasPrefix("/") })
    {
      return parts.map { placed(String($0), in: folder) }.joined(separator: ",")
    }
    if path.hasPrefix("/") { return path }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }
}
