import CKernels

/// Where texts may be cut into units, parts whose tokens do not depend on what stands beside them: what each character
/// says about cuts before and behind it, and which two stand side by side in some token.
///
/// SAFETY of `@unchecked Sendable`: nothing in it changes once it is made.
package final class UnitCuts: @unchecked Sendable {
  /// What a character says.
  package struct Sides: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Behind it a unit may end before one that ``begins``.
    package static let ends = Sides(rawValue: UInt8(PREP_UNIT_ENDS))
    package static let begins = Sides(rawValue: UInt8(PREP_UNIT_BEGINS))
    /// Behind it a unit may end before one that ``beginsBefore`` which one that ``follows`` stands behind.
    package static let endsBefore = Sides(rawValue: UInt8(PREP_UNIT_ENDS_BEFORE))
    package static let beginsBefore = Sides(rawValue: UInt8(PREP_UNIT_BEGINS_BEFORE))
    package static let follows = Sides(rawValue: UInt8(PREP_UNIT_FOLLOWS))
    /// Nothing changes it, whatever stands beside it that is plain too.
    package static let plain = Sides(rawValue: UInt8(PREP_UNIT_PLAIN))
  }

  private let classes: UnsafeMutablePointer<UInt8>
  private let ascii: UnsafeMutablePointer<UInt64>
  private let joined: UnsafeMutablePointer<UInt64>?
  private let known: UnsafeMutablePointer<UInt64>?
  private let rules: prep_unit_rules

  /// Cuts where characters say so.
  ///
  /// - Parameters:
  ///   - others: What all characters beyond the first plane say.
  ///   - sides: What a character of the first plane says. Surrogates are not asked about.
  package convenience init(others: Sides, _ sides: (Unicode.Scalar) -> Sides) {
    self.init(others: others, sides, joining: nil, knowsAll: true, apart: [])
  }

  /// Cuts besides between any two characters that stand side by side in none of the texts.
  ///
  /// - Parameters:
  ///   - texts: All tokens that text may become, and those that merges make on the way.
  ///   - knowsAll: Whether characters without a token of their own may be parted from others; they may not where
  ///     unknown neighbours become one token.
  ///   - apart: Characters that are never parted from others all the same.
  ///   - partsPlainOnly: Whether only characters are parted so that are plain and need none before them.
  package init(
    others: Sides, _ sides: (Unicode.Scalar) -> Sides, joining texts: [[UInt8]]?, knowsAll: Bool, apart: Set<UInt32>,
    partsPlainOnly: Bool = false
  ) {
    classes = .allocate(capacity: 1 << 16)
    for point in 0..<UInt32(1 << 16) {
      classes[Int(point)] = Unicode.Scalar(point).map { sides($0).rawValue } ?? 0
    }
    ascii = .allocate(capacity: 256)
    ascii.update(repeating: 0, count: 256)
    var made = prep_unit_rules()
    made.classes = UnsafePointer(classes)
    made.ascii = UnsafePointer(ascii)
    made.others = others.rawValue
    if let texts {
      let joints = Joints(texts, knowsAll: knowsAll) { [classes] point in
        if apart.contains(point) { return true }
        let known = point < 1 << 16 ? classes[Int(point)] : others.rawValue
        return partsPlainOnly && !Sides(rawValue: known).isSuperset(of: [.plain, .follows])
      }
      (joined, known) = (joints.joined, joints.known)
      ascii.update(from: joints.ascii, count: 256)
      joints.ascii.deallocate()
      made.shift = joints.shift
      made.joined = UnsafePointer(joints.joined)
      made.known = UnsafePointer(joints.known)
    } else {
      (joined, known) = (nil, nil)
    }
    rules = made
  }

  deinit {
    classes.deallocate()
    ascii.deallocate()
    joined?.deallocate()
    known?.deallocate()
  }

  /// Which characters stand side by side in some token.
  private struct Joints {
    static let mostKnown = 0x20000
    let ascii: UnsafeMutablePointer<UInt64>
    let joined: UnsafeMutablePointer<UInt64>
    let known: UnsafeMutablePointer<UInt64>
    let shift: UInt32

    init(_ texts: [[UInt8]], knowsAll: Bool, _ isApart: (UInt32) -> Bool) {
      var bits: UInt32 = 12
      while 1 << bits < texts.count * 32 { bits += 1 }
      shift = 64 - bits
      let pairs = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << Int(bits - 6))
      pairs.update(repeating: 0, count: 1 << Int(bits - 6))
      let alone = UnsafeMutablePointer<UInt64>.allocate(capacity: Self.mostKnown / 64)
      alone.update(repeating: knowsAll ? .max : 0, count: Self.mostKnown / 64)
      let table = UnsafeMutablePointer<UInt64>.allocate(capacity: 256)
      table.update(repeating: 0, count: 256)
      // Of ASCII the bits are those of pairs that stand together, until all are known.
      for text in texts {
        var last: UInt32?
        var width = 0
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
          if let last {
            if last < 0x80, scalar.value < 0x80 {
              table[Int(2 * last + scalar.value >> 6)] |= 1 << UInt64(scalar.value & 63)
            } else {
              let place = prep_unit_pair(last, scalar.value, shift)
              pairs[Int(place >> 6)] |= 1 << (place & 63)
            }
          }
          last = scalar.value
          width += 1
        }
        if width == 1, let last, last < Self.mostKnown { alone[Int(last >> 6)] |= 1 << UInt64(last & 63) }
      }
      for place in 0..<Self.mostKnown / 64 where alone[place] != 0 {
        for bit in 0..<64 where isApart(UInt32(64 * place + bit)) { alone[place] &= ~(1 << UInt64(bit)) }
      }
      for first in 0..<UInt32(128) {
        for second in 0..<UInt32(128) {
          let areKnown =
            alone[Int(first >> 6)] >> UInt64(first & 63) & 1 != 0
            && alone[Int(second >> 6)] >> UInt64(second & 63) & 1 != 0
          let place = Int(2 * first + second >> 6)
          // A bit that says that two belong together becomes one that says that they do not.
          if areKnown {
            table[place] ^= 1 << UInt64(second & 63)
          } else {
            table[place] &= ~(1 << UInt64(second & 63))
          }
        }
      }
      (ascii, joined, known) = (table, pairs, alone)
    }
  }

  /// Writes the ends of successive units of `text[from...]`, where one begins, and returns their number: as many as
  /// there is room for, or all there are. The text has less than 4 GiB.
  @inline(__always)
  package func fill(_ text: UnsafeBufferPointer<UInt8>, from: Int, into ends: UnsafeMutableBufferPointer<UInt32>) -> Int
  {
    guard let base = text.baseAddress, let room = ends.baseAddress else { return 0 }
    return withUnsafePointer(to: rules) { prep_unit_ends($0, base, text.count, from, room, ends.count) }
  }

  /// Where the unit ends that begins at a position, which is not the end of the text.
  package func end(of text: UnsafeBufferPointer<UInt8>, from: Int) -> Int {
    var end = UInt32(text.count)
    withUnsafeMutablePointer(to: &end) {
      _ = fill(text, from: from, into: UnsafeMutableBufferPointer(start: $0, count: 1))
    }
    return Int(end)
  }

  /// Whether all characters are plain, and all bytes characters.
  package func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = text.baseAddress else { return true }
    return withUnsafePointer(to: rules) { prep_unit_is_plain($0, base, text.count) } != 0
  }

  /// What a character of the first plane says.
  package func sides(of scalar: Unicode.Scalar) -> Sides {
    scalar.value < 1 << 16 ? Sides(rawValue: classes[Int(scalar.value)]) : Sides(rawValue: rules.others)
  }
}
