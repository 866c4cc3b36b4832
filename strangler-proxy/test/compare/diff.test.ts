import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/compare/lift/json.ts';
import { isFields, isList, Meter, NumberText, type Tree } from '../../src/compare/lift/tree.ts';
import { answerOf, BUDGET, differences, gzipped, jsonDifferences } from './samples.ts';

/** Back to what JSON.parse gives, for small trees. */
function plain(tree: Tree): unknown {
  if (tree instanceof NumberText) return Number(tree.text);
  if (isList(tree)) return tree.map(plain);
  return isFields(tree) ? Object.fromEntries([...tree].map(([key, value]) => [key, plain(value)])) : tree;
}

describe('reading JSON', () => {
  it('agrees with JSON.parse on everything that can be written', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ noUnicodeString: false }),
        fc.constantFrom(undefined, 1, '\t'),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          expect(plain(parseJson(text, new Meter(BUDGET)))).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'{}[]",:0123e-. \\ntrufals'), maxLength: 12 }),
        (text) => {
          const accepts = (read: () => unknown): boolean => {
            try {
              read();
              return true;
            } catch {
              return false;
            }
          };
          expect(
            accepts(() => parseJson(text, new Meter(BUDGET))),
            text,
          ).toBe(accepts(() => JSON.parse(text)));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('makes no prototype out of a key', () => {
    const tree = parseJson('{"__proto__":{"polluted":1},"constructor":2}', new Meter(BUDGET));
    expect(isFields(tree) && [...tree.keys()]).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe('comparing JSON', () => {
  it.each([
    ['white space and order of keys', '{"a":1,"b":[1,2]}', '{ "b" : [1, 2],\n"a": 1 }'],
    ['ways to write a number', '[1.0,100,-0,1e2]', '[1,1e2,0,100]'],
    ['escapes of the same letter', '"caf\\u00e9 \\/"', '"café /"'],
  ])('does not mind %s', (_, left, right) => {
    expect(jsonDifferences(left, right)).toEqual([]);
  });

  it.each([
    [
      'a number beyond 2^53',
      '{"n":9007199254740993}',
      '{"n":9007199254740992}',
      ['value body.n: 9007199254740993 → 9007199254740992'],
    ],
    ['a number as text', '{"n":1}', '{"n":"1"}', ['type body.n: 1 → "1"']],
    ['null for absent', '{"n":null}', '{}', ['missing body.n: null → nothing']],
    ['a doubled key', '{"n":1}', '{"n":1,"n":2}', ['extra body.n⧉2: nothing → 2']],
    ['a deep value', '{"a":[{"b":{"c":1}}]}', '{"a":[{"b":{"c":2}}]}', ['value body.a[].b.c: 1 → 2']],
    ['a list for an object', '{"a":[]}', '{"a":{}}', ['type body.a: array of 0 → object of 0']],
    ['an entry of a dictionary', '{"7":1,"8":2}', '{"7":1,"8":3}', ['value body.*: 2 → 3']],
  ])('tells %s', (_, left, right, expected) => {
    expect(jsonDifferences(left, right)).toEqual(expected);
  });

  it('may take null for absent, and decimals in text by value, where the policy says so', () => {
    expect(jsonDifferences('{"n":null}', '{}', { nullIsAbsent: true })).toEqual([]);
    expect(jsonDifferences('{"n":"19.90"}', '{"n":"19.9"}')).toHaveLength(1);
    expect(jsonDifferences('{"n":"19.90"}', '{"n":"19.9"}', { numericTextByValue: true })).toEqual([]);
    expect(jsonDifferences('{"n":1.0001}', '{"n":1.0002}', { fractionTolerance: 0.001 })).toEqual([]);
  });

  it('aligns a list by a key it infers, so that one lost row is one difference', () => {
    const rows = [1, 2, 3, 4].map((id) => ({ id, name: `n${id}` }));
    expect(jsonDifferences(JSON.stringify(rows), JSON.stringify(rows.slice(1)))).toEqual([
      'missing body[]: object of 2 → nothing',
    ]);
  });

  it('tells another order apart from other elements', () => {
    expect(jsonDifferences('["a","b","c"]', '["c","a","b"]')).toEqual([
      'order body[]: "a, b, c" → "c, a, b"',
    ]);
    expect(jsonDifferences('["a","b","c"]', '["a","x","c"]')).toEqual(['value body[]: "b" → "x"']);
    expect(jsonDifferences('[{"id":1},{"id":2}]', '[{"id":2},{"id":1}]')).toEqual([
      'order body[]: "1, 2" → "2, 1"',
    ]);
  });

  it('finds no difference between a value and itself, and the same number in both directions', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [left, right] = [JSON.stringify({ a }), JSON.stringify({ a: b })];
        expect(jsonDifferences(left, left)).toEqual([]);
        expect(jsonDifferences(left, right).length === 0).toBe(jsonDifferences(right, left).length === 0);
      }),
      { numRuns: 300 },
    );
  });

  it('stops at its budget of depth, nodes and time and says that the body was not compared', () => {
    const deep = `${'['.repeat(2_000)}1${']'.repeat(2_000)}`;
    const beyond = (limit: string) => [
      `uncompared body: "beyond the ${limit} budget" → "beyond the ${limit} budget"`,
    ];
    expect(jsonDifferences(deep, '[]')).toEqual(beyond('depth'));
    const many = JSON.stringify(Array.from({ length: 300_000 }, (_, at) => at));
    expect(jsonDifferences(many, '[]')).toEqual(beyond('nodes'));
    const hurried = { ...BUDGET, isOver: () => true };
    const long = JSON.stringify(Array.from({ length: 2_000 }, (_, at) => at));
    expect(differences(answerOf(long), answerOf('[]'), {}, hurried)).toEqual(beyond('time'));
  });
});

