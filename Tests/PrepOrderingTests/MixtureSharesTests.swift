import Foundation
import TestSupport
import Testing

@testable import PrepOrdering

@Suite struct MixtureSharesTests {
  private typealias Source = MixtureShares.Source

  private func sources(_ random: inout SeededGenerator) -> [Source] {
    (0..<Int.random(in: 1...6, using: &random)).map { _ in
      Source(
        size: Int.random(in: 0...30_000, using: &random), weight: [0, 0.1, 1, 2, 7].randomElement(using: &random) ?? 1,
        passes: [0, 0.5, 1, 1.5, 4].randomElement(using: &random) ?? 1)
    }
  }

  @Test func `no source gives more than it may, and ratios hold where they are promised`() throws {
    var random = SeededGenerator(seed: 51)
    for _ in 0..<500 {
      let sources = sources(&random)
      let total = Bool.random(using: &random) ? Double(Int.random(in: 0...200_000, using: &random)) : nil
      for policy in MixtureShares.Policy.allCases {
        let wanted: [Double]
        do throws(MixtureShares.Shortage) {
          wanted = try MixtureShares.wanted(of: sources, total: total, policy: policy)
        } catch {
          let shortage = error
          #expect(policy == .error && shortage.wanted > sources[shortage.source].room)
          // The total that is named can be made.
          let largest = try MixtureShares.wanted(
            of: sources, total: shortage.largestTotal.rounded(.down), policy: .error)
          #expect(largest.count == sources.count)
          continue
        }
        let sum = wanted.reduce(0, +)
        for (source, amount) in zip(sources, wanted) {
          #expect(amount <= source.room + 1e-6 && amount >= 0)
          if source.weight == 0 { #expect(amount == 0) }
        }
        if let total { #expect(sum <= total + 1e-6) }
        if policy == .error, let total, sources.contains(where: { $0.weight > 0 }) { #expect(abs(sum - total) < 1e-6) }
        if policy != .spill {
          let weights = sources.reduce(0) { $0 + $1.weight }
          for (source, amount) in zip(sources, wanted) where weights > 0 {
            #expect(abs(amount - sum * source.weight / weights) < 1e-6)
          }
        } else if let total {
          // All that can be given is, up to the total.
          let room = sources.filter { $0.weight > 0 }.reduce(0) { $0 + $1.room }
          #expect(abs(sum - min(total, room)) < 1e-6)
        }
      }
    }
  }

  @Test func `a temperature draws weights together`() {
    let sizes = [100, 1000, 0, 10_000]
    let one = MixtureShares.weights(of: sizes, temperature: 1)
    #expect(zip(one, sizes).allSatisfy { abs($0 * 10_000 - Double($1)) < 1e-9 })
    for temperature in [0.3, 0.5, 2, 3.7, 100] {
      let weights = MixtureShares.weights(of: sizes, temperature: temperature)
      for (weight, size) in zip(weights, sizes) {
        #expect(abs(weight - (size == 0 ? 0 : pow(Double(size) / 10_000, 1 / temperature))) < 1e-12)
      }
    }
  }

  @Test func `places are compared as exact fractions`() {
    var random = SeededGenerator(seed: 52)
    for _ in 0..<2000 {
      func place() -> (EvenPlace, Double) {
        let total = Int.random(in: 1...1000, using: &random)
        let before = Int.random(in: 0..<total, using: &random)
        let size = Int.random(in: 0...total - before, using: &random)
        return (
          EvenPlace(before: before, size: size, total: total), (Double(before) + Double(size) / 2) / Double(total)
        )
      }
      let (one, two) = (place(), place())
      if one.1 != two.1 { #expect(EvenPlace.precedes(one.0, two.0) == (one.1 < two.1)) }
      #expect(!EvenPlace.precedes(one.0, one.0))
      for parts in [1, 3, 16] { #expect(one.0.part(of: parts) == min(parts - 1, Int(one.1 * Double(parts) + 1e-12))) }
    }
    let huge = EvenPlace(before: 1 << 60, size: 1, total: 1 << 61)
    #expect(EvenPlace.precedes(huge, EvenPlace(before: 1 << 60, size: 2, total: 1 << 61)))
  }
}
