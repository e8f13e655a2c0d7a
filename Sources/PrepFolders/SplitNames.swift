/// Which splits a file belongs to by its path, where nothing else says so: as `datasets` has it (data_files.py, 5.2).
///
/// In order, and the first that any file answers to counts for all: `data/SPLIT-00000-of-00001.ENDING`; the names of
/// folders; the name of the file; else all files are `train`. Words count in small letters alone, between characters
/// that are no letters. A name with words for two splits is of both, `train_val.jsonl`.
enum SplitNames {
  private static let words: [(split: String, words: [String])] = [
    ("train", ["train", "training"]), ("validation", ["validation", "valid", "dev", "val"]),
    ("test", ["test", "testing", "eval", "evaluation"]),
  ]

  /// Where in a name a word stands; the files of a split are in the order of its words, and of these for each.
  private enum Place: CaseIterable { case whole, first, last, between }

  /// The splits, `train`, `validation` and `test` first and the others in the order of their names, with their files.
  ///
  /// - Returns: The splits; and whether their names say so, or all files are one.
  static func splits(of paths: [String]) -> (splits: [(name: String, paths: [String])], areNamed: Bool) {
    var sharded: [String: [String]] = [:]
    for path in paths { if let split = shardedSplit(path) { sharded[split, default: []].append(path) } }
    if !sharded.isEmpty {
      func rank(_ name: String) -> Int { words.firstIndex { $0.split == name } ?? words.count }
      let ordered = sharded.sorted { (rank($0.key), $0.key) < (rank($1.key), $1.key) }
      return (ordered.map { ($0.key, $0.value) }, true)
    }
    let parts = paths.map { $0.split(separator: "/").map { Array($0.utf8) } }
    for isFolder in [true, false] {
      let found = words.map { ($0.split, chosen(paths, parts, $0.words, isFolder)) }.filter { !$0.1.isEmpty }
      if !found.isEmpty { return (found.map { (name: $0.0, paths: $0.1) }, true) }
    }
    return (paths.isEmpty ? [] : [("train", paths)], false)
  }

  private static func shardedSplit(_ path: String) -> String? {
    let parts = path.split(separator: "/")
    guard parts.count == 2, parts[0] == "data", let shard = ShardName(String(parts[1])), shard.rest.contains(".") else {
      return nil
    }
    return shard.stem.isEmpty ? nil : shard.stem
  }

  /// The paths with one of some words in the name of a folder, or in their own; each once.
  private static func chosen(_ paths: [String], _ parts: [[[UInt8]]], _ words: [String], _ isFolder: Bool) -> [String] {
    var found: [String] = []
    var known: Set<Int> = []
    for word in words.map({ Array($0.utf8) }) {
      let places = parts.map { parts in
        var places: Set<Place> = []
        for name in isFolder ? parts.dropLast() : parts.suffix(1) { places.formUnion(Self.places(of: word, in: name)) }
        return places
      }
      for place in Place.allCases where isFolder || place == .first || place == .between {
        for index in paths.indices where places[index].contains(place) && known.insert(index).inserted {
          found.append(paths[index])
        }
      }
    }
    return found
  }

  /// Where a word stands in a name, with nothing or a character that is no letter on either side.
  private static func places(of word: [UInt8], in name: [UInt8]) -> Set<Place> {
    guard name.count >= word.count else { return [] }
    var found: Set<Place> = []
    for start in 0...(name.count - word.count) where name[start..<(start + word.count)].elementsEqual(word) {
      let end = start + word.count
      guard start == 0 || isBetween(name[start - 1]), end == name.count || isBetween(name[end]) else { continue }
      found.insert(start == 0 ? end == name.count ? .whole : .first : end == name.count ? .last : .between)
    }
    return found
  }

  private static func isBetween(_ byte: UInt8) -> Bool { "-._ 0123456789".utf8.contains(byte) }
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
