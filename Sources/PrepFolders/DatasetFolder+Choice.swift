/// What of a folder cannot be chosen as it was: the name of a split or configuration.
package struct FolderChoiceFailure: Error, Sendable, CustomStringConvertible {
  /// What is wrong and what to say instead.
  package let message: String

  package var description: String { message }
}

extension DatasetFolder {
  /// Whether it has more splits than one that is read without a word, by what it says of itself or by its names.
  package var hasSeveralSplits: Bool {
    (configurations.first { $0.isDefault } ?? configurations.first).map { $0.splits.count > 1 } ?? false
  }

  /// The word for all splits.
  package static let all = "all"

  /// The splits that are chosen.
  ///
  /// - Parameters:
  ///   - configuration: The name of one; nil takes the only one, or that which the card says.
  ///   - splits: Their names; `all` is all of them, and none is the only one.
  package func chosen(configuration: String?, splits: [String]) throws(FolderChoiceFailure) -> [Split] {
    let chosen = try self.configuration(configuration)
    let names = chosen.splits.map(\.name)
    if names.isEmpty, let archive = archives.first {
      throw FolderChoiceFailure(
        message: "\(path) has no files of records, and archives are not looked into: unpack \(archive)")
    }
    if splits.isEmpty {
      guard names.count != 1 else { return chosen.splits }
      throw FolderChoiceFailure(
        message: "\(path) has the splits \(Self.list(names)); --split NAME takes one, --split all takes all")
    }
    var taken: [Split] = []
    for name in splits {
      let found = chosen.splits.filter { $0.name == name }
      guard !found.isEmpty || name == Self.all else {
        throw FolderChoiceFailure(message: "\(path) has no split \(name); it has \(Self.list(names))")
      }
      for split in found.isEmpty ? chosen.splits : found where !taken.contains(where: { $0.name == split.name }) {
        taken.append(split)
      }
    }
    return taken
  }

  private func configuration(_ name: String?) throws(FolderChoiceFailure) -> Configuration {
    let names = configurations.map(\.name)
    if let name {
      guard let found = configurations.first(where: { $0.name == name }) else {
        throw FolderChoiceFailure(message: "\(path) has no configuration \(name); it has \(Self.list(names))")
      }
      return found
    }
    guard let found = configurations.first(where: \.isDefault) else {
      throw FolderChoiceFailure(message: "\(path) has the configurations \(Self.list(names)); --config NAME takes one")
    }
    return found
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(20).joined(separator: ", ")
    return names.isEmpty ? "none" : names.count > 20 ? shown + ", …" : shown
  }
}
