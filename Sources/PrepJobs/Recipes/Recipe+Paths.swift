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
    files.paths = files.paths.map { Self.placedInput($0, in: folder) }
    workFolder = workFolder.map { Self.placed($0, in: folder) }
    for stage in Self.stages {
      options[stage] = options[stage].map { Self.placed($0, Self.descriptions(of: stage), in: folder) }
    }
    func place(_ step: inout GivenStep) {
      step.entries = Self.placed(step.entries, RecipeSteps.named(step.name)?.descriptions ?? [], in: folder)
    }
    for index in steps.indices { place(&steps[index]) }
    for index in sources.indices {
      sources[index].files.paths = sources[index].files.paths.map { Self.placedInput($0, in: folder) }
      place(&sources[index].reading)
      for step in sources[index].steps.indices { place(&sources[index].steps[step]) }
    }
  }

  private static func placedInput(_ path: String, in folder: String) -> String {
    let placed = placed(path, in: folder)
    if FileNames.exists(placed) { return placed }
    // A set in the cache of the Hub is known by its name; what is wrong with it is told when it is read.
    do { return try HubCache.folder(of: path) == nil ? placed : path } catch { return path }
  }

  private static func placed(
    _ entries: [(name: String, value: OptionInput)], _ descriptions: [OptionDescription], in folder: String
  ) -> [(name: String, value: OptionInput)] {
    entries.map { name, value in
      guard let option = descriptions.first(where: { $0.name == name }), option.completion.paths != .none else {
        return (name, value)
      }
      return (name, placed(value, option.completion, in: folder))
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
    let endings = TokenizerCatalog.fileEndings + ChatTemplate.fileEndings
    return text.hasPrefix("./") || text.hasPrefix("../") || isTokenizer && text.contains(",")
      || endings.contains { file.lowercased().hasSuffix($0) } || FileNames.exists("\(folder)/\(file)")
      || FileNames.exists(file)
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