describe('comparing other formats', () => {
  const html = (body: string) => answerOf(body, 'text/html; charset=utf-8');

  it('minds structure and words of HTML, not its white space, order of attributes, comments or entities', () => {
    expect(
      differences(
        html('<p class="a b" id=x>Fig &amp; Fern<br>it&#39;s</p><!-- one -->'),
        html("<p id='x' class='b  a'>\n Fig & Fern <br/> it's</p>\n<!-- two -->"),
      ),
    ).toEqual([]);
    expect(differences(html('<ul><li>a<li>b</ul>'), html('<ul><li>a</li></ul>'))).toEqual([
      'missing body>ul>li: element → nothing',
    ]);
    expect(differences(html('<p>a</p>'), html('<p>&lt;b&gt;</p>'))).toEqual(['value body>p[]: "a" → "<b>"']);
    expect(differences(html('<pre>a  b</pre>'), html('<pre>a b</pre>'))).toHaveLength(1);
  });

  it('names a form field by its name', () => {
    expect(differences(html('<input name="qty" value="1">'), html('<input name="qty" value="2">'))).toEqual([
      'value body>input:qty@value: "1" → "2"',
    ]);
  });

  it('compares what is inside compression, whatever the level; a wrong label is a difference', () => {
    const text = JSON.stringify(Array.from({ length: 300 }, (_, at) => ({ at })));
    expect(differences(gzipped(text, 1), gzipped(text, 9))).toEqual([]);
    expect(differences(gzipped(text, 1), answerOf(text))).toEqual([]);
    expect(
      differences(gzipped('[]', 1), answerOf('[]', 'application/json', [['content-encoding', 'gzip']])),
    ).toHaveLength(1);
  });

  it('compares cookies by attribute, lists of tokens as sets, directives one by one', () => {
    const of = (headers: readonly (readonly [string, string])[]) => answerOf('', 'text/plain', headers);
    expect(
      differences(
        of([
          ['Vary', 'Accept, Origin'],
          ['Cache-Control', 'private, max-age=60'],
        ]),
        of([
          ['vary', 'origin,accept'],
          ['cache-control', 'max-age=60,private'],
        ]),
      ),
    ).toEqual([]);
    expect(
      differences(of([['set-cookie', 'sid=1; HttpOnly; Path=/']]), of([['set-cookie', 'sid=1; path=/']])),
    ).toEqual(['missing header.set-cookie.sid.httponly: true → nothing']);
    expect(
      differences(
        of([
          ['date', 'x'],
          ['server', 'a'],
        ]),
        of([
          ['date', 'y'],
          ['server', 'b'],
        ]),
      ),
    ).toEqual([]);
  });

  it('compares events one by one, of a cut stream only the whole ones', () => {
    const stream = (text: string, truncated = false) => ({
      ...answerOf(text, 'text/event-stream'),
      truncated,
    });
    const one = 'id: 1\ndata: {"n":1}\n\n: keep-alive\n\nevent: end\ndata: {}\n\n';
    expect(differences(stream(one), stream(one.replace(': keep-alive\n\n', '')))).toEqual([]);
    expect(differences(stream(one), stream(one.replace('"n":1', '"n":2')))).toEqual([
      'value body[].data.n: 1 → 2',
    ]);
    expect(differences(stream('data: 1\n\ndata: 2', true), stream('data: 1\n\nda', true))).toEqual([]);
  });

  it('compares parts of a multipart body by name, forms by field, binaries by hash', () => {
    const part = (mark: string, value: string) =>
      answerOf(
        `--${mark}\r\nContent-Disposition: form-data; name="a"\r\n\r\n${value}\r\n--${mark}--`,
        `multipart/form-data; boundary=${mark}`,
      );
    expect(differences(part('x', '1'), part('y', '1'))).toEqual([]);
    expect(differences(part('x', '1'), part('y', '2'))).toEqual(['value body[].content: "1" → "2"']);
    const form = (text: string) => answerOf(text, 'application/x-www-form-urlencoded');
    expect(differences(form('a=1&b=2'), form('b=2&a=%31'))).toEqual([]);
    const image = (bytes: number[]) => answerOf(new Uint8Array(bytes), 'image/png');
    expect(differences(image([0, 1]), image([0, 2]))).toHaveLength(1);
  });

  it('tells a byte order mark, letters that are not UTF-8, and another charset', () => {
    const text = (bytes: Uint8Array, charset = 'utf-8') => answerOf(bytes, `text/plain; charset=${charset}`);
    expect(differences(text(Buffer.from('Köln')), text(Buffer.from('\ufeffKöln')))).not.toEqual([]);
    expect(differences(text(Buffer.from('Köln')), text(Buffer.from('Köln', 'latin1')))).not.toEqual([]);
    expect(differences(text(Buffer.from('Köln')), text(Buffer.from('Köln', 'latin1'), 'iso-8859-1'))).toEqual(
      ['value header.content-type.charset: "utf-8" → "iso-8859-1"'],
    );
  });
});
