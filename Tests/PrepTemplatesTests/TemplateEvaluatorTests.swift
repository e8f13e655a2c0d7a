import Foundation
import PrepExamples
import PrepRecords
import TestSupport
import Testing

@testable import PrepTemplates

/// Templates with what Jinja prints for them under the settings of Hugging Face (Fixtures/README.md says how they were
/// made).
@Suite struct TemplateEvaluatorTests {
  private struct Case {
    let template: String
    let expected: String?
  }

  private static func cases() throws -> [Case] {
    let url = TestData.packageFolder.appendingPathComponent("Fixtures/templates/language.jsonl")
    return try Data(contentsOf: url).split(separator: 0x0A).map { line in
      let root = try JSONDocument(Array(line)).root
      return Case(
        template: try #require(try root["template"]?.string()), expected: try root["expected"]?.string())
    }
  }

  private let messages = [("system", "s y s"), ("user", "hi  "), ("assistant", " yo")]
  private let settings = TemplateSettings(
    tokens: [("bos_token", "<s>")], time: TemplateTime(year: 2026, month: 11, day: 25, hour: 3, minute: 7, second: 9))

  @Test func `templates print what Jinja prints`() throws {
    let cases = try Self.cases()
    #expect(cases.count > 80)
    for test in cases {
      do {
        let text = try rendered(test.template, messages, settings: settings)
        #expect(text == test.expected, "\(test.template)")
      } catch let failure as TemplateFailure {
        #expect(test.expected == nil, "\(test.template): \(failure)")
      }
    }
  }

  @Test func `a refusal of the template is told apart`() {
    #expect(failure("{{ raise_exception('no') }}") == .refused)
    #expect(failure("{{ x.y }}") == .evaluation)
    #expect(failure("{{ strftime_now('%Y') }}") == .evaluation)
    #expect(failure("{{ x | nofilter }}") == .unsupported)
    #expect(failure("{% include 'x' %}") == .unsupported)
    #expect(failure("{% if x %}") == .syntax)
    #expect(failure("{{ 'x }}") == .syntax)
    #expect(failure("{{ (1 }}") == .syntax)
    #expect(failure("{% for x in y %}{% endif %}") == .syntax)
  }

  @Test func `a failure names its line`() throws {
    let template = "{% set x = 1 %}\n\n{{ x }}\n{{ y.z }}\n"
    let error = #expect(throws: TemplateFailure.self) { try rendered(template) }
    #expect(error?.line == 4)
    #expect(error?.description == "'y' is undefined (line 4 of the template)")
  }

  @Test(arguments: [
    "{% for i in range(1000000) %}{% for j in range(1000000) %}{% endfor %}{% endfor %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% set ns = namespace(x='aaaaaaaaaaaaaaaa') %}{% for i in range(64) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "{% set ns = namespace(x=[]) %}{% for i in range(100000) %}{% set ns.x = [ns.x] %}{% endfor %}",
    "{{ 'a' * 9999999999999 }}", "{{ [1] * 9999999999999 }}", "{{ range(9999999999) }}",
    "{% for i in range(100000) %}{% for j in range(100000) %}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{% endfor %}{% endfor %}",
    "{% set ns = namespace(x='a' * 1000) %}{% for i in range(64) %}{% set ns.x = ns.x | replace('a', ns.x) %}{% endfor %}",
    "{{ ('a\\n' * 100000) | indent(1000) }}",
  ])
  func `a template that would not end is stopped`(_ template: String) {
    #expect(failure(template, limits: TemplateLimits(steps: 200_000, output: 1 << 20, elements: 100_000)) == .limit)
  }

  @Test func `deep and long templates are refused, not followed`() {
    #expect(failure(String(repeating: "{% if true %}", count: 20_000)) == .limit)
    #expect(
      failure("{{ " + String(repeating: "(", count: 20_000) + "1" + String(repeating: ")", count: 20_000) + " }}")
        == .limit)
    #expect(failure("{{ " + String(repeating: "not ", count: 20_000) + "x }}") == .limit)
    #expect(failure("{{ 1" + String(repeating: " + 1", count: 20_000) + " }}") == .limit)
    #expect(failure("{{ x" + String(repeating: ".y", count: 20_000) + " }}") == .limit)
    #expect(failure("{{ x" + String(repeating: " | trim", count: 20_000) + " }}") == .limit)
    #expect(failure("{{ 'x' " + String(repeating: "if true else 1 ", count: 20_000) + " }}") == .limit)
    #expect(failure(String(repeating: "{", count: 20_000)) != nil)
  }

  @Test func `namespaces hold each other, and themselves`() throws {
    #expect(
      try rendered("{% set n = namespace(a=namespace(b=1)) %}{% set m = n.a %}{% set m.b = 2 %}{{ n.a.b }}") == "2")
    #expect(
      try rendered("{% set n = namespace() %}{% set n.x = n %}{{ n.x.x == n }}{{ n }}")
        == "True<Namespace {'x': <Namespace {...}>}>")
    #expect(try rendered("{% set n = namespace() %}{% set n.x = [n] %}{{ n.x|length }}") == "1")
  }

  @Test func `what holds itself many times over is not written for ever`() {
    let doubled = "{% set n = namespace(a=[1]) %}{% for i in range(60) %}{% set n.a = [n.a, n.a] %}{% endfor %}"
    var limits = TemplateLimits()
    limits.output = 1 << 20
    #expect(failure(doubled + "{{ n.a }}", limits: limits) == .limit)
    #expect(failure(doubled + "{{ n.a|tojson }}", limits: limits) == .limit)
  }

  @Test func `long texts are searched in time in proportion to their length`() throws {
    let start = ContinuousClock.now
    let text = "{% set a = 'a' * 100000 %}{% set b = 'a' * 50000 ~ 'b' %}"
    #expect(
      try rendered(text + "{{ b in a }}{{ a.find(b) }}{{ a.rfind('b' ~ b) }}{{ a.replace(b, 'x')|length }}")
        == "False-1-1100000")
    // A search that began anew at every place would compare five thousand million bytes.
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test func `damaged templates fail and nothing worse`() throws {
    var generator = SeededGenerator(seed: 11)
    let source = try #require(try Self.cases().map(\.template).joined(separator: "\n").data(using: .utf8))
    let limits = TemplateLimits(steps: 100_000, output: 1 << 16, elements: 10_000)
    for _ in 0..<400 {
      let start = Int.random(in: 0..<source.count, using: &generator)
      var bytes = Array(source[start..<min(source.count, start + Int.random(in: 1...200, using: &generator))])
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      guard let template = try? ChatTemplate(name: "damaged", source: bytes) else { continue }
      let renderer = try ChatRenderer(template, settings, controls: [], limits: limits, usesPlans: false)
      _ = try? renderer.render(Chat(messages: [Message(role: "user", "hi")]))
    }
  }
}
