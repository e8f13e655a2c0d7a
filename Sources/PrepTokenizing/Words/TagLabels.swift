import PrepExamples

/// The labels of words by their numbers.
public struct TagLabels: Sendable, Equatable {
  /// How tags of the list say where entities begin.
  enum Form: Sendable { case bio, io, kinds, other }

  /// The labels in the order of their numbers; nil where tags are numbers already.
  public let names: [[UInt8]]?
  private let numbers: [[UInt8]: Int32]
  let form: Form

  /// The most labels that a set can have.
  public static let most = 1 << 15

  /// Tags that are numbers.
  public static let numbers = TagLabels()

  private init() {
    names = nil
    numbers = [:]
    form = .other
  }

  /// Labels with these names, the first of which is 0; nil for too many, and for a name that stands there twice.
  public init?(names: [[UInt8]]) {
    guard names.count <= Self.most, Set(names).count == names.count else { return nil }
    self.names = names
    numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    let marks = names.map { TagName($0)?.mark }
    if marks.contains(.ends) || marks.contains(.alone) {
      form = .other
    } else if marks.contains(.begins) {
      form = .bio
    } else if marks.contains(.goesOn) {
      form = .io
    } else {
      form = names.contains(TagName.outside) ? .kinds : .other
    }
  }

  /// The number of a label as it is written; nil for one that is not in the list.
  func number(ofWritten label: [UInt8]) -> Int32? {
    guard names != nil else {
      return Int32(String(decoding: label, as: UTF8.self)).flatMap { (0..<Int32(Self.most)).contains($0) ? $0 : nil }
    }
    return numbers[label]
  }

  /// The number of a tag of a chain, in the form that the list has; nil for one that is not in it.
  func number(of tag: [UInt8]) -> Int32? {
    if let number = number(ofWritten: tag) { return number }
    guard names != nil, let name = TagName(tag), name.mark != .outside else { return nil }
    switch form {
    case .bio: return nil
    case .io: return numbers[TagName.goOn(name.kind)]
    case .kinds: return numbers[Array(name.kind)]
    case .other: return nil
    }
  }

  /// The number that a later token of an entity has: `I-` of its kind, where the list has it.
  func continuing(_ tag: [UInt8]) -> Int32? {
    if form == .bio, let name = TagName(tag), name.mark == .begins, let number = numbers[TagName.goOn(name.kind)] {
      return number
    }
    return number(of: tag)
  }

  /// The name of a number; nil beyond the list.
  func name(of number: Int) -> [UInt8]? { names.flatMap { $0.indices.contains(number) ? $0[number] : nil } }
}

extension TagLabels {
  /// The labels that records have, `O` first and the others by their bytes.
  ///
  /// - Parameters:
  ///   - tags: All that occur, in the form in which entities begin with `B-`.
  ///   - kinds: Of spans and of entities of which every token gets a label: both tags of each kind are there.
  package static func sorted(_ tags: Set<[UInt8]>, kinds: Set<[UInt8]> = []) -> [[UInt8]] {
    var all = tags
    for kind in kinds {
      all.insert(TagName.begin(kind))
      all.insert(TagName.goOn(kind))
    }
    if !kinds.isEmpty { all.insert(TagName.outside) }
    let rest = all.filter { $0 != TagName.outside }.sorted { $0.lexicographicallyPrecedes($1) }
    return (all.contains(TagName.outside) ? [TagName.outside] : []) + rest
  }
}
