import Testing

@testable import PrepSystem

@Suite struct PagesTests {
  @Test("memory is zeroed and aligned, small or huge", arguments: [0, 1, 4096, 1 << 21, 5_000_000]) func memoryIsZeroed(
    size: Int
  ) {
    for (inHugePages, isReserve) in [(false, false), (true, false), (true, true)] {
      let memory = PageMemory(byteCount: size, inHugePages: inHugePages, isReserve: isReserve)
      #expect(Int(bitPattern: memory.base) % 4096 == 0)
      for offset in Swift.stride(from: 0, to: size, by: 509) {
        #expect(memory.base.load(fromByteOffset: offset, as: UInt8.self) == 0)
        memory.base.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
      }
    }
  }

  @Test func theHeapKeepsWhatGrows() {
    var memory = HeapMemory.allocate(3)
    memory.storeBytes(of: 9, toByteOffset: 2, as: UInt8.self)
    memory = HeapMemory.reallocate(memory, 6 << 20)
    #expect(memory.load(fromByteOffset: 2, as: UInt8.self) == 9)
    HeapMemory.free(memory)
  }

  @Test func bytesAreComparedAndFound() {
    let bytes: [UInt8] = [1, 2, 3, 2]
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      #expect(Memory.offset(of: 2, from: base, 4) == 1)
      #expect(Memory.offset(of: 2, from: base, 1) == nil)
      #expect(Memory.offset(of: 2, from: base, 0) == nil)
      #expect(Memory.areEqual(base + 1, base + 3, 1) && !Memory.areEqual(base, base + 1, 2))
    }
  }
}
