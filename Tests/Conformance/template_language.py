"""Generated Jinja, ours beside Jinja's own under the settings of transformers 5.23.

  python3 -m venv ENV && ENV/bin/pip install transformers==5.23.0 jinja2
  ENV/bin/python Tests/Conformance/template_language.py PREP [FIRST [COUNT]]

Templates are made from seeds FIRST, FIRST + 1 and so on, out of all filters, tests, methods, operators and statements, with values of
all types, and rendered for one conversation with tools by PREP format and by transformers. Prints each that is not the same, and
counts; exit status 1 when there is one. What is known to differ: the addresses and names of objects that Python prints, filters and
functions that draw lots (random, lipsum), slices of constants that have none, urlize, pprint beyond a line, autoescape, bytes (encode), translate, and powers with fractions.
"""
import collections, copy, datetime, json, os, random, re, resource, signal, subprocess, sys, tempfile, warnings

STR = ["''", "'a'", "'Hello World'", "'  pad \\n'", "'straße'", "'ÀÉÎ é'", "'日本語'", "'ǆ ŉ ﬁ'", "'a,b,,c'", "'x=1&y=<2>'", "'</think>'",
 "'<think>ab</think>cd'", "'line1\\nline2\\r\\nline3\\n'", "'12'", "'-7'", "'3.5'", "'1e3'", "'0x1F'", "'٣'", "'²'", "'½'",
 "'%s and %d'", "'{} {1} {a}'", "'{:>5}|{:<5}|{:^5}'", '"it\'s"', '\'say "hi"\'', "'tab\\there'", "'back\\\\slash'", "'\\u00e9\\x41'",
 "'🎉x👍🏽'", "'e\\u0301'", "'\\u0130i'", "'ΑΣ σας'", "'mixed_Case-word'", "'None'", "'true'", "'[1, 2]'", "'aXbXc'", "'aaa'", "'\\t\\n '",
 "'\\u00a0nb\\u3000'", "'q\\u2028r'", "'\\u00ad\\u200b'", "'ab' 'cd'", "'%'", "'%%'", "'\\x1c'", "'Ω≈ç√'", "'_x'", "'__class__'", "'0'",
 "' '", "'get_weather'", "'user'", "'system'", "'content'"]
INT = ['0', '1', '2', '-1', '3', '7', '-5', '10', '100', '255', '1_000', '0x1f', '0b101', '0o17', '65', '8364', '9007199254740993',
 '9223372036854775807', '-9223372036854775808', '1000000000000000000000']
FLT = ['0.0', '1.5', '-2.5', '3.14159', '1e10', '1e16', '1e-7', '2.0', '0.1', '-0.0', '123456789.125', '1e300', '2.675', '0.5', '1e22']
BOOL = ['true', 'false', 'True', 'False']
NONE = ['none', 'None']
LISTS = ['[]', '[1, 2, 3]', "['b', 'a', 'C']", '[3, 1, 2]', "[1, 'a', none]", '(1, 2)', "('x',)", '()', '[[1, 2], [3, 4]]', '[1.5, 2, true]',
 'range(5)', 'range(5, 0, -2)', "['', 0, none, false, 'z']", "[{'a': 1, 'b': 'x'}, {'a': 2}, {'a': 1, 'b': none}]", 'messages',
 'messages[:2]', 'tools', "['a', 'A', 'b']", "[('a', 1), ('b', 2)]", "[['k', 1]]", 'messages[0].keys()', 'd.items()', 'd.values()', 'd',
 "'abc'", '[true, false]', '[messages, 1]', 'lst', 'lst + [1]', "messages | map(attribute='role')",
 "messages|selectattr('role','equalto','user')"]
