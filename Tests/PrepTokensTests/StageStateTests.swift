import PrepBytes
import TestSupport
import Testing

@testable import PrepTokens

/// What stages save comes back under its name, and nothing else is taken for it.
@Suite struct StageStateTests {
  private static let header = TokenStreamHeader(tokenizer: "t", fingerprint: "f", vocabularySize: 100, loss: .mask)

  private func state(_ random: inout SeededGenerator, depth: Int = 0) -> StageState {
    var state = StageState()
    for index in 0..<Int.random(in: 0...4, using: &random) {
      switch Int.random(in: 0...(depth < 3 ? 3 : 2), using: &random) {
      case 0: state.put(Int.random(in: .min...(.max), using: &random), as: "number \(index)")
      case 1:
        state.put(
          (0..<Int.random(in: 0...5, using: &random)).map { _ in Int.random(in: .min...(.max), using: &random) },
          as: "list \(index)")
      case 2:
        let sequences = (0..<Int.random(in: 0...3, using: &random)).map { id in
          let count = Int.random(in: 0...9, using: &random)
          return TokenSequence(
            document: (0..<count).map { _ in UInt32.random(in: 0..<100, using: &random) },
            loss: .mask((0..<count).map { _ in UInt8.random(in: 0...1, using: &random) }), id: UInt64(id))
        }
        state.put(sequences, as: "sequences ü \(index)")
      default: state.put(self.state(&random, depth: depth + 1), as: "stage \(index)")
      }
    }
    return state
  }

  @Test(arguments: 0..<200) func `every state comes back from its bytes`(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let state = state(&random)
    var bytes: [UInt8] = []
    state.append(to: &bytes, header: Self.header)
    #expect(bytes.withUnsafeBytes { StageState($0, header: Self.header) } == state)
    // Cut or changed bytes are another state or none, and never a crash.
    for _ in 0..<20 where !bytes.isEmpty {
      var damaged = bytes
      if Bool.random(using: &random) {
        damaged.removeLast(Int.random(in: 1...bytes.count, using: &random))
      } else {
        damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = damaged.withUnsafeBytes { StageState($0, header: Self.header) }
    }
  }

  @Test func `what is asked for by another name or kind is refused`() throws {
    var state = StageState()
    state.put(5, as: "records")
    state.put([1, 2], as: "places")
    state.put([TokenSequence](), as: "rows")
    state.put(as: "source") { $0.put(7, as: "position") }
    #expect(try state.number("records") == 5 && state.numbers("places") == [1, 2] && state.sequences("rows").isEmpty)
    #expect(try state.stage("source").number("position") == 7)
    for ask in [
      { _ = try state.number("position") }, { _ = try state.number("places") }, { _ = try state.numbers("records") },
      { _ = try state.sequences("records") }, { _ = try state.stage("rows") },
    ] as [() throws -> Void] {
      do {
        try ask()
        Issue.record("it was given")
      } catch {
        #expect((error as? IOFailure)?.code == .damaged)
        #expect((error as? IOFailure)?.message.contains("'") == true)
      }
    }
  }

  @Test func `bytes that are no state are refused`() {
    var deep = StageState()
    for _ in 0..<20 {
      var outer = StageState()
      outer.put(deep, as: "stage")
      deep = outer
    }
    var bytes: [UInt8] = []
    deep.append(to: &bytes, header: Self.header)
    #expect(bytes.withUnsafeBytes { StageState($0, header: Self.header) } == nil)
    for bytes in [
      [1], [1, 0x61], [1, 0x61, 1], [0, 1, 8, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 8),
      [1, 0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0], [1, 0x61, 9, 0, 0, 0, 0, 0, 0, 0, 0],
      [1, 0x61, 2] + [UInt8](repeating: 0xFF, count: 8),
    ] as [[UInt8]] {
      #expect(bytes.withUnsafeBytes { StageState($0, header: Self.header) } == nil)
    }
  }
}
