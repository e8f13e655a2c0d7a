// PrepBytePairEncoding turns text into tokens and back: it cuts text into pieces by a split pattern (Splitting/) and
// merges the bytes of each piece by a merge table. It knows no files, no vocabulary by name and no special tokens.

import CKernels
import PrepUnicode

/// Encodes text on one thread, and remembers the pieces that it and those it shares with have seen.
///
/// Text goes through in blocks of some hundred pieces, in stages: the splitter gives the ends of the pieces; long
/// pieces are cut where no token can reach across; all keys are made and their cache lines asked for; then the tokens
/// are written. A piece that is not in the cache is merged and remembered. What comes out never depends on what was
/// encoded before.
package final class BytePairEncoder {
  private static let blockPieces = 512
  /// The longest piece that is remembered with those that are common in texts.
  private static let longestCommon = 512
  /// The longest piece that is remembered at all.
  private static let longestRemembered = 1 << 22

  package let table: MergeTable
  private let splitter: TextSplitter
  private let makeBoundaries: (() -> HardBoundaries)?
  private var knownBoundaries: HardBoundaries?
  private var encodedBytes = 0
  private let uncutBytes: Int
  // SAFETY: one thread has it at a time, and it calls nobody while it changes these, so that accesses need no check.
  @exclusivity(unchecked) private var cache: PieceCache
  private let merger: PieceMerger
  private let kernel: Int32
  /// Where tokens are written that are only counted.
  @exclusivity(unchecked) private var scratch = TokenBuffer(capacity: 1 << 12)
  private let ends: UnsafeMutablePointer<UInt32>
  private let cutEnds: UnsafeMutablePointer<UInt32>
  private let keys: UnsafeMutablePointer<prep_piece_key>
  private let lines: UnsafeMutablePointer<UInt32>

  /// - Parameters: - boundaries: Gives the cuts of the same vocabulary when they are first needed; nil never cuts. -
  ///   pieces: The pieces that other encoders of the same vocabulary and pattern have seen; it learns from them and
  ///   they from it. - uncutBytes: Bytes to encode before computing where long pre-tokens may be cut. Affects
  ///   speed only. - kernel: The variant of the kernels for keys and look-ups, one that this
  ///   processor has.
  package init(
    table: MergeTable, splitter: TextSplitter, boundaries: (() -> HardBoundaries)?, pieces: PieceStore = PieceStore(),
    uncutBytes: Int = 1 << 15, kernel: Int32 = prep_pieces_best()
  ) {
    self.table = table
    self.kernel = kernel
    self.uncutBytes = uncutBytes
    self.splitter = splitter
    makeBoundaries = table.marksWordEnds ? nil : boundaries
    cache = PieceCache(pieces)
    merger = PieceMerger(table)
    ends = .allocate(capacity: Self.blockPieces)
    cutEnds = .allocate(capacity: Self.blockPieces)
    keys = .allocate(capacity: Self.blockPieces)
    lines = .allocate(capacity: Self.blockPieces)
  }

  deinit {
    ends.deallocate()
    cutEnds.deallocate()
    keys.deallocate()
    lines.deallocate()
  }

  private var boundaries: HardBoundaries? {
    if let knownBoundaries { return knownBoundaries }
    knownBoundaries = makeBoundaries?()
    return knownBoundaries
  }

  /// Appends the tokens of a text, which need not be valid UTF-8.
  package func encode(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [Token]) {
    run(text) { room, write in Self.append(to: &tokens, room, write) }
  }

  /// Makes the tokens of a text block by block: the closure is given how much room a block needs, and what writes its
  /// tokens to such room and returns their number.
  package func encode(
    _ text: UnsafeBufferPointer<UInt8>, _ body: (_ room: Int, _ write: (UnsafeMutablePointer<Token>) -> Int) -> Void
  ) {
    run(text, body)
  }

  /// Why the tokens of texts since the last call are not right: the pattern took more than it is given. Nil when they
  /// are.
  package func takeFailure() -> UnicodeFailure? { splitter.takeFailure() }

  /// How many words beyond a token a byte ``encode(_:to:)`` may touch.
  package static let spareRoom = 16

  /// Writes the tokens of a text and returns their number. There is room for a token a byte and ``spareRoom`` more.
  package func encode(_ text: UnsafeBufferPointer<UInt8>, to place: UnsafeMutablePointer<Token>) -> Int {
    var count = 0
    run(text) { _, write in count &+= write(place + count) }
    return count
  }

  /// Appends the tokens of a text that is one piece, whatever the pattern says.
  package func encode(piece: UnsafeBufferPointer<UInt8>, into tokens: inout [Token]) {
    guard let base = piece.baseAddress, piece.count > 0 else { return }
    precondition(piece.count < 1 << 31, "a piece has at most 2 GiB")
    ends[0] = UInt32(piece.count)
    Self.append(to: &tokens, piece.count &+ Self.spareRoom) {
      encodeBlock(base, piece.count, 0, ends, 1, hasParts: false, to: $0)
    }
  }

  /// The number of tokens of a text; stops counting once `limit` is passed and then returns some number above it.
  package func count(_ text: UnsafeBufferPointer<UInt8>, limit: Int = .max) -> Int {
    var count = 0
    run(text, while: { count <= limit }) { room, write in
      scratch.reserve(room)
      count &+= write(scratch.base)
    }
    return count
  }

  @inline(__always)
  private static func append(to tokens: inout [Token], _ room: Int, _ write: (UnsafeMutablePointer<Token>) -> Int) {
    tokens.append(addingCapacity: room) { span in
      span.withUnsafeMutableBufferPointer { buffer, count in
        guard let base = buffer.baseAddress else { return }
        count &+= write(base + count)
      }
    }
  }

  /// Makes the tokens of a text in order, block by block: the closure is given how much room a block needs, and what
  /// writes its tokens to such room and returns their number.
  @inline(__always)
  private func run(
    _ text: UnsafeBufferPointer<UInt8>, while goesOn: () -> Bool = { true },
    _ body: (_ room: Int, _ write: (UnsafeMutablePointer<Token>) -> Int) -> Void
  ) {
    guard let base = text.baseAddress, text.count > 0 else { return }
    // Positions are 31 bits wide; a longer text is taken in slices that end with a piece.
    precondition(text.count < 1 << 31, "a text has at most 2 GiB")
    var position = 0
    while position < text.count, goesOn() {
      let count = splitter.fill(
        text, from: position, into: UnsafeMutableBufferPointer(start: ends, count: Self.blockPieces))
      if count == 0 { break }
      let end = Int(ends[count &- 1])
      encodedBytes &+= end &- position
      if encodedBytes > uncutBytes, prep_has_high_bytes(base + position, end &- position),
        prep_uncut_pieces(base, position, ends, count) < count, let boundaries
      {
        encodeCut(base, text.count, position, count, boundaries, body)
      } else {
        body(end &- position &+ Self.spareRoom) {
          encodeBlock(base, text.count, position, ends, count, hasParts: false, to: $0)
        }
      }
      position = end
    }
  }

  /// Encodes the pieces in ``ends``, cutting the long ones first.
  @inline(__always)
  private func encodeCut(
    _ text: UnsafePointer<UInt8>, _ size: Int, _ start: Int, _ count: Int, _ boundaries: HardBoundaries,
    _ body: (_ room: Int, _ write: (UnsafeMutablePointer<Token>) -> Int) -> Void
  ) {
    var state = prep_cut_state(piece: 0, position: start, is_inside: false)
    var position = start
    while state.piece < count {
      let made = boundaries.cut(text, size, ends, count, from: &state, into: cutEnds, room: Self.blockPieces)
      body(state.position &- position &+ Self.spareRoom) {
        encodeBlock(text, size, position, cutEnds, made, hasParts: true, to: $0)
      }
      position = state.position
    }
  }

  /// Writes the tokens of `count` pieces that tile the text from `start` to where there is room for a token a byte, and
  /// returns their number.
  @inline(__always)
  private func encodeBlock(
    _ text: UnsafePointer<UInt8>, _ size: Int, _ start: Int, _ ends: UnsafeMutablePointer<UInt32>, _ count: Int,
    hasParts: Bool, to place: UnsafeMutablePointer<Token>
  ) -> Int {
    _ = cache.renew()
    prep_piece_keys(
      kernel, text, size, UInt32(truncatingIfNeeded: start), ends, count, hasParts, cache.lines, cache.shift, keys,
      lines)
    var done = 0
    var written = 0
    while true {
      done &+= prep_piece_lookup(
        kernel, keys + done, lines + done, count &- done, cache.lines, cache.spilledTokens, place, &written)
      if done == count { break }
      let from = done == 0 ? start : Int(ends[done &- 1] & ~PREP_PIECE_PART)
      let end = Int(ends[done] & ~PREP_PIECE_PART)
      let moved = encodeMissed(
        text + from, end &- from, key: keys[done], isPart: ends[done] & PREP_PIECE_PART != 0, into: place + written,
        &written)
      done &+= 1
      if moved {
        for index in done..<count { lines[index] = prep_piece_line_of(keys[index], cache.shift) }
      }
    }
    return written
  }

  /// Encodes a piece that is not in its line of the cache. Returns whether the table is another.
  @inline(never)
  private func encodeMissed(
    _ piece: UnsafePointer<UInt8>, _ length: Int, key: prep_piece_key, isPart: Bool,
    into place: UnsafeMutablePointer<UInt32>,
    _ written: inout Int
  ) -> Bool {
    if length <= Int(PREP_PIECE_LONGEST) {
      let known = cache.find(key, into: place)
      if known > 0 {
        written &+= known
        return false
      }
      let count = merger.encode(key, length, isWhole: !isPart, into: place)
      written &+= count
      return cache.insert(key, place, count, encodedBytes: encodedBytes)
    }
    if length > Self.longestRemembered {
      written &+= merger.encode(piece, length, isWhole: !isPart, into: place)
      return false
    }
    if length <= Self.longestCommon {
      encodeLong(piece, length, isPart: isPart, into: place, &written, &cache.long)
    } else if let count = merger.encodeRuns(piece, length, into: place) {
      // Merged in less time than it takes to remember it.
      written &+= count
    } else {
      encodeLong(piece, length, isPart: isPart, into: place, &written, &cache.huge)
    }
    return false
  }

  /// Encodes a piece of more than `PREP_PIECE_LONGEST` bytes, and remembers it.
  @inline(__always)
  private func encodeLong(
    _ piece: UnsafePointer<UInt8>, _ length: Int, isPart: Bool, into place: UnsafeMutablePointer<UInt32>,
    _ written: inout Int,
    _ cache: inout LongPieceCache
  ) {
    let hash = LongPieceCache.hash(piece, length, isPart: isPart)
    if let known = cache.find(piece, length, hash: hash), let base = known.baseAddress {
      place.update(from: base, count: known.count)
      written &+= known.count
      return
    }
    let count = merger.encode(piece, length, isWhole: !isPart, into: place)
    written &+= count
    cache.insert(piece, length, hash: hash, place, count)
  }
}