DICTS = ['{}', "{'a': 1}", "{'b': 2, 'a': 'x', 'C': none}", "{1: 'one', 2: 'two'}", "{true: 'T', 'true': 't'}", "{'n': {'m': [1, 2]}}",
 '{none: 1}', '{1.5: 2}', '{(1, 2): 3}', 'messages[0]', 'messages[-1]', 'tools[0]', 'tools[0].function', 'd',
 "{'items': 1, 'keys': [2], 'get': 3}", '{\'é\': \'ü\', "k\'y": \'q"v\'}', 'dict(a=1, b=2)', "dict([('x', 1)])", "dict({'a': 1}, b=3)",
 "{'float': 1.0, 'neg': -3, 'big': 1e20}"]
OTHER = ['undefined_thing', 'd.missing', 'ns', 'ns.x', 'ns.missing', 'mac', 'range', 'namespace', 'loop', 'messages[99]', 'messages[0].nope',
 'mac(1)', 'ns.lst', 'cycler(1,2)', "joiner('-')", 'lipsum', 'dict', "strftime_now('%Y-%m-%d')", "messages[0]['content']",
 'messages[1].content', 'messages[2].tool_calls', 'messages[2].tool_calls[0].function.arguments', 'bos_token', 'eos_token',
 'add_generation_prompt', 'date_string', 'documents', 'none.x', "''.x"]
STRF = [('trim', ['', "('a')", "('x ')", '(none)', "(chars='ab')"]), ('upper', ['']), ('lower', ['']), ('title', ['']), ('capitalize', ['']),
 ('replace',
  ["('a','b')", "('', '-')", "('a','b',1)", "('a', 1)", "('\\n',' ')", "(old='a', new='Z')", "('a','b',count=1)", "('a', none)"]),
 ('length', ['']), ('count', ['']), ('string', ['']), ('reverse', ['']), ('list', ['']), ('first', ['']), ('last', ['']),
 ('int', ['', '(5)', '(default=9)', '(0, 16)', '(base=0)']), ('float', ['', '(2.5)']),
 ('tojson',
  ['', '(indent=2)', '(ensure_ascii=true)', "(separators=(',', ':'))", '(sort_keys=true)', '(indent=4, ensure_ascii=False)', '(true)',
   '(false, 2)', "(indent='\\t')", '(indent=0)', '(indent=none)']),
 ('safe', ['']), ('escape', ['']), ('e', ['']), ('forceescape', ['']),
 ('indent', ['', '(2)', '(2, true)', '(width=3, first=true)', "('> ')", '(2, blank=true)', '(4, true, true)']), ('wordcount', ['']),
 ('truncate', ['(5)', '(5, true)', "(5, false, '')", "(3, true, '..', 0)", '(length=9)', '(10, leeway=0)']), ('striptags', ['']),
 ('urlencode', ['']), ('center', ['(20)', '(3)', '(width=9)', '']), ('format', ['(1)', "('x', 2)", '(a=1)', '']),
 ('wordwrap', ['(5)', '(3, false)', "(8, wrapstring='|')"]),
 ('default', ["('x')", '', "('y', true)", "(default_value='z', boolean=true)", '(none)']), ('d', ["('q')"]),
 ('filesizeformat', ['', '(true)']), ('pprint', ['']),
 ('map',
  ["('upper')", "('int')", "('lower')|list", "('string')|join", "(attribute='role')|list", "(attribute='a', default='?')|list",
   "('trim')|join(',')", '(attribute=0)|list', "('length')|list", "('tojson')|list", "(attribute='function.name')|join",
   "('first')|list", "('attr','a')|list", "('default', 'z')|list", "('replace', 'a', 'b')|list", "('int', default=3)|list", '']),
 ('select',
  ['|list', "('string')|list", "('defined')|list", "('in', [1,'a'])|list", "('odd')|list", "('equalto', 'a')|list", "('>', 1)|list",
   "('mapping')|list", "('none')|list", "('ne', 1)|list", "('lower')|list", "('nosuch')|list"]),
 ('reject', ['|list', "('none')|list", "('number')|list", "('==', 'a')|list", "('iterable')|list", "('divisibleby', 2)|list"]),
 ('selectattr',
  ["('role')|list|length", "('a')|list", "('a','equalto',1)|list", "('b','defined')|list",
   "('role','in',['user'])|map(attribute='content')|list", "('a','>',1)|list", "('b', 'none')|list",
   "('role', 'ne', 'user')|list|length", '(0)|list', "('0')|list", "(attribute='a')|list"]),
 ('rejectattr', ["('a')|list", "('b','none')|list", "('role','==','system')|list|length", "('b', 'undefined')|list"]),
 ('join', ['', "(', ')", "('-', attribute='role')", "(d='+')", "(attribute='a')", '(1)', '(none)']),
 ('sort', ['', '(reverse=true)', '(case_sensitive=true)', "(attribute='a')", '(true)', "(attribute='b,a')"]),
 ('unique', ['|list', '(true)|list', "(attribute='a')|list", '|join']), ('min', ['', "(attribute='a')", '(true)']),
 ('max', ['', "(attribute='a')"]), ('sum', ['', '(start=5)', "(attribute='a')", "('a', 10)", '(start=[])']),
 ('batch', ['(2)|list', "(2, 'f')|list", '(linecount=3)|list']), ('slice', ['(2)|list', "(3, 'f')|list"]),
 ('groupby', ["('a')", "('role')|length", "(attribute='a')|list", "('b', default='none')|list", "('a')|map('first')|list", '(0)|list']),
 ('dictsort', ['', '(true)', "(by='value')", '(reverse=true)', "(false, 'value')", "(by='x')"]), ('items', ['|list', '']),
 ('abs', ['']), ('round', ['', '(1)', "(2, 'floor')", "(0, 'ceil')", '(-1)', '(precision=2)', "(method='floor')"]),
 ('attr', ["('a')", "('items')", "('x')", "('upper')", "('role')"]), ('xmlattr', ['', '(false)']), ('random', ['']), ('urlize', [''])]
