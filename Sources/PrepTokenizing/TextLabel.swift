internal import PrepRecords

/// The label of a text as numbers.
enum TextLabel {
  /// The number of its class.
  case number(UInt8)
  /// A number for each class, or a score.
  case numbers([Float])

  /// The numbers of a column.
  var values: [Float] {
    switch self {
    case .number(let number): [Float(number)]
    case .numbers(let numbers): numbers
    }
  }

  /// - Throws: `unknown-label` for a label that is no class, or no number.
  init(_ label: [UInt8], _ options: TokenizingOptions) throws(TokenizingFault) {
    let name = String(decoding: label, as: UTF8.self)
    guard let classes = options.classes else {
      guard let score = Float(name), score.isFinite else {
        throw label.isEmpty
          ? .emptyLabel : TokenizingFault("unknown-label", "the label \(name.debugDescription) is not a number")
      }
      self = .numbers([score])
      return
    }
    if options.tasks.labelType == .several, let names = classes.names {
      var numbers = [Float](repeating: 0, count: names.count)
      for (label, value) in try Self.several(label) {
        guard let number = classes.number(of: label) ?? Self.place(label, names.count) else {
          throw Self.unknown(label)
        }
        numbers[Int(number)] = value
      }
      self = .numbers(numbers)
      return
    }
    guard let number = classes.number(of: label) else {
      throw label.isEmpty
        ? .emptyLabel
        : classes.names == nil
          ? TokenizingFault("unknown-label", "the label \(name.debugDescription) is not a number from 0 to 255")
          : Self.unknown(label)
    }
    self = .number(number)
  }

  private static func unknown(_ label: [UInt8]) -> TokenizingFault {
    label.isEmpty
      ? .emptyLabel
      : TokenizingFault(
        "unknown-label",
        "the label \(String(decoding: label, as: UTF8.self).debugDescription) is not in the list of labels")
  }

  /// The number that a label itself is.
  private static func place(_ label: [UInt8], _ count: Int) -> UInt8? {
    UInt8(String(decoding: label, as: UTF8.self)).flatMap { Int($0) < count ? $0 : nil }
  }

  /// The labels of a text that has several, each with its number: a list of names or numbers, an object from names to
  /// numbers, or names with commas between them.
  static func several(_ label: [UInt8]) throws(TokenizingFault) -> [(label: [UInt8], value: Float)] {
    guard let first = label.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "{"),
      let root = try? JSONDocument(label).root
    else {
      return label.split(separator: UInt8(ascii: ",")).map { part in
        let word = part.drop { $0 == 0x20 }
        return (Array(word.prefix { _ in true }.reversed().drop { $0 == 0x20 }.reversed()), 1)
      }
    }
    var found: [(label: [UInt8], value: Float)] = []
    var isWrong = false
    func text(_ view: JSONView) -> [UInt8]? {
      view.kind == .string ? try? view.unescaped() : view.kind == .number ? view.withUnsafeBytes { Array($0) } : nil
    }
    if root.kind == .array {
      for element in root.elements { if let name = text(element) { found.append((name, 1)) } else { isWrong = true } }
    } else {
      root.forEachMember { key, value in
        guard let name = text(key), let number = value.double ?? value.bool.map({ $0 ? 1 : 0 }) else {
          isWrong = true
          return
        }
        found.append((name, Float(number)))
      }
    }
    if isWrong {
      throw TokenizingFault("unknown-label", "the labels are no list of names, and no object with a number each")
    }
    return found
  }
}

extension TokenizingFault {
  static let emptyLabel = TokenizingFault(
    "unknown-label", "the label is empty; prep fix --apply empty-completions leaves such records out")
}

extension TokenTaskOptions {
  /// The names of the labels of a text that has several; none where it has no such labels.
  package static func names(ofSeveral label: [UInt8]) -> [[UInt8]] {
    ((try? TextLabel.several(label)) ?? []).map(\.label)
  }
}
