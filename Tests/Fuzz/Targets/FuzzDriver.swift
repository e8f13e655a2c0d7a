import TestSupport

/// Changes inputs by chance, with a seed, and hands them to a target: what is there without coverage from the compiler.
struct FuzzDriver {
  private var generator: SeededGenerator
  private let target: FuzzTarget
  private var corpus: [[UInt8]]
  private static let marks =
    Array("\"'{}[]()<>:,;=-+*?|\\/#%&!@$^~`. \n\r\t0123456789aZ".utf8) + [0, 0x7F, 0x80, 0xC3, 0xE2, 0xED, 0xF0, 0xFF]

  init(_ target: FuzzTarget, seed: UInt64) {
    self.target = target
    generator = SeededGenerator(seed: seed)
    corpus = target.seeds
  }

  /// Runs the seeds, and then changed ones until the time is over.
  ///
  /// - Parameter note: Called with each input before it is tried, so that one which ends the process can be kept.
  /// - Returns: How many inputs were tried.
  mutating func run(for time: Duration, note: ([UInt8]) -> Void = { _ in }) -> Int {
    let clock = ContinuousClock()
    let end = clock.now + time
    for seed in target.seeds {
      note(seed)
      target.run(seed)
    }
    var count = target.seeds.count
    while clock.now < end {
      let input = mutated()
      note(input)
      target.run(input)
      count += 1
      // Some changes stay, so that later ones go further away from the seeds.
      if Int.random(in: 0..<50, using: &generator) == 0 {
        if corpus.count < target.seeds.count + 100 {
          corpus.append(input)
        } else {
          corpus[Int.random(in: target.seeds.count..<corpus.count, using: &generator)] = input
        }
      }
    }
    return count
  }

  /// One of the inputs with a few changes.
  mutating func mutated() -> [UInt8] {
    var bytes = pick(corpus) ?? []
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      let place = Int.random(in: 0...bytes.count, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 1...24, using: &generator))
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator) }
      case 1: if place < bytes.count { bytes[place] = pick(Self.marks) ?? 0 }
      case 2: bytes.insert(pick(Self.marks) ?? 0, at: place)
      case 3: bytes.removeSubrange(place..<end)
      case 4: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
      case 5:
        bytes.insert(
          contentsOf: repeatElement(pick(Self.marks) ?? 0, count: Int.random(in: 1...60, using: &generator)), at: place)
      case 6:
        let other = pick(corpus) ?? []
        let from = Int.random(in: 0...other.count, using: &generator)
        bytes.replaceSubrange(place..., with: other[from...])
      default:
        bytes.replaceSubrange(
          place..<end,
          with: "\(Int64.random(in: .min ... .max, using: &generator) >> Int64.random(in: 0...60, using: &generator))"
            .utf8)
      }
    }
    return Array(bytes.prefix(target.longest))
  }

  private mutating func pick<Element>(_ list: [Element]) -> Element? {
    list.isEmpty ? nil : list[Int.random(in: 0..<list.count, using: &generator)]
  }
}
