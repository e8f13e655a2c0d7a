import PrepBytes
import PrepOrdering
import PrepTokens

/// Gives the records of a mixture in their order, or those of a part of it.
final class Mixer {
  private let merge: MixtureMerge
  /// How many records a pass of each source has.
  private let counts: [Int]
  private let part: InputPart?
  /// All records in an order by chance, where that is asked for; each with its source before it.
  private let shuffled: SortedTexts?

  init(_ sources: [MixtureSource], _ options: MixJob.Options) throws {
    counts = sources.map { max(1, $0.records) }
    let counts = counts
    merge = try MixtureMerge(sources)
    part = options.reading.part
    guard options.order == .random else {
      shuffled = nil
      return
    }
    let order = PlaceOrder(seed: options.seed ^ 0x4D49_5854)
    let sorter = KeyedSorter(memory: options.memory / 2)
    var bytes: [UInt8] = []
    let merge = merge
    let part = part
    while try merge.next({ source, _, number, text in
      let key = order.key(OrderMark(input: source, place: number))
      if let part, order.part(ofKey: key, epoch: 0, parts: part.count) != part.index { return }
      bytes.removeAll(keepingCapacity: true)
      withUnsafeBytes(of: UInt64(source << 32 | number / counts[source]).littleEndian) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: text)
      try bytes.withUnsafeBytes { try sorter.append(SortKey(key), $0) }
    }) != nil {}
    shuffled = try sorter.sorted()
  }

  /// Calls a closure with the number of the next record's source, the pass it is given in, and itself; nil at the end.
  func next<Result>(_ body: (Int, Int, UnsafeRawBufferPointer) throws -> Result) throws -> Result? {
    if let shuffled {
      return try shuffled.next { bytes in
        // SAFETY: every text was written behind eight bytes.
        let head = Int(UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)))
        return try body(
          head >> 32, head & 0xFFFF_FFFF, UnsafeRawBufferPointer(rebasing: bytes[MemoryLayout<UInt64>.size...]))
      }
    }
    while true {
      let found = try merge.next { source, place, number, text -> Result? in
        if let part, place.part(of: part.count) != part.index { return nil }
        return try body(source, number / counts[source], text)
      }
      guard let found else { return nil }
      if let found { return found }
    }
  }
}

/// The rows of a mixture.
final class MixedSequences: TokenSequenceSource {
  let header: TokenStreamHeader
  private let stored: TokenStreamHeader
  private let span: UInt64
  private let mixer: Mixer

  init(_ header: TokenStreamHeader, part: InputPart?, span: UInt64, _ mixer: Mixer) {
    stored = header
    self.span = span
    var header = header
    header.part = part?.header
    self.header = header
    self.mixer = mixer
  }

  func next() throws -> TokenSequence? {
    try mixer.next { _, pass, bytes in
      try SortedSequences.sequence(bytes, stored, pass: UInt64(pass), span: span)
    }
  }
}
