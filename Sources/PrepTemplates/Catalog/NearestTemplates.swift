import PrepDiagnostics

/// The names of templates that one which is none may have meant.
enum NearestTemplates {
  /// At most three names: another spelling of a version (`qwen-2.5`), the versions of the same family (`qwen2`), the
  /// nearest first, or else names that differ in a few letters.
  ///
  /// - Parameters:
  ///   - word: What was written.
  ///   - names: The names there are.
  static func of(_ word: String, among names: [String]) -> [String] {
    let wanted = VersionedName(word)
    let family = names.map { (name: $0, parts: VersionedName($0)) }.filter { $0.parts.family == wanted.family }
    if family.isEmpty || wanted.family.isEmpty { return NearestNames.of(word, among: names) }
    if let same = family.first(where: { $0.parts == wanted }) { return [same.name] }
    return family.map { (name: $0.name, distance: wanted.distance(to: $0.parts)) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }

  /// A name as letters, a version, and what follows it: `qwen`, 3, `-coder`.
  private struct VersionedName: Equatable {
    let family: String
    let version: Double?
    let rest: String

    init(_ name: String) {
      let name = name.lowercased()
      let letters = name.prefix { !$0.isNumber }
      let digits = name.dropFirst(letters.count).prefix { $0.isNumber || $0 == "." }
      family = letters.lastIndex { !"-_. ".contains($0) }.map { String(letters[...$0]) } ?? ""
      version = Double(digits)
      rest = String(name.dropFirst(letters.count + digits.count))
    }

    /// Versions with the same whole number are nearer than others; without a version, the lower ones come first.
    func distance(to other: VersionedName) -> Double {
      let whole = version.map { abs((other.version ?? 0).rounded(.down) - $0.rounded(.down)) } ?? 0
      return whole * 100 + abs((other.version ?? 0) - (version ?? 0)) + (rest == other.rest ? 0 : 10)
    }
  }
}