TESTS = ['defined', 'undefined', 'none', 'not none', 'string', 'number', 'integer', 'float', 'boolean', 'mapping', 'sequence', 'iterable',
 'callable', 'odd', 'even', 'divisibleby 3', 'divisibleby(2)', 'lower', 'upper', 'sameas none', 'sameas true', 'sameas 1', 'eq 1',
 "equalto 'a'", "ne 'a'", 'lt 2', 'le 2', 'gt 1', 'ge 1', 'in [1, 2]', "in 'abc'", 'not in d', 'true', 'false', 'not true', 'escaped',
 'filter', 'test', '== 1', 'greaterthan 1', 'lessthan 9', 'not defined', 'not string', 'not mapping', 'in messages', 'eq none',
 'sameas messages', "in {'a':1}", "eq('a')", 'divisibleby 0', 'None', 'nosuch']
STRM = ['upper()', 'lower()', 'title()', 'capitalize()', 'swapcase()', 'casefold()', 'strip()', "strip('ab')", 'strip(none)', 'lstrip()',
 'rstrip()', "lstrip('\\n')", "rstrip('c')", 'split()', "split(',')", "split('</think>')[-1]",
 "split('</think>')[0].split('<think>')[-1]", "split('x', 1)", "split(sep='X')", 'split(none, 1)', 'split(maxsplit=1)', "split('')",
 "rsplit('X', 1)", 'rsplit(none, 1)', 'splitlines()', 'splitlines(true)', 'splitlines(keepends=True)', "startswith('a')",
 "startswith(('a', '<'))", "startswith('l', 1)", "endswith('\\n')", "endswith('c', 0, 3)", "replace('a', 'b')", "replace('a', 'b', 1)",
 "replace('', '.')", "find('l')", "find('a', 1)", "find('')", "find('a', -2)", "rfind('a')", "index('a')", "rindex('l')", "count('a')",
 "count('')", "count('l', 3)", "join(['x', 'y'])", 'join(d)', 'join([1])', "removeprefix('<think>')", "removesuffix('\\n')",
 'isdigit()', 'isalpha()', 'isalnum()', 'isspace()', 'isupper()', 'islower()', 'isascii()', 'isdecimal()', 'isnumeric()',
 'isidentifier()', 'isprintable()', 'istitle()', 'center(10)', "center(11, '*')", 'ljust(8)', "rjust(8, '0')", 'zfill(6)',
 "partition('X')", "rpartition('a')", "partition('')", 'expandtabs()', 'expandtabs(4)', 'format(1, 2, a=3)',
 "format('x', 'y', 'z', a='é')", 'format()', 'format(*lst)', 'format(a=1)', 'encode()', "translate({97: 'b'})", "format_map({'a': 1})",
 'nosuch()', 'upper', '__len__()', '__class__', 'strip(1)', "maketrans('a','b')", "endswith('')", "find('z', 100)", "count('')",
 "startswith('', 5)"]
