import PrepBytes
import PrepRecords
import Testing

@testable import PrepJobs

@Suite struct DoctorJobTests {
  @Test("what is needed is there, and each kind of thing is looked at") func looksAtAll() throws {
    let summary = try JobRun(DoctorJob(.init(), output: JobOutput(MemoryByteSink()))).run()
    #expect(summary.symptoms.filter { $0.state == .broken } == [])
    let subjects = Set(summary.symptoms.map(\.subject))
    #expect(
      subjects == [
        "program", "library", "self-test", "system", "processor", "kernel", "memory", "limit", "temporary files",
        "terminal", "place", "vocabulary",
      ])
    // One thing is spoken of once, and every one says something.
    #expect(summary.symptoms.allSatisfy { !$0.name.isEmpty && !$0.value.isEmpty })
    let kernels = summary.symptoms.filter { $0.subject == "kernel" }
    #expect(Set(kernels.map(\.name)).count == kernels.count && kernels.count >= 9)
  }

  @Test("the object says what the lines say, in their order") func formsAgree() throws {
    let (lines, object) = (MemoryByteSink(), MemoryByteSink())
    let summary = try JobRun(DoctorJob(.init(), output: JobOutput(lines))).run()
    var options = DoctorJob.Options()
    options.writesJSON = true
    _ = try JobRun(DoctorJob(options, output: JobOutput(object))).run()
    let document = try JSONDocument(object.bytes)
    for state in Symptom.State.allCases {
      #expect(document.root[state.rawValue]?.int == summary.count(state), "\(state)")
    }
    let written = try #require(document.root["symptoms"]?.elements).map { $0 }
    let fields = String(decoding: lines.bytes, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(fields.allSatisfy { $0.count == 4 })
    // The room that is left changes from one look to the next.
    let names = try written.map { symptom in try ["state", "subject", "name"].map { try symptom[$0]?.string() ?? "" } }
    #expect(names == fields.map { Array($0.prefix(3)) })
  }

  @Test("a folder that cannot create files is broken") func brokenFolder() {
    #expect(MachineExamination.temporaryFolder("/dev/null/none").state == .broken)
    #expect(MachineExamination.temporaryFolder("/proc").state == .broken)
    #expect(MachineExamination.temporaryFolder("/tmp").state == .there)
  }

  @Test(
    "sizes have the largest unit that they reach",
    arguments: [
      (0, "0 bytes"), (1023, "1,023 bytes"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (1 << 20, "1.0 MiB"),
      ((1 << 30) - 1, "1,023.9 MiB"), (.max, "8,589,934,591.9 GiB"),
    ])
  func sizes(_ bytes: Int, _ text: String) { #expect(MachineExamination.size(bytes) == text) }
}
