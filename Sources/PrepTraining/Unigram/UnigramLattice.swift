import Synchronization

/// For each place of the words, the pieces that begin there, the shortest first.
struct UnigramLattice {
  /// How many characters each piece has.
  private(set) var lengths: [UInt8]
  /// A place where it stands.
  private(set) var places: [UInt32]
  /// Where the pieces of each place begin among ``pieces``, and the end.
  private(set) var starts: [Int]
  private(set) var pieces: [UInt32]
  /// How many pieces are single characters; they are the first.
  let characterCount: Int

  /// All characters, then all seeds in order.
  init(_ corpus: UnigramCorpus, _ seeds: UnigramSeeds) {
    characterCount = corpus.characters.count
    let count = corpus.text.count
    lengths = [UInt8](repeating: 1, count: characterCount) + seeds.seeds.map(\.length)
    places = [UInt32](repeating: 0, count: characterCount) + seeds.seeds.map { seeds.order[Int($0.first)] }
    for place in corpus.text.indices.reversed() { places[Int(corpus.text[place])] = UInt32(place) }
    starts = [Int](repeating: 0, count: count + 1)
    pieces = []
    func sweep(_ body: (Int, [UInt32]) -> Void) {
      var open: [UInt32] = []
      var next = 0
      for rank in 0..<count {
        while let top = open.last, Int(seeds.seeds[Int(top) - characterCount].last) < rank { open.removeLast() }
        while next < seeds.seeds.count, Int(seeds.seeds[next].first) == rank {
          open.append(UInt32(characterCount + next))
          next += 1
        }
        body(Int(seeds.order[rank]), open)
      }
    }
    sweep { place, open in starts[place + 1] = open.count + 1 }
    for place in 0..<count { starts[place + 1] += starts[place] }
    pieces = [UInt32](repeating: 0, count: starts[count])
    sweep { place, open in
      pieces[starts[place]] = corpus.text[place]
      for (number, piece) in open.enumerated() { pieces[starts[place] + 1 + number] = piece }
    }
  }

  var pieceCount: Int { lengths.count }

  /// Leaves out pieces; the others keep their order and get new numbers. Characters stay.
  mutating func keep(_ isKept: [Bool]) {
    var number = [UInt32](repeating: .max, count: lengths.count)
    var count: UInt32 = 0
    for piece in lengths.indices where isKept[piece] || piece < characterCount {
      number[piece] = count
      lengths[Int(count)] = lengths[piece]
      places[Int(count)] = places[piece]
      count += 1
    }
    lengths.removeLast(lengths.count - Int(count))
    places.removeLast(places.count - Int(count))
    var end = 0
    var position = 0
    for place in 0..<starts.count - 1 {
      let limit = starts[place + 1]
      starts[place] = end
      while position < limit {
        let kept = number[Int(pieces[position])]
        if kept != .max {
          pieces[end] = kept
          end += 1
        }
        position += 1
      }
    }
    starts[starts.count - 1] = end
    pieces.removeLast(pieces.count - end)
  }
}
