import PrepContents

/// Counts runs of words by their hashes; chance alone makes two of them one, at 2⁻⁶⁴ a pair.
struct GramTable {
  /// For each place the hash of all units before it.
  private var sums: [UInt64] = []
  /// For each place the characters of all units before it.
  private var lengths: [Int] = []
  private var powers: [UInt64] = [1]
  private var hasText = false

  private var keys: [UInt64] = []
  private var values: [UInt32] = []
  /// The round in which a slot was filled, so that none has to be emptied.
  private var rounds: [UInt32] = []
  private var round: UInt32 = 0

  private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15 | 1

  mutating func forgetText() { hasText = false }

  private mutating func prepare(_ units: [TextUnit], _ text: [UInt8]) {
    if hasText { return }
    hasText = true
    sums.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    var (sum, length) = (UInt64(0), 0)
    sums.append(sum)
    lengths.append(length)
    for unit in units {
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in text[Int(unit.start)..<Int(unit.end)] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      sum = sum &* Self.base &+ Chance.mixed(hash)
      length += Int(unit.characters)
      sums.append(sum)
      lengths.append(length)
    }
    while powers.count <= 32 { powers.append(powers[powers.count - 1] &* Self.base) }
    var room = 1024
    while room < units.count * 2 { room *= 2 }
    if keys.count < room {
      keys = [UInt64](repeating: 0, count: room)
      values = [UInt32](repeating: 0, count: room)
      rounds = [UInt32](repeating: 0, count: room)
      round = 0
    }
  }

  private mutating func begin() {
    if round == .max {
      for index in rounds.indices { rounds[index] = 0 }
      round = 0
    }
    round += 1
  }

  /// The hash of so many units from a place on.
  private func key(_ place: Int, _ count: Int) -> UInt64 {
    Chance.mixed(sums[place + count] &- sums[place] &* (count < powers.count ? powers[count] : power(count)))
  }

  private func power(_ count: Int) -> UInt64 { (0..<count).reduce(1) { power, _ in power &* Self.base } }

  /// How often a key has been counted in this round, this time included.
  private mutating func add(_ key: UInt64) -> UInt32 {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: key) & mask
    while rounds[slot] == round {
      if keys[slot] == key {
        values[slot] += 1
        return values[slot]
      }
      slot = (slot + 1) & mask
    }
    (rounds[slot], keys[slot], values[slot]) = (round, key, 1)
    return 1
  }

  /// The characters that the most frequent run of so many units takes, a blank between two; of equal ones the first.
  mutating func top(_ count: Int, _ units: [TextUnit], _ text: [UInt8]) -> Int {
    prepare(units, text)
    guard count > 0, units.count >= count else { return 0 }
    begin()
    var most: UInt32 = 0
    for place in 0...units.count - count { most = max(most, add(key(place, count))) }
    // The first run that is met so often.
    for place in 0...units.count - count where self.count(of: key(place, count)) == most {
      return (lengths[place + count] - lengths[place] + count - 1) * Int(most)
    }
    return 0
  }

  private func count(of key: UInt64) -> UInt32 {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: key) & mask
    while rounds[slot] == round {
      if keys[slot] == key { return values[slot] }
      slot = (slot + 1) & mask
    }
    return 0
  }

  /// The characters of runs of so many units that stood before, without those that overlap.
  mutating func duplicates(_ count: Int, _ units: [TextUnit], _ text: [UInt8]) -> Int {
    prepare(units, text)
    guard count > 0, units.count >= count else { return 0 }
    begin()
    var (place, found) = (0, 0)
    while place <= units.count - count {
      if add(key(place, count)) > 1 {
        found += lengths[place + count] - lengths[place]
        place += count
      } else {
        place += 1
      }
    }
    return found
  }
}
