/// Which split a file belongs to by its path, where nothing else says so: as `datasets` has it (data_files.py, 5.2).
///
/// In order, and the first that any file answers to counts for all: `data/SPLIT-00000-of-00001.ENDING`; the name of a
/// folder; the name of the file; else all files are `train`.
enum SplitNames {
  private static let words: [(split: String, words: Set<String>)] = [
    ("train", ["train", "training"]), ("validation", ["validation", "valid", "dev", "val"]),
    ("test", ["test", "testing", "eval", "evaluation"]),
  ]

  /// The splits, `train`, `validation` and `test` first and the others in the order of their names, with their files.
  ///
  /// - Returns: The splits; and whether their names say so, or all files are one.
  static func splits(of paths: [String]) -> (splits: [(name: String, paths: [String])], areNamed: Bool) {
    for rule in [shardedSplit, folderSplit, fileSplit] {
      var found: [String: [String]] = [:]
      for path in paths { if let split = rule(path) { found[split, default: []].append(path) } }
      if !found.isEmpty { return (ordered(found), true) }
    }
    return (paths.isEmpty ? [] : [("train", paths)], false)
  }

  private static func ordered(_ found: [String: [String]]) -> [(name: String, paths: [String])] {
    func rank(_ name: String) -> Int { words.firstIndex { $0.split == name } ?? words.count }
    return found.sorted { (rank($0.key), $0.key) < (rank($1.key), $1.key) }.map { ($0.key, $0.value) }
  }

  private static func shardedSplit(_ path: String) -> String? {
    let parts = path.split(separator: "/")
    guard parts.count == 2, parts[0] == "data", let shard = ShardName(String(parts[1])), shard.rest.contains(".") else {
      return nil
    }
    return shard.stem.isEmpty ? nil : shard.stem
  }

  /// The folder that is nearest to the file and has a word for a split in its name.
  private static func folderSplit(_ path: String) -> String? {
    for folder in path.split(separator: "/").dropLast().reversed() {
      if let split = split(in: String(folder)) { return split }
    }
    return nil
  }

  private static func fileSplit(_ path: String) -> String? {
    guard let name = path.split(separator: "/").last, let end = name.lastIndex(of: ".") else { return nil }
    return split(in: String(name[..<end]))
  }

  /// The split that a name has a word for; nil where it has words for several, or none.
  private static func split(in name: String) -> String? {
    let parts = Set(name.lowercased().split { "-._ 0123456789".contains($0) }.map { String($0) })
    let found = words.filter { !$0.words.isDisjoint(with: parts) }
    return found.count == 1 ? found[0].split : nil
  }
}

/// The name of one of several files that are one: `train-00003-of-00008.parquet`.
struct ShardName {
  /// What stands before the number, and behind how many there are.
  let stem: String
  let rest: String
  let number: Int
  let count: Int

  init?(_ name: String) {
    let bytes = Array(name.utf8)
    let middle = Array("-of-".utf8)
    var found: (start: Int, end: Int, number: Int, count: Int)?
    // -NNNNN-of-NNNNN
    if bytes.count >= 15 {
      for start in 0...(bytes.count - 15)
      where bytes[start] == UInt8(ascii: "-") && bytes[(start + 6)..<(start + 10)].elementsEqual(middle) {
        guard let number = Self.number(bytes[(start + 1)..<(start + 6)]),
          let count = Self.number(bytes[(start + 10)..<(start + 15)])
        else { continue }
        found = (start, start + 15, number, count)
      }
    }
    guard let found else { return nil }
    stem = String(decoding: bytes[..<found.start], as: UTF8.self)
    rest = String(decoding: bytes[found.end...], as: UTF8.self)
    number = found.number
    count = found.count
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    digits.allSatisfy { (0x30...0x39).contains($0) } ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : nil
  }

  /// The first file of a set that the names of the others tell of and that is not among them.
  static func missing(among paths: [String]) -> String? {
    struct Key: Hashable { var folder: String, stem: String, rest: String, count: Int }
    var sets: [(key: Key, numbers: Set<Int>)] = []
    var places: [Key: Int] = [:]
    for path in paths {
      let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
      guard let name = ShardName(String(path[slash...])), name.count > 0 else { continue }
      let key = Key(folder: String(path[..<slash]), stem: name.stem, rest: name.rest, count: name.count)
      if let place = places[key] {
        sets[place].numbers.insert(name.number)
      } else {
        places[key] = sets.count
        sets.append((key, [name.number]))
      }
    }
    for (key, numbers) in sets {
      // Some count from one.
      let first = !numbers.contains(0) && numbers.contains(key.count) ? 1 : 0
      guard let number = (first..<(first + key.count)).first(where: { !numbers.contains($0) }) else { continue }
      return "\(key.folder)\(key.stem)-\(digits(number))-of-\(digits(key.count))\(key.rest)"
    }
    return nil
  }

  private static func digits(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 5 - text.utf8.count)) + text
  }
}
