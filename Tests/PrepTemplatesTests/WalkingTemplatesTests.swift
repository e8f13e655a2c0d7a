import Foundation
import PrepExamples
import TestSupport
import Testing

@testable import PrepTemplates

/// Templates of our own that come to what a message says in all the ways that Jinja has: whose a character is does not
/// depend on the way.
@Suite struct WalkingTemplatesTests {
  /// How a template comes to what message `m`, number `i`, says.
  private static let contents = [
    "{{ m.content }}", "{{ m['content'] | trim }}", "{{ m.content.strip() ~ '' }}", "{{ (m.content or '') + '' }}",
    "{{ m.content.split('</think>')[-1].lstrip('\\n') }}", "{{ m.content | replace('zzz', 'q') }}",
    "{{ m.content[:] }}", "{{ m.content[::-1][::-1] }}", "{{ m.content | tojson }}",
    "{{ {'text': m.content} | tojson }}", "{{ {'t': m.content}['t'] }}", "{{ [m.content] | join('') }}",
    "{% set c = m.content %}{{ c }}", "{% set c = 'Q: ' ~ m.content ~ ' .' %}{{ c }}",
    "{% set c %}[{{ m.content }}]{% endset %}{{ c | trim }}", "{{ show(m.content) }}", "{{ wrap(m) }}",
    "{{ both(m.role, m.content) }}", "{% for p in [m.content] %}{{ p }}{% endfor %}",
    "{% call box() %}{{ m.content }}{% endcall %}", "{% filter trim %}{{ m.content }}{% endfilter %}",
    "{{ '%s' | format(m.content) }}", "{{ '{}'.format(m.content) }}", "{{ '%s!' % m.content }}",
    "{{ messages[i].content }}", "{{ (messages | map(attribute='content') | list)[i] }}",
    "{{ m.content.split(' ') | join(' ') }}", "{{ m.content.splitlines() | join('\\n') }}",
    "{% for w in m.content.split() %}{{ w }} {% endfor %}", "{{ m.get('content', '') }}",
    "{% with c = m.content %}{{ c }}{% endwith %}", "{{ m.content if m.content else 'none' }}",
    "{{ m.content.rsplit('</think>', 1)[-1] if '</think>' in m.content else m.content }}",
    "{{ m.items() | selectattr(0, 'equalto', 'content') | map(attribute=1) | first }}",
    "{% for k, v in m.items() if k == 'content' %}{{ v }}{% endfor %}", "{{ dict(m, x=1)['content'] }}",
    "{{ ([m] | first).content }}", "{{ m.content | list | join }}", "{% set n2 = namespace(c=m.content) %}{{ n2.c }}",
    "{% set n2 = namespace(c='') %}{% for w in m.content.split(' ') %}{% set n2.c = n2.c ~ w %}{% endfor %}{{ n2.c }}",
    "{{ m.content.partition('@@')[0] }}", "{{ m.content | e }}", "{{ m.content | safe }}",
    "{{ m.content.center(60).strip() }}",
    "{% if m.content is string %}{{ m.content }}{% else %}{% for p in m.content %}{{ p.text }}{% endfor %}{% endif %}",
  ]

