import { describe, expect, it } from 'vitest';
import { joinPaths, normalisePath, RouterGraph } from '../../../src/graph/routing/router-graph.ts';

describe('joinPaths', () => {
  it.each([
    [['/api/', 'users', '/:id'], '/api/users/:id'],
    [['', '/'], '/'],
    [[], '/'],
    [['/a', '', '/'], '/a'],
    [['documents.list'], '/documents.list'],
  ])('%j is %s', (pieces, expected) => expect(joinPaths(...pieces)).toBe(expected));
});

describe('normalisePath', () => {
  it.each([
    ['/users/:id(\\d+)', ['/users/:id']],
    ['/books/:isbn{[0-9]+}', ['/books/:isbn']],
    ['/users/{id}', ['/users/:id']],
    ['/users/:id?', ['/users', '/users/:id']],
    ['/files{/:name}', ['/files', '/files/:name']],
    ['/files/*path', ['/files/*path']],
    ['/files/(.*)', ['/files/*']],
  ])('%s answers %j', (path, expected) => expect(normalisePath(path)).toEqual(expected));
});

describe('RouterGraph', () => {
  it('gives a router every prefix that leads to it', () => {
    const graph = new RouterGraph();
    graph.mount({ parent: 'app', child: 'api', prefix: '/api' });
    graph.mount({ parent: 'api', child: 'users', prefix: '/users' });
    graph.mount({ parent: 'app', child: 'users', prefix: '/people' });
    graph.setPrefixes('users', ['/v1']);
    expect(graph.prefixesOf('users')).toEqual(['/api/users/v1', '/people/v1']);
    expect(graph.ancestorsOf('users')).toEqual(['users', 'api', 'app']);
  });
  it('ends where routers are mounted in a circle', () => {
    const graph = new RouterGraph();
    graph.mount({ parent: 'a', child: 'b', prefix: '/b' });
    graph.mount({ parent: 'b', child: 'a', prefix: '/a' });
    expect(graph.prefixesOf('a')).toEqual([]);
  });
  it('leaves a router that is mounted nowhere at the root', () => {
    expect(new RouterGraph().prefixesOf('alone')).toEqual(['']);
  });
});
