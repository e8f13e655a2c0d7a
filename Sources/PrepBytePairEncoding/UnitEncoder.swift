import CKernels

/// Encodes texts unit by unit, and remembers the units that it and those it shares with have seen: parts of a text whose
/// tokens do not depend on what stands beside them, however they are made.
///
/// As in ``BytePairEncoder``, blocks of units go through in stages. It belongs to one thread.
package final class UnitEncoder {
  private static let blockUnits = 512
  /// The longest unit that is remembered.
  private static let longestRemembered = 4096
  /// The kernel touches so many words for a unit of up to fifteen bytes, which is remembered with fewer tokens.
  private static let mostTokens = 16

  // SAFETY: one thread has it at a time, and what makes the tokens of new units touches nothing but the cache, by the
  // calls below, so that accesses need no check.
  @exclusivity(unchecked) private var cache: PieceCache
  @exclusivity(unchecked) private var room = TokenBuffer(capacity: 1 << 14)
  @exclusivity(unchecked) private var made: [Token] = []
  @exclusivity(unchecked) private var encodedBytes = 0
  private let kernel: Int32
  private let ends: UnsafeMutablePointer<UInt32>
  private let keys: UnsafeMutablePointer<prep_piece_key>
  private let lines: UnsafeMutablePointer<UInt32>

  /// - Parameter pieces: What other encoders with the same units have seen.
  package init(_ pieces: PieceStore, kernel: Int32 = prep_pieces_best()) {
    cache = PieceCache(pieces)
    self.kernel = kernel
    ends = .allocate(capacity: Self.blockUnits)
    keys = .allocate(capacity: Self.blockUnits)
    lines = .allocate(capacity: Self.blockUnits)
  }

  deinit {
    ends.deallocate()
    keys.deallocate()
    lines.deallocate()
  }

  /// Appends the tokens of a text from a position on where a unit begins.
  ///
  /// - Parameter encodeNew: Appends the tokens of a unit, and returns whether the same unit has them always.
  package func encode(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, _ cuts: UnitCuts, into tokens: inout [Token],
    _ encodeNew: (UnsafeBufferPointer<UInt8>, inout [Token]) -> Bool
  ) {
    encode(
      text, from: start, cuts, take: { words, _, _ in tokens.append(contentsOf: UnsafeBufferPointer(words)) }, encodeNew
    )
  }

  /// Hands over what the units of a text have, block by block, from a position on where a unit begins.
  ///
  /// - Parameters:
  ///   - take: Takes the words of successive units, over which it may write, where in the text the first begins, and where
  ///     each ends.
  ///   - encodeNew: Appends the words of a unit, of up to 29 bits, and returns whether the same unit has them always.
  package func encode(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, _ cuts: UnitCuts,
    take: (UnsafeMutableBufferPointer<UInt32>, Int, UnsafeBufferPointer<UInt32>) -> Void,
    _ encodeNew: (UnsafeBufferPointer<UInt8>, inout [Token]) -> Bool
  ) {
    guard let base = text.baseAddress else { return }
    precondition(text.count < 1 << 31, "a text has at most 2 GiB")
    var position = start
    while position < text.count {
      let count = cuts.fill(
        text, from: position, into: UnsafeMutableBufferPointer(start: ends, count: Self.blockUnits))
      let end = Int(ends[count &- 1])
      encodedBytes &+= end &- position
      let written = encodeBlock(base, text.count, position, count, encodeNew)
      take(
        UnsafeMutableBufferPointer(start: room.base, count: written), position,
        UnsafeBufferPointer(start: ends, count: count))
      position = end
    }
  }

  /// Writes the tokens of the units that ``ends`` says to ``room``, and returns their number.
  private func encodeBlock(
    _ text: UnsafePointer<UInt8>, _ size: Int, _ start: Int, _ count: Int,
    _ encodeNew: (UnsafeBufferPointer<UInt8>, inout [Token]) -> Bool
  ) -> Int {
    _ = cache.renew()
    prep_piece_keys(
      kernel, text, size, UInt32(truncatingIfNeeded: start), ends, count, false, cache.lines, cache.shift, keys, lines)
    room.count = 0
    room.reserve((count &+ 1) &* Self.mostTokens)
    var done = 0
    while true {
      done &+= prep_piece_lookup(
        kernel, keys + done, lines + done, count &- done, cache.lines, cache.spilledTokens, room.base, &room.count)
      if done == count { return room.count }
      let from = done == 0 ? start : Int(ends[done &- 1])
      let table = cache.lines
      encodeMissed(
        UnsafeBufferPointer(start: text + from, count: Int(ends[done]) &- from), keys[done],
        left: (count &- done) &* Self.mostTokens, encodeNew)
      done &+= 1
      if cache.lines != table {
        for index in done..<count { lines[index] = prep_piece_line_of(keys[index], cache.shift) }
      }
    }
  }

  /// Writes the tokens of a unit that is not in its line of the cache.
  ///
  /// - Parameter left: How much room is needed for those behind it.
  @inline(never)
  private func encodeMissed(
    _ unit: UnsafeBufferPointer<UInt8>, _ key: prep_piece_key, left: Int,
    _ encodeNew: (UnsafeBufferPointer<UInt8>, inout [Token]) -> Bool
  ) {
    guard let base = unit.baseAddress else { return }
    let isShort = unit.count <= Int(PREP_PIECE_LONGEST)
    var hash: UInt64 = 0
    if isShort {
      if let count = findShort(key, into: room.base + room.count) {
        room.count &+= count
        return
      }
    } else if unit.count <= Self.longestRemembered {
      hash = LongPieceCache.hash(base, unit.count, isPart: false)
      if let known = cache.long.find(base, unit.count, hash: hash), let first = known.baseAddress {
        room.reserve(known.count &+ left)
        (room.base + room.count).update(from: first, count: known.count)
        room.count &+= known.count
        return
      }
    }
    var tokens: [Token] = []
    swap(&tokens, &made)
    tokens.removeAll(keepingCapacity: true)
    let isSure = encodeNew(unit, &tokens)
    tokens.withUnsafeBufferPointer { tokens in
      room.reserve(tokens.count &+ left)
      let place = room.base + room.count
      if let first = tokens.baseAddress { place.update(from: first, count: tokens.count) }
      room.count &+= tokens.count
      guard isSure else { return }
      if isShort {
        remember(key, place, tokens.count)
      } else if unit.count <= Self.longestRemembered {
        cache.long.insert(base, unit.count, hash: hash, place, tokens.count)
      }
    }
    swap(&tokens, &made)
  }

  /// Writes the tokens of a key where they are known, and returns their number.
  @inline(__always)
  private func findShort(_ key: prep_piece_key, into place: UnsafeMutablePointer<UInt32>) -> Int? {
    guard let found = prep_piece_find(cache.lines, cache.shift, key) else { return nil }
    return found.pointee.words.0 &>> 29 == 0 ? 0 : cache.find(key, into: place)
  }

  private func remember(_ key: prep_piece_key, _ tokens: UnsafePointer<UInt32>, _ count: Int) {
    if count < Self.mostTokens { cache.remember(key, tokens, count, encodedBytes: encodedBytes) }
  }

  /// Appends the tokens of a part of a new unit, which may be known from other units.
  ///
  /// - Parameter encodeNew: As above. It asks for no parts.
  package func encodePart(
    _ part: UnsafeBufferPointer<UInt8>, into tokens: inout [Token],
    _ encodeNew: (UnsafeBufferPointer<UInt8>, inout [Token]) -> Bool
  ) {
    guard part.count <= Int(PREP_PIECE_LONGEST), let base = part.baseAddress, part.count > 0 else {
      _ = encodeNew(part, &tokens)
      return
    }
    let key = Self.partKey(base, part.count)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.mostTokens) { place in
      guard let first = place.baseAddress else { return }
      if let count = findShort(key, into: first) {
        tokens.append(contentsOf: UnsafeBufferPointer(start: first, count: count))
        return
      }
      let before = tokens.count
      if encodeNew(part, &tokens), tokens.count - before < Self.mostTokens {
        for index in before..<tokens.count { first[index - before] = tokens[index] }
        remember(key, first, tokens.count - before)
      }
    }
  }

  /// The key of a part, in which it is told from a unit.
  @inline(__always)
  private static func partKey(_ text: UnsafePointer<UInt8>, _ count: Int) -> prep_piece_key {
    var key = prep_piece_key()
    withUnsafeMutableBytes(of: &key) { bytes in
      bytes.copyMemory(from: UnsafeRawBufferPointer(start: text, count: count))
      bytes[15] = UInt8(truncatingIfNeeded: count) | 0x40
    }
    return key
  }
}
