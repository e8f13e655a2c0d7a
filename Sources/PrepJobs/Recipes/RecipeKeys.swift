import PrepDigests
import PrepSystem

/// What stands for all that the records of a step depend on: its options, the program, the files that are read, and the
/// keys of the steps before it.
struct RecipeKeys {
  /// By the numbers of the steps; nil where an input may not be the same the next time.
  private(set) var steps: [String?] = []

  init(_ plan: RecipePlan) {
    for step in plan.steps {
      var parts = [Version.text, step.id, step.name] + step.words
      for source in step.sources { parts += ["\(source.name) \(source.weight)"] }
      parts.append(contentsOf: Self.files(of: step.step))
      steps.append(key(parts, step.sources.map(\.place)))
    }
  }

  /// The key of what is made of an output's records.
  func key(of output: RecipePlan.Output, _ words: [String]) -> String? {
    key([Version.text, "output"] + words, output.places)
  }

  private func key(_ parts: [String], _ places: [RecipePlan.Place]) -> String? {
    var digest = SHA256Digest()
    func add(_ text: String) { digest.update(Array(text.utf8) + [0]) }
    parts.forEach(add)
    for place in places {
      switch place {
      case .made(let step, let part):
        guard let key = steps[step] else { return nil }
        add("\(key) \(part)")
      case .files(let inputs):
        for input in inputs {
          guard input.isFile, let words = Self.words(input.path) else { return nil }
          add(words)
        }
      }
    }
    return digest.finalizeHex()
  }

  /// A file by its name, size and time; nil for what is none.
  private static func words(_ path: String) -> String? {
    guard let status = FileStatus.of(path), status.kind == .file else { return nil }
    return "\(path) \(status.size) \(status.modified.seconds) \(status.modified.nanoseconds)"
  }

  /// The files that the options of a step name and that are there.
  private static func files(of step: any RecipeStep) -> [String] {
    var files = JobFiles()
    files.collect(step)
    return files.read.flatMap { path in
      if let words = words(path) { return [words] }
      guard FileNames.isDirectory(path), let names = try? FileNames.names(in: path) else { return [] }
      return names.sorted().compactMap { words("\(path)/\($0)") }
    }
  }
}