LISTM = ['index(1)', "index('a')", 'count(1)', "count('a')", 'append(1)', 'pop()', 'copy()', 'sort()', 'reverse()', 'extend([1])',
 'insert(0, 1)', 'remove(1)', 'clear()', 'index(2, 1)', 'nosuch']
DICTM = ['items()', 'keys()', 'values()', "get('a')", "get('zz')", "get('zz', 'dflt')", 'get(1)', "get('a', none)", 'items()|list',
 'keys()|list', 'values()|list', 'copy()', "pop('a')", "update({'z': 1})", "setdefault('a', 1)", "get('role')", "get('content', '')",
 'a', 'b', 'n.m', 'C', 'items', 'get', 'keys', 'get([])', 'popitem()', "fromkeys(['q'])", 'clear()', 'get()', 'items()|first',
 'values()|sum', "get(key='a')", 'keys()|sort', 'nosuch()']
IDX = ['[0]', '[-1]', '[1:]', '[:-1]', '[::-1]', '[::2]', '[5]', '[1:3]', '[-3:]', '[:0]', "['a']", "['role']", '[none]', '[1.0]', '[true]',
 "['nope']", '[0:1]', '[10:]', '[::0]', '[:none]', '[-100:100]', '[3:1:-1]', "['items']", '[1,2]', "['x':]", '[::-2]', "['upper']",
 "['0']", '[messages]', '[2][0]', '[0][0]', '[0:2][::-1]']
BIN = ['+', '-', '*', '/', '//', '%', '**', '~', '~', '+']
CMP = ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in', '==', 'in']
FMT = ["'%s'", "'%d'", "'%5.2f'", "'%05d'", "'%x'", "'%r'", "'%-6s|'", "'%+d'", "'%e'", "'%g'", "'%c'", "'%(a)s'", "'%(a)05d %(b)s'",
 "'%s %s'", "'%%'", "'%.3s'", "'%i'", "'%o'", "'%X'", "'%#x'", "'% d'", "'%*d'", "'%a'", "'%b'", "'%5%'", "'%G'", "'%.0f'", "'%F'",
 "'%u'", "'%s%s%s'", "'%#o'", "'%.10g'", "'%10.4e'", "'%-+8.3f|'", "'%ld'", "'%(a)'", "'%('", "'%z'"]
