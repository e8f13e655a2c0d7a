/// The names that a misspelled one may have meant.
package enum NearestNames {
  /// At most three names, the nearest first, or six that begin so; none where nothing is near.
  ///
  /// A name is near when few letters have to change (one in three, and never more than three), when the word is its
  /// beginning, or when the word is all of it after a hyphen, or nearly all of it before one. What is nearest hides what is farther.
  ///
  /// - Parameters:
  ///   - word: What was written.
  ///   - names: The names there are.
  package static func of(_ word: String, among names: [String]) -> [String] {
    let wanted = Array(word.lowercased().utf8)
    guard (1...64).contains(wanted.count) else { return [] }
    let limit = min(3, max(1, wanted.count / 3))
    var names = names
    var seen: Set<String> = []
    names.removeAll { !seen.insert($0).inserted }
    let spelled = names.map { (name: $0, distance: distance(wanted, Array($0.lowercased().utf8))) }
    if let best = spelled.map(\.distance).min(), best <= limit {
      return Array(spelled.filter { $0.distance == best }.map(\.name).prefix(3))
    }
    let longer = names.filter { $0.lowercased().utf8.starts(with: wanted) }
    if !longer.isEmpty { return Array(longer.prefix(6)) }
    guard wanted.count >= 3 else { return [] }
    let ending = names.filter { $0.split(separator: "-").dropFirst().contains { Array($0.utf8) == wanted } }
    if !ending.isEmpty { return Array(ending.prefix(3)) }
    // The beginning of a longer name, misspelled: `goper` for `gopher-quality`.
    let begun = names.filter { name in
      let first = name.lowercased().split(separator: "-").first ?? ""
      return first.utf8.count < name.utf8.count && distance(wanted, Array(first.utf8)) <= limit
    }
    return Array(begun.prefix(3))
  }

  /// The question for a message about a word that is none of the names, or nothing.
  package static func question(_ word: String, among names: [String]) -> String { question(of(word, among: names)) }

  /// The question for a message: `; did you mean --length?`, or nothing.
  package static func question(_ nearest: [String]) -> String {
    guard let last = nearest.last else { return "" }
    return "; did you mean \(nearest.count > 1 ? nearest.dropLast().joined(separator: ", ") + " or " : "")\(last)?"
  }

  /// How many bytes have to be inserted, dropped, replaced, or swapped with their neighbours, to make one word of
  /// another (the optimal string alignment distance).
  package static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
