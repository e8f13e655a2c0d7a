/// How tags say where an entity begins and ends.
public enum TagScheme: String, Sendable, Hashable, CaseIterable {
  /// What the first records tell.
  case auto
  /// Every entity begins with `B-` and goes on with `I-` (IOB2).
  case bio
  /// `B-` stands only where an entity follows another of its kind (IOB1).
  case iob1
  /// The last word of an entity has `E-` (or `L-`), and one of one word `S-` (or `U-`).
  case bioes
  /// Every word of an entity has `I-`: neighbours of one kind are one.
  case io
  /// Tags say nothing of the kind: each stands for itself, as parts of speech do.
  case plain
}

/// A tag as `B-PER` is one: what it says of its entity, and the kind of that.
package struct TagName: Sendable, Equatable {
  /// What a tag says of its word.
  package enum Mark: Sendable, Equatable {
    /// No entity.
    case outside
    /// The first word of one.
    case begins
    /// Another word of one.
    case goesOn
    /// The last of several.
    case ends
    /// The only one.
    case alone
  }

  package let mark: Mark
  /// The kind of the entity; empty outside.
  package let kind: ArraySlice<UInt8>

  /// Nil for a tag that is not written so.
  package init?(_ tag: [UInt8]) {
    if tag == [UInt8(ascii: "O")] {
      (mark, kind) = (.outside, [])
      return
    }
    guard tag.count > 2, tag[1] == UInt8(ascii: "-") else { return nil }
    switch tag[0] {
    case UInt8(ascii: "B"): mark = .begins
    case UInt8(ascii: "I"), UInt8(ascii: "M"): mark = .goesOn
    case UInt8(ascii: "E"), UInt8(ascii: "L"): mark = .ends
    case UInt8(ascii: "S"), UInt8(ascii: "U"), UInt8(ascii: "W"): mark = .alone
    default: return nil
    }
    kind = tag[2...]
  }

  /// The tag of a word that begins an entity of a kind, or goes on with it.
  package static func begin(_ kind: some Collection<UInt8>) -> [UInt8] { Array("B-".utf8) + kind }
  package static func goOn(_ kind: some Collection<UInt8>) -> [UInt8] { Array("I-".utf8) + kind }
  package static let outside: [UInt8] = [UInt8(ascii: "O")]
}

/// Tags of a sentence in the form in which every entity begins with `B-`.
package struct TagChain: Sendable, Equatable {
  /// The tags; as they were written where they are not of the kind that says where entities begin.
  package private(set) var tags: [[UInt8]]
  /// Which words began an entity with a tag that only goes on with one.
  package private(set) var broken: [Int] = []
  /// Whether each tag says where its entity begins.
  package private(set) var isMarked = true

  /// - Parameter tags: As they were written, in any scheme: what begins an entity follows from the tags before, and is the
  ///   same in all of them.
  package init(_ tags: [[UInt8]]) {
    self.tags = tags
    var open: ArraySlice<UInt8>?
    for (index, tag) in tags.enumerated() {
      guard let name = TagName(tag) else {
        self.tags = tags
        broken = []
        isMarked = false
        return
      }
      switch name.mark {
      case .outside: open = nil
      case .begins, .alone:
        self.tags[index] = TagName.begin(name.kind)
        open = name.mark == .begins ? name.kind : nil
      case .goesOn, .ends:
        if let open, open.elementsEqual(name.kind) {
          self.tags[index] = TagName.goOn(name.kind)
        } else {
          self.tags[index] = TagName.begin(name.kind)
          broken.append(index)
        }
        open = name.mark == .goesOn ? name.kind : nil
      }
    }
  }

  /// What scheme sentences are in, by where their entities begin.
  package static func scheme(of sentences: some Sequence<[[UInt8]]>) -> TagScheme {
    var begun = 0
    var continued = 0
    var ends = false
    for tags in sentences {
      var open: ArraySlice<UInt8>?
      for tag in tags {
        guard let name = TagName(tag) else { return .plain }
        let follows = open.map { $0.elementsEqual(name.kind) } ?? false
        switch name.mark {
        case .outside: open = nil
        case .begins:
          // In IOB1 it stands behind an entity of its own kind alone.
          if !follows { begun += 1 }
          open = name.kind
        case .goesOn:
          if !follows { continued += 1 }
          open = name.kind
        case .ends, .alone:
          ends = true
          open = nil
        }
      }
    }
    if ends { return .bioes }
    return continued > 0 && begun == 0 ? .iob1 : .bio
  }
}