BRC = ["'{}'", "'{0}{0}'", "'{a}'", "'{:5}'", "'{:>8}|'", "'{:*^9}'", "'{:05d}'", "'{:,}'", "'{:.2f}'", "'{:x}'", "'{:#b}'", "'{!r}'",
 "'{!s:>5}'", "'{a[x]}'", "'{a.b}'", "'{{}}'", "'{:e}'", "'{:g}'", "'{:%}'", "'{:+}'", "'{:_}'", "'{0[0]}'", "'{:{w}}'", "'{!a}'",
 "'{:c}'", "'{:n}'", "'{:=+8}'", "'{:08.3f}'", "'{:>+10,.2f}'", "'{'", "'}'", "'{:s}'", "'{:.3}'", "'{:é<6}'", "'{:#x}'", "'{:X}'",
 "'{:o}'", "'{:G}'", "'{:E}'", "'{:^5}'", "'{0.a}'", "'{:z}'", "'{0:1$}'", "'{:_x}'", "'{:,d}'", "'{: }'", "'{:-}'", "'{:010,}'",
 "'{!x}'", "'{} {0}'"]


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def pick(self, xs): return self.r.choice(xs)

    def atom(self, kind=None):
        r = self.r.random()
        if kind is None or r < 0.08: kind = self.pick(["s", "s", "s", "i", "i", "f", "b", "n", "l", "l", "d", "d", "o"])
        values = {"s": STR, "i": INT, "f": FLT, "b": BOOL, "n": NONE, "l": LISTS, "d": DICTS, "o": OTHER}[kind]
        return values[self.r.randrange(len(values))]

    def paren(self, e): return "(" + e + ")"

    def expr(self, depth=2, kind=None):
        if depth <= 0: return self.atom(kind)
        c = self.r.random()
        if c < 0.10: return self.atom(kind)
        if c < 0.34:  # filter
            f, args = self.pick(STRF)
            return self.paren(self.expr(depth - 1, kind)) + "|" + f + self.pick(args)
        if c < 0.46:
            k = self.pick(["s", "s", "s", "l", "d"])
            m = self.pick({"s": STRM, "l": LISTM, "d": DICTM}[k])
            return self.paren(self.expr(depth - 1, k)) + "." + m
        if c < 0.54:
            return self.paren(self.expr(depth - 1, self.pick("sld"))) + self.pick(IDX)
        if c < 0.64:
            k = self.pick([None, "s", "i", "f", "l", "d", "i"])
            e = self.paren(self.expr(depth - 1, k)) + " " + self.pick(BIN) + " " + self.paren(self.expr(depth - 1, self.pick([k, k, None, "i"])))
            return e
        if c < 0.74:
            k = self.pick([None, "s", "i", "f", "l", "d"])
            return self.paren(self.expr(depth - 1, k)) + " " + self.pick(CMP) + " " + self.paren(self.expr(depth - 1, self.pick([k, k, None])))
        if c < 0.80:
            return self.paren(self.expr(depth - 1, kind)) + " is " + self.pick(TESTS)
        if c < 0.85:
            op = self.pick(["and", "or"])
            return self.expr(depth - 1, kind) + " " + op + " " + self.expr(depth - 1, kind)
        if c < 0.87: return "not " + self.expr(depth - 1)
        if c < 0.91:
            e = self.paren(self.expr(depth - 1, kind)) + " if " + self.expr(depth - 1)
            return e + (" else " + self.expr(depth - 1, kind) if self.r.random() < 0.8 else "")
        if c < 0.94:
            if self.r.random() < 0.5: return self.pick(FMT) + " % " + self.pick([self.paren(self.expr(depth - 1)), "(" + self.expr(depth - 1) + ", " + self.expr(depth - 1) + ")", "{'a': " + self.expr(depth - 1) + ", 'b': 2}"])
            return self.paren(self.pick(BRC)) + ".format(" + self.pick([self.expr(depth - 1), self.expr(depth - 1) + ", a=" + self.expr(depth - 1, "d"), "a=" + self.expr(depth - 1), "1.5, w=6", "-1234567, a=3", "'x', 'y'", "*[1,2]", "**{'a': 1}"]) + ")"
        if c < 0.96: return "[" + ", ".join(self.expr(depth - 1) for _ in range(self.r.randint(0, 3))) + "]"
        if c < 0.98: return "{" + ", ".join(self.pick(["'a'", "'b'", "1", "'k' ~ 1", "none", "true", "(1,)", "1.0"]) + ": " + self.expr(depth - 1) for _ in range(self.r.randint(0, 3))) + "}"
        return "-" + self.paren(self.expr(depth - 1, self.pick(["i", "f"]))) if self.r.random() < 0.7 else "+" + self.expr(depth - 1, "i")

    PRE = "{%- set d = {'b': 2, 'a': 'x', 'C': none, 'l': [1, 2]} -%}{%- set lst = [3, 'q', none] -%}{%- set ns = namespace(x=1, lst=[]) -%}{%- macro mac(p, q='dq', *, r=1) -%}{%- endmacro -%}"
    PRE = PRE.replace(", *, r=1", ", r=1").replace("{%- endmacro -%}", "<{{ p }}|{{ q }}|{{ r }}>{%- endmacro -%}")

    # statements
    def ws(self, s, kind="%"):
        """A tag with random white space control."""
        o, c = self.pick(["", "", "-", "+"]), self.pick(["", "", "-", "+"])
        if kind == "{":
            return "{{" + o.replace("+", "") + " " + s + " " + c.replace("+", "") + "}}"
        return "{%" + o + " " + s + " " + c + "%}"

    def data(self): return self.pick(["", "", " ", "\n", "\n\n", "x", "  y\n", "\n  ", "a b ", "\t", "é\n", "{ x", "}", "{ {", "%}", "\r\n", "<|im_start|>", "\u00a0", "  \n  "])

    def stmts(self, depth, n=None, inloop=False):
        return "".join(self.data() + self.stmt(depth, inloop) for _ in range(n or self.r.randint(1, 3))) + self.data()

    def stmt(self, depth, inloop=False):
        c = self.r.random()
        if depth <= 0 or c < 0.28: return self.ws(self.expr(1), "{") if self.r.random() < .6 else self.ws(self.pick(["x", "m.role", "m.content", "loop.index", "ns.x", "i", "loop.last", "x ~ i", "m['role'] ~ ':' ~ m['content']|trim", "loop.index0", "loop.revindex", "loop.cycle('a','b')", "loop.changed(m)", "loop.previtem", "loop.nextitem.role", "loop.length", "loop.depth", "caller()", "varargs", "kwargs", "k", "v"]), "{")
        if c < 0.36: return self.ws("if " + self.expr(1)) + self.stmts(depth - 1, inloop=inloop) + (self.ws("elif " + self.expr(1)) + self.stmts(depth - 1, inloop=inloop) if self.r.random() < .4 else "") + (self.ws("else") + self.stmts(depth - 1, inloop=inloop) if self.r.random() < .5 else "") + self.ws("endif")
        if c < 0.52:
            t, it = self.pick([("m", "messages"), ("m", "messages[::-1]"), ("m", "messages[1:]"), ("i", "range(3)"), ("x", "lst"), ("k, v", "d.items()"), ("k, v", "d|items"), ("k, v", "d|dictsort"), ("x", "d"), ("x", "'abc'"), ("m", "messages if m.role != 'system'"), ("m", "messages|selectattr('role', 'equalto', 'user')"), ("x", self.expr(1, "l")), ("k, v", self.expr(1, "l")), ("m", "messages|reverse"), ("x", "[]"), ("g, x", "messages|groupby('role')"), ("i, x", "[(1, 2), (3, 4)]"), ("(k, v)", "d.items()"), ("i, (k, v)", "[(1, (2, 3))]"), ("x", "1, 2, 3"), ("m", "messages if loop.index > 1"), ("x", "lst recursive"), ("x", "none"), ("x", "undefined_thing"), ("t", "tools"), ("x", "[[1,[2]],[3]] recursive"), ("x", "range(10) if x is odd")])
            rec = " recursive" in it
            body = self.stmts(depth - 1, inloop=True)
            if rec: body = "[" + ("{{ loop(x) if x is iterable and x is not string else x }}") + "]" + body
            return self.ws("for " + t + " in " + it) + body + (self.ws("else") + self.stmts(depth - 1, 1, inloop) if self.r.random() < .25 else "") + self.ws("endfor")
        if c < 0.62: return self.ws("set " + self.pick(["x", "y", "i", "x, y", "ns.x", "ns.y", "m", "d", "lst"]) + " = " + self.pick([self.expr(1), self.expr(2), "ns.x ~ 'a'", "x", "x + 1", "(1, 2)", "1, 2", "messages[0]", "[x, i]", "ns.lst + [x]", "namespace(x=2)", "m.content"]))
        if c < 0.66: return self.ws("set " + self.pick(["x", "y", "ns.x"]) + self.pick(["", "", " | trim", " | upper", " | length", " | replace('x', 'yy')"])) + self.stmts(depth - 1, inloop=inloop) + self.ws("endset")
        if c < 0.72:
            n = self.pick(["mac2", "mac3"])
            params = self.pick(["", "a", "a, b", "a, b=1", "a='z', b=none", "a, b=a"])
            call = self.pick(["()", "(1)", "(1, 2)", "('q', b='w')", "(b=2)", "(a=messages)", "(1, 2, 3)", "(*lst)", "(**{'a': 1})", "(zz=1)", "(*[1], **{'b': 2})", "(1, a=2)"])
            body = self.stmts(depth - 1) + self.pick(["", "{{ a }}{{ b }}", "{{ varargs }}", "{{ kwargs }}", "{{ caller() if caller else 'nc' }}", "{{ a is defined }}", "{{ x }}", "{{ " + n + " }}"])
            use = "{{ " + n + call + " }}" if self.r.random() < .7 else self.ws("call " + n + call) + self.stmts(depth - 1) + self.ws("endcall")
            return self.ws("macro " + n + "(" + params + ")") + body + self.ws("endmacro") + use
        if c < 0.76: return self.ws("call" + self.pick(["", "(u)", "(u, w='d')"]) + " cm" + self.pick(["()", "(1)"])) + self.stmts(depth - 1) + self.pick(["", "{{ u }}{{ w }}"]) + self.ws("endcall")
        if c < 0.80: return self.ws("filter " + self.pick(["upper", "trim", "replace('x', 'y')|upper", "indent(2)", "length", "title", "escape"])) + self.stmts(depth - 1, inloop=inloop) + self.ws("endfilter")
        if c < 0.83: return self.ws("with " + self.pick(["x = 1", "x = lst, y = x", "", "x = x", "m = messages[0]"])) + self.stmts(depth - 1, inloop=inloop) + self.ws("endwith")
        if c < 0.86: return self.ws("generation") + self.stmts(depth - 1, inloop=inloop and self.r.random() < .1) + self.ws("endgeneration")
        if c < 0.88: return self.ws("raw") + self.pick(["{{ x }}", "{% if %}", " \n ", "{{ '{%' }}\n", "a"]) + self.ws("endraw")
        if c < 0.91: return "{#" + self.pick(["", "-", "+"]) + " c " + self.pick(["", "-", "+"]) + "#}"
        if c < 0.94 and inloop: return self.ws("if " + self.pick(["loop.index == 2", "loop.first", "x == 1", "m.role == 'user'", self.expr(1)])) + self.ws(self.pick(["break", "continue"])) + self.ws("endif")
        if c < 0.96: return self.ws("block " + self.pick("abcdefgh") + str(self.r.randrange(10**6))) + self.stmts(depth - 1) + self.ws("endblock")
        if c < 0.97: return self.ws("autoescape " + self.pick(["false", "true"])) + self.stmts(depth - 1, inloop=inloop) + self.ws("endautoescape")
        if c < 0.975: return "{{ raise_exception('no') }}"
        if c < 0.98: return "{{ strftime_now('" + self.pick(["%Y-%m-%d", "%d %b %Y", "%B %d, %Y", "%A %j %U", "%H:%M:%S", "%-d %e", "%x", "%c %p %I", "%y%%", "%G-W%V-%u", "%s", "%Z", "%z|", "%D %F %T %R", "%h %C", "%W %w", "%f", "%r", "%X", "%n%t", "%q", "%l %k", "%P", "%-m/%-d", "%_d", "%^a", "%#Z", "%05d", "%", "%E", "%Ey", "%Od", "%+"]) + "') }}"
        return self.ws("print " + self.expr(1)) if False else self.ws(self.expr(2), "{")

    CM = "{%- macro cm(p=0) -%}[{{ p }}{{ caller() }}]{%- endmacro -%}"

    def template(self):
        if self.r.random() < 0.55:
            return self.PRE + "{{ " + self.expr(self.r.randint(1, 3)) + " }}"
        return self.PRE + self.CM + self.stmts(self.r.randint(1, 3))


