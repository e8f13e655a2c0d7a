import PrepFixing
import Testing

@testable import PrepJobs

@Suite struct FixJobTests {
  private let broken = "{\"prompt\": \"a\", \"completion\": \"b\",}\n{\"prompt\": \"c\", \"completion\": \"d\"}\n"

  @Test func `repairs are made and counted`() throws {
    let memory = Memory()
    let observer = RecordingObserver()
    var options = FixJob.Options()
    options.repairs = Set(Repair.named("json"))
    let summary = try run(FixJob(options, inputs: [input(broken)], output: memory.output), observer: observer)
    guard case .repaired(let done) = summary else { return #expect(Bool(false), "repairs were asked for") }
    #expect(done.records == 2)
    #expect(done.written == 2)
    #expect(done.invalid == 0)
    #expect(done.repairs.map(\.count) == [1])
    #expect(!memory.text.contains(",}"))
    #expect(memory.text.split(separator: "\n").count == 2)
    #expect(observer.records == 2)
  }

  @Test func `what prepare_data did takes one input`() throws {
    let memory = Memory()
    var options = FixJob.Options()
    options.likePrepareData = true
    let job = FixJob(options, inputs: [input(questions(20), named: "q.jsonl")], output: memory.output)
    guard case .prepared(let done) = try run(job) else { return #expect(Bool(false), "preparing was asked for") }
    #expect(done.written == 20)
    #expect(memory.text.split(separator: "\n").count == 20)
    var two = job
    two.inputs.append(input("", named: "r.jsonl"))
    #expect(throws: JobFailure.self) { try run(two) }
  }
}
