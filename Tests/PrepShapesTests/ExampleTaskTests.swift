import Testing

@testable import PrepShapes

@Suite struct ExampleTaskTests {
  @Test(arguments: [
    (0, 0, 0, 0, ExampleTask.openEnded), (9, 9, 9, 1, .openEnded), (9, 8, 9, 2, .classification),
    (9, 0, 9, 3, .conditional),
    (9, 0, 10, 3, .classification), (0, 0, 9, 9, .conditional),
  ])
  func `the measure of prepare_data`(prompts: Int, empty: Int, completions: Int, different: Int, task: ExampleTask) {
    #expect(ExampleTask(prompts: (prompts, empty), completions: completions, different: different) == task)
    #expect(
      ExampleTask(prompts: (prompts, empty), completions: completions, different: different, isLabelled: true)
        == .classification)
  }

  @Test func `too many to count are no classes`() {
    #expect(ExampleTask(prompts: (9, 0), completions: 9, different: nil) == .conditional)
  }
}