CHAT = {
    "messages": [
        {"role": "system", "content": "Be  brief."}, {"role": "user", "content": "Hi 日本 <think>?\n"},
        {"role": "assistant", "content": "", "tool_calls": [{"id": "abcdefgh1", "type": "function", "function": {
            "name": "get_weather", "arguments": {"city": "Zürich", "n": 3, "f": 1.5, "ok": True, "none": None, "l": [1, "x"]}}}]},
        {"role": "tool", "content": "{\"t\": 21}", "name": "get_weather", "tool_call_id": "abcdefgh1"},
        {"role": "assistant", "content": "<think>\nhm\n</think>\n\nIt is 21."},
    ],
    "tools": [{"type": "function", "function": {"name": "get_weather", "description": "Weather", "parameters": {
        "type": "object", "properties": {"city": {"type": "string"}, "n": {"type": "integer"}}, "required": ["city"]}}}],
}
KNOWN = r"urlize|\|random|lipsum|pprint|autoescape|encode\(|translate|maketrans|\*\* |cycler|joiner|namespace\)|dict\)|\)\[[^\]]*:[^\]]*\]"


class Slow(BaseException):
    """A template takes too long in Python."""


def stop(*_): raise Slow()


def reference(source):
    """What transformers prints, or None where it refuses; Slow where it takes too long or prints an address."""
    signal.alarm(4)
    try:
        text = render_jinja_template([copy.deepcopy(CHAT["messages"])], tools=copy.deepcopy(CHAT["tools"]), chat_template=source,
                                     bos_token="<s>", eos_token="</s>")[0][0]
    except Exception: return None
    finally: signal.alarm(0)
    if re.search(r" at 0x[0-9a-f]+|<bound method|<built-in|<class |<function", text, re.I): raise Slow()
    return text


