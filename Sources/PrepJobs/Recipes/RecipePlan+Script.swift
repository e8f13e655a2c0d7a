import PrepOptions

extension RecipePlan {
  /// The commands that do the same, as a shell runs them one after the other.
  ///
  /// - Parameter recipe: The recipe that the plan was made of.
  package func script(_ recipe: Recipe, resumes: Bool) -> String {
    var lines: [String] = []
    if !steps.isEmpty { lines.append("set -e") }
    let folders = outputFolders + (steps.isEmpty ? [] : [folder])
    if !folders.isEmpty { lines.append(Self.line(["mkdir", "-p"] + folders)) }
    for number in steps.indices { lines.append(line(of: number)) }
    for output in outputs { lines += self.lines(of: output, recipe, resumes) }
    if !steps.isEmpty { lines.append(Self.line(["rm", "-r", folder])) }
    return lines.joined(separator: "\n")
  }

  private static func line(_ words: [String]) -> String { words.map(Recipe.quoted).joined(separator: " ") }

  private func line(of number: Int) -> String {
    let step = steps[number]
    var words = ["prep", step.name] + step.words
    let file = file(of: number, part: step.name == "split" ? "{part}" : step.staysApart ? "{source}" : "")
    if step.name == "mix" || step.staysApart {
      words += step.sources.map { source in
        let paths = inputs(at: source.place).map(\.path).joined(separator: ",")
        return "\(source.name)=\(paths)" + (step.staysApart ? "" : ":\(NumberText.text(source.weight))")
      }
    } else {
      words += step.sources.flatMap { inputs(at: $0.place) }.map(\.path)
    }
    guard let gate = step.step as? ValidateStep else { return Self.line(words + ["-o", file]) }
    let line = Self.line(words + (gate.companions.passes ? [] : ["--pass"]) + ["-o", file])
    // Findings that leave records out are no failure.
    return gate.companions.passes ? line + " || [ $? -eq 1 ]" : line
  }

  private func lines(of output: Output, _ recipe: Recipe, _ resumes: Bool) -> [String] {
    let names = output.part.isEmpty ? [:] : ["part": output.part]
    let files = output.places.flatMap { inputs(at: $0) }.map(\.path)
    var lines: [String] = []
    if output.records != nil {
      lines.append(
        Self.line(["prep", "convert", "--to=records"] + recipe.arguments(of: "write", naming: names) + files))
    }
    guard output.shards != nil || output.export != nil else { return lines }
    var commands = [["prep", "tokenize"] + recipe.arguments(of: "tokenize", naming: names) + files]
    if recipe.has("pack") { commands.append(["prep", "pack"] + recipe.arguments(of: "pack", naming: names)) }
    let end = output.export == nil ? "shard" : "export"
    commands.append(
      ["prep", end] + recipe.arguments(of: end, naming: names) + (resumes && end == "shard" ? ["--resume"] : []))
    return lines + [commands.map(Self.line).joined(separator: " |\n  ")]
  }
}