  /// How a template goes through messages; BODY stands for a turn.
  private static let walks = [
    "{% for m in messages %}{% set i = loop.index0 %}BODY{% endfor %}",
    "{% for i in range(messages | length) %}{% set m = messages[i] %}BODY{% endfor %}",
    "{% set ns = namespace(out='') %}{% for m in messages %}{% set i = loop.index0 %}{% set t %}BODY{% endset %}"
      + "{% set ns.out = ns.out ~ t %}{% endfor %}{{ ns.out }}",
    "{% set ns = namespace(out=[]) %}{% for m in messages %}{% set i = loop.index0 %}{% set t %}BODY{% endset %}"
      + "{% set ns.out = ns.out + [t] %}{% endfor %}{{ ns.out | join('') }}",
    "{% macro turn(m, i) %}BODY{% endmacro %}{% for m in messages %}{{ turn(m, loop.index0) }}{% endfor %}",
    "{% for m in messages[::-1] | reverse %}{% set i = loop.index0 %}BODY{% endfor %}",
    "{% for m in messages[:-1] + messages[-1:] %}{% set i = loop.index0 %}BODY{% endfor %}",
    "{% for m in messages %}{% set i = loop.index0 %}{% if m.role == 'user' %}BODY{% else %}BODY{% endif %}{% endfor %}",
    "{% set ns = namespace(i=0) %}{% for m in messages %}{% set i = ns.i %}BODY{% set ns.i = ns.i + 1 %}{% endfor %}",
    "{% macro walk(ms) %}{% for m in ms %}{% set i = loop.index0 %}BODY{% endfor %}{% endmacro %}"
      + "{% set all = walk(messages) %}{{ all | trim }}",
  ]

  private static let macros =
    "{% macro show(t) %}{{ t }}{% endmacro %}{% macro wrap(x) %}{{ x.content }}{% endmacro %}"
    + "{% macro both(r, t) %}({{ t }}){% endmacro %}{% macro box() %}{{ caller() }}{% endmacro %}"

  private static let styles = [
    ("<|im_start|>{{ m.role }}\n", "<|im_end|>\n"), ("<|{{ m.role }}|>\n", "<|end|>\n"),
    ("[{{ m.role | upper }}] ", "</s>\n"), ("{{ '<|im_start|>' + m.role + '\\n' }}", "{{ '<|im_end|>' + '\\n' }}"),
  ]

  private static let controls = [
    "<|im_start|>", "<|im_end|>", "<|end|>", "</s>", "<|user|>", "<|assistant|>", "<|system|>",
  ].enumerated().map { ControlToken(text: Array($1.utf8), id: UInt32($0)) }

  @Test func `whose a character is does not depend on how a template comes to it`() throws {
    var random = SeededGenerator(seed: 21)
    var found = 0
    for (number, content) in Self.contents.enumerated() {
      for round in 0..<TestData.rounds(6) {
        let walk = Self.walks[(number + round * 7) % Self.walks.count]
        let style = Self.styles[(number + round) % Self.styles.count]
        let source = Self.macros + walk.replacing("BODY", with: style.0 + content + style.1)
        let renderer = try ChatRenderer(
          ChatTemplate(name: "walk", source: Array(source.utf8)), TemplateSettings(), controls: Self.controls,
          limits: TemplateLimits(), usesPlans: false)
        var messages: [Message] = []
        if Bool.random(using: &random) { messages.append(Message(role: "system", "")) }
        for turn in 0..<Int.random(in: 2...4, using: &random) {
          messages.append(Message(role: turn % 2 == 0 ? "user" : "assistant", ""))
        }
        for index in messages.indices {
          let words = (0...Int.random(in: 0...2, using: &random)).map { "wq\(index)x\($0)z" }
          messages[index].content = .text(Array(words.joined(separator: " ").utf8))
        }
        let chat = try renderer.render(Chat(messages: messages))
        var start = 0
        for piece in chat.pieces {
          let text = String(decoding: chat.bytes[start..<piece.end], as: UTF8.self)
          start = piece.end
          guard let place = text.range(of: "wq") else { continue }
          found += 1
          let owner = Int32(String(text[place.upperBound...].prefix { $0.isNumber }))
          let shown = String(decoding: chat.bytes, as: UTF8.self)
          #expect(piece.message == owner, "\(source): \(text) in \(shown)")
          #expect(piece.isData, "\(source): \(text)")
          #expect(piece.part == .content, "\(source): \(text) in \(shown)")
        }
        for index in messages.indices where messages[index].role == "assistant" {
          #expect(
            chat.pieces.contains { $0.message == Int32(index) && $0.part == .end && $0.control != nil },
            "\(source): message \(index) has no end")
        }
      }
    }
    #expect(found > 300)
  }
}
