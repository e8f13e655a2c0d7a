import PrepRecords
import Testing

@testable import PrepExpressions

@Suite struct ExpressionTests {
  private static let record = #"""
    {"text":"The cat sat. The dog ran!","n":3,"x":2.5,"neg":-7,"yes":true,"nothing":null,"tags":["a","b"],"empty":[],
    "meta":{"source":"web","deep":{"k":1}},"turns":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello there"}]}
    """#

  private func evaluate(_ text: String, on record: String = record) throws -> Bool {
    let expression = try Expression(text)
    let root = try JSONDocument(Array(record.utf8)).root
    let evaluation = Evaluation(tokenCounter: { $0.count })
    evaluation.take(said: Array("all that is said".utf8))
    var fault: EvaluationFault?
    var holds = true
    for term in expression.terms {
      do throws(EvaluationFault) { holds = try term.holds(for: root, evaluation) && holds } catch { fault = error }
    }
    if holds, let fault { throw fault }
    return holds
  }

  @Test(arguments: [
    "n == 3", "n == 3.0", "n != 4", "n < 3.5 && n > 2.5 && n >= 3 && n <= 3", "x * 2 == 5", "n / 2 == 1",
    "neg / 2 == -3",
    "neg % 4 == -3", "n + 1 == 4 && n - 1 == 2 && -n == -3", "1 + 2 * 3 == 7 && (1 + 2) * 3 == 9", "yes", "!(!yes)",
    "nothing == null", "n != null", "\"a\" in tags && !(\"c\" in tags)", "\"source\" in meta",
    "tags[0] == 'a' && tags[-1] == 'b'",
    "meta.source == \"web\" && meta.deep.k == 1 && meta[\"source\"] == \"web\"", "has(meta.source) && !has(meta.none)",
    "!has(nothing) && !has(none.deep)", "size(tags) == 2 && tags.size() == 2 && size('héé') == 3 && size(meta) == 2",
    "text.contains('cat') && text.startsWith('The') && text.endsWith('!') && contains(text, \"dog\")",
    "text.matches('d.g') && !matches(text, r'\\d') && text.matches(\"\\\\.\")", "n > 5 ? false : yes",
    "turns.exists(t, t.role == 'user') && !turns.all(t, t.role == 'user') && turns.exists_one(t, t.role == 'user')",
    "turns.filter(t, size(t.content) > 2).size() == 1 && turns.map(t, t.role) == ['user', 'assistant']",
    "turns.exists(t, turns.exists(u, u.role != t.role && u.content > t.content))",
    "empty.all(e, false) && !empty.exists(e, true)",
    "tags + ['c'] == ['a', 'b', 'c'] && 'a' + 'b' == 'ab'", "0x1F == 31 && 1e3 == 1000 && .5 == 0.5",
    "'\\u00e9' == 'é' && 'a\\n' != r'a\\n' && \"it's\" == 'it\\'s'",
    "int('12') == 12 && double('1.5') == 1.5 && string(n) == '3' && int(2.9) == 2",
    "words(text) == 6 && sentences(text) == 2 && lines(text) == 1 && chars(text) == 25 && bytes(text) == 25",
    "words(turns) == 3 && text(turns) == 'Hi\\nHello there' && tokens(text) == 25",
    "script(text) == 'Latin' && script('カナ') == 'Katakana'",
    "count(text, 'The') == 2 && share(text, 'upper') == 0.08",
    "hash01(text) >= 0 && hash01(text) < 1 && hash01(text) == hash01(text + '')",
    "said() == 'all that is said' && lower('ÀB') == 'àb'", "false && none.deep == 1 || true", "n == 3 || none > 1",
    "none > 1 || n == 3",
    "!(none > 1 && false)", "turns.exists(t, t.missing == 1 || t.role == 'assistant')",
    "n == 3 && (nothing == null || nothing > 3)",
    "9007199254740993 > 9007199254740992.0 && 9223372036854775807 < 1e19",
  ]) func holds(_ text: String) throws { #expect(try evaluate(text)) }

  @Test(arguments: [
    ("none == 1", EvaluationFault.Kind.missing), ("meta.none == 1", .missing), ("tags[7] == 'a'", .missing),
    ("nothing > 1", .missing),
    ("n", .type), ("text > 1", .type), ("n && yes", .type), ("text + n == 'a'", .type), ("n.exists(t, t)", .type),
    ("n / 0 == 1", .value),
    ("9223372036854775807 + n > 0", .value), ("size(n) == 1", .type), ("n in text", .type), ("int(text) == 1", .value),
    ("turns.all(t, t.missing == 1)", .missing), ("repeated(text, 0) > 0", .type), ("text.contains(n)", .type),
    ("x % 2 == 1", .type),
  ]) func `has no value`(_ text: String, kind: EvaluationFault.Kind) {
    #expect { try evaluate(text) } throws: { ($0 as? EvaluationFault)?.kind == kind }
  }

  @Test(arguments: [
    ("", 0), ("n =", 2), ("n == ", 5), ("(n == 1", 7), ("n == 1)", 6), ("foo(n) == 1", 0), ("n.foo() == 1", 2),
    ("'a' < 1", 0),
    ("1 + true == 2", 0), ("!1", 0), ("words(text)", 0), ("words(text, 2) > 1", 0), ("words() > 1", 0),
    ("matches(text, n)", 14),
    ("matches(text, '(')", 14), ("'abc", 0), ("n == 'a\\q'", 7), ("1 < n < 3", 6), ("n == 99999999999999999999", 5),
    ("has(1)", 4),
    ("turns.exists(1, true)", 6), ("turns.exists(t, 1)", 16), ("lang(text) < 1", 0), ("share(text, letters) > 0", 12),
    ("share(text, 'odd') > 0", 12),
    ("n @ 1", 2),
    ("[1, 2", 5), ("tags.size == 2 &&", 17), ("a b", 2), ("1.x == 2", 2), ("'a'.b == 1", 0), ("n ? true", 8),
    ("- 'a' == 1", 0),
    (String(repeating: "(", count: 1000) + "n", 201),
  ]) func `is refused at its place`(_ text: String, offset: Int) {
    #expect { try Expression(text) } throws: {
      guard let fault = $0 as? ExpressionFault else { return false }
      return fault.offset == offset || offset == 201 && fault.offset > 50
    }
  }

  @Test func `terms are what && joins at the outside, as it was written`() throws {
    let expression = try Expression("n == 3 && ( yes || n > 1 )  && !has(none) && words(text) >= 6")
    #expect(expression.terms.map(\.text) == ["n == 3", "yes || n > 1", "!has(none)", "words(text) >= 6"])
    let root = try JSONDocument(Array(Self.record.utf8)).root
    #expect(expression.terms.map { $0.measured(for: root, Evaluation()) } == [3, nil, nil, 6])
    #expect(!expression.countsTokens && !expression.asksAll)
    #expect(try Expression("turns.exists(t, tokens(t) > said().size())").countsTokens)
  }

  @Test func `a fault shows its place`() {
    #expect { try Expression("yes &&\n wörds(text) > 1") } throws: {
      ($0 as? ExpressionFault)?.lines == ["   wörds(text) > 1", "    ^"]
    }
  }
}
