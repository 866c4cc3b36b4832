import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFacts } from '../../src/graph/index.ts';
import { tempTree } from '../temp-tree.ts';

const text = (key: string, value: string): object => ({ key, value: { stringValue: value } });
const span = (id: string, parent: string, ...attributes: object[]): object => ({
  traceId: 't',
  spanId: id,
  parentSpanId: parent,
  attributes,
});
const otlp = (spans: readonly object[]): string =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

describe('--traces', () => {
  const tree = {
    'src/app.js':
      "const express = require('express');\nconst app = express();\napp.get('/orders/:id', (req, res) => res.json({}));\n",
    'src/orders/store.js': 'exports.find = () => 1;\n',
  };

  it('turns spans into weights of calls, over files of another machine and routes, and says what it cannot place', async () => {
    const root = tempTree(tree);
    const traces = join(tempTree(), 'spans.json');
    const calls = Array.from({ length: 8 }, (_, at) =>
      span(`s${at}`, 'middle', text('code.file.path', '/srv/dist/orders/store.js')),
    );
    writeFileSync(
      traces,
      otlp([
        span('root', '', text('http.route', '/orders/:id'), text('http.request.method', 'GET')),
        span('middle', 'root'),
        ...calls,
      ]),
    );
    const { facts } = await readFacts(root, { traces });
    expect(facts.edges).toEqual([
      {
        from: 'src/app.js',
        to: 'src/orders/store.js',
        kinds: { call: 4 },
        places: [{ line: 1, kind: 'call', symbol: '8 times at run time' }],
      },
    ]);
    expect(facts.unresolved).toMatchObject([{ what: '1 of 10 spans' }]);
  });

  it('reads one document a line, and refuses a file that is not there', async () => {
    const root = tempTree(tree);
    const traces = join(tempTree(), 'spans.jsonl');
    const one = otlp([
      span('a', '', text('code.filepath', 'src/app.js')),
      span('b', 'a', text('code.filepath', 'src/orders/store.js')),
    ]);
    writeFileSync(traces, `${one}\n${one}\n`);
    expect((await readFacts(root, { traces })).facts.edges).toMatchObject([{ kinds: { call: 2 } }]);
    await expect(readFacts(root, { traces: '/nowhere.json' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });
});
