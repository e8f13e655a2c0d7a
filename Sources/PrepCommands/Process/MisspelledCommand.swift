/// The commands that a word may have meant.
enum MisspelledCommand {
  /// What to say about a word where a command should stand.
  ///
  /// - Parameters:
  ///   - word: The word.
  ///   - names: The commands there are.
  /// - Returns: nil when the word is a command, or an option.
  static func message(about word: String, among names: [String]) -> String? {
    if word.hasPrefix("-") || word == "help" || names.contains(word) { return nil }
    let near = names.map { (name: $0, distance: distance(word.lowercased(), $0)) }
      .filter { $0.distance <= 2 || (!word.isEmpty && $0.name.hasPrefix(word)) }
    let guess = near.min { $0.distance < $1.distance }.map { "; did you mean \($0.name)?" } ?? ""
    return "there is no command '\(word)'\(guess)"
  }

  /// How many characters have to be inserted, dropped, replaced, or swapped with their neighbours, to make one word of another.
  static func distance(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left.prefix(32)), Array(right.prefix(32)))
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