def ours(prep, folder, source):
    json.dump({"bos_token": "<s>", "eos_token": "</s>", "chat_template": source}, open(folder + "/tokenizer_config.json", "w"))
    run = subprocess.run([prep, "format", "--threads", "1", "-q", "--template-data", "exact", "--template", folder, "--date", "2026-03-04",
                          folder + "/in.jsonl"], capture_output=True, timeout=120)
    if run.returncode == 0: return json.loads(run.stdout)["text"]
    if run.returncode != 65: return f"exit status {run.returncode}"
    return None


def main():
    prep, first, count = sys.argv[1], int((sys.argv + ["", "0"])[2] or 0), int(sys.argv[3]) if len(sys.argv) > 3 else 500
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        json.dump(CHAT, open(folder + "/in.jsonl", "w"))
        for seed in range(first, first + count):
            source = Gen(seed).template()
            try: expected = reference(source)
            except Slow:
                counts["passed over"] += 1
                continue
            found = ours(prep, folder, source)
            verdict = ("same" if found == expected and found is not None else "refused by both" if found == expected else
                       "known" if re.search(KNOWN, source.replace(Gen.PRE, "")) else "differs")
            counts[verdict] += 1
            if verdict == "differs":
                print(f"seed {seed}: {source.replace(Gen.PRE, '')!r}\n  theirs {expected!r}\n  ours   {found!r}")
    print(", ".join(f"{number} {verdict}" for verdict, number in counts.most_common()))
    return bool(counts["differs"])


if __name__ == "__main__":
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    warnings.simplefilter("ignore")
    from transformers.utils import chat_template_utils
    from transformers.utils.chat_template_utils import render_jinja_template

    class Day(datetime.datetime):
        """The date that templates write."""

        @classmethod
        def now(cls, zone=None): return cls(2026, 3, 4)

    chat_template_utils.datetime = Day
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    signal.signal(signal.SIGALRM, stop)
    sys.exit(main())
