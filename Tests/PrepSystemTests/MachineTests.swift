import Testing

@testable import PrepSystem

@Suite struct MachineTests {
  @Test("the machine says what it is") func names() {
    #expect(!Machine.architecture.isEmpty && Machine.system.contains(" ") && !Machine.library.isEmpty)
    #expect(Machine.memory.map { $0 > 1 << 20 } ?? true)
  }

  @Test("features and kernels have names of their own, and a kernel runs with a feature that is there")
  func kernels() {
    let features = Machine.features
    #expect(Set(features.map(\.name)).count == features.count)
    let kernels = Machine.kernels
    #expect(Set(kernels.map(\.name)).count == kernels.count && kernels.count >= 9)
    let present = Set(features.filter(\.isThere).map(\.name)).union(["portable", "avx512"])
    for kernel in kernels { #expect(present.contains(kernel.variant), "\(kernel)") }
    if kernels.contains(where: { $0.variant == "avx512" }) {
      #expect(features.contains { $0.name == "avx512bw" && $0.isThere })
    }
  }

  @Test("limits and room are numbers or none") func limits() {
    for limit in ResourceLimit.allCases { #expect((limit.value ?? 1) > 0, "\(limit)") }
    #expect(FileSystemRoom.free(at: "/") != nil)
    #expect(FileSystemRoom.free(at: "/dev/null/none") == nil)
  }

  @Test("a program is found as a shell finds it") func programs() {
    #expect(ProgramSearch.path(of: "sh").map { $0.hasSuffix("/sh") } == true)
    #expect(ProgramSearch.path(of: "no such program") == nil)
  }
}
