/**
 * Modules that run in the browser. They are clients of every service and part of none: a suggestion that mixes `dialog` and
 * `layout` with `orders` is of no use to whoever cuts the server.
 *
 * Told by what they import and by who uses them, never by their folder: a module *draws* when it holds JSX, imports a browser
 * framework or styles, or is a script that uses the page's globals. What the server itself reaches stays on the server (mail templates, pages rendered there), and what only
 * the drawing modules use, or what puts them together, goes with them.
 */
import type { FileFacts } from '../read/file-facts.ts';
import type { Value } from '../read/value.ts';
import type { EdgeKind } from './facts.ts';
import type { Resolution } from './import-resolver.ts';

const FRAMEWORKS: ReadonlySet<string> = new Set([
  '@angular/animations',
  '@angular/common',
  '@angular/core',
  '@angular/forms',
  '@angular/material',
  '@angular/platform-browser',
  '@angular/router',
  '@emotion/react',
  '@emotion/styled',
  '@mui/material',
  '@reduxjs/toolkit',
  '@remix-run/react',
  '@tanstack/react-query',
  '@vueuse/core',
  'alpinejs',
  'jquery',
  'lit',
  'pinia',
  'preact',
  'react',
  'react-dom',
  'react-native',
  'react-redux',
  'react-router',
  'react-router-dom',
  'solid-js',
  'styled-components',
  'svelte',
  'vue',
  'vue-i18n',
  'vue-router',
  'vuex',
]);

/** Entry points of those packages that are made for servers. */
const ON_SERVERS = /^(?:react-dom\/server|preact\/render|vue\/server-renderer|svelte\/server)/;
const STYLES = /\.(?:vue|svelte|astro|css|scss|sass|less|styl|svg)(?:\?[\w-]*)?$/;

/** What shows that a module draws, for people; null where nothing does. */
export function drawsBecause(
  path: string,
  { imports }: FileFacts,
  resolve: (specifier: string) => Resolution,
): string | null {
  for (const { specifier, isTypeOnly } of imports) {
    if (isTypeOnly || specifier === '' || ON_SERVERS.test(specifier)) continue;
    if (STYLES.test(specifier)) return `imports ${specifier}`;
    const resolved = resolve(specifier);
    if (resolved.kind === 'package' && FRAMEWORKS.has(resolved.name)) return `imports ${resolved.name}`;
  }
  return /\.[jt]sx$/.test(path) ? 'holds JSX' : null;
}

/** A browser that a server drives runs functions in its pages. */
const BROWSER_DRIVERS: ReadonlySet<string> = new Set([
  'jsdom',
  'playwright',
  'playwright-core',
  'puppeteer',
  'puppeteer-core',
  'selenium-webdriver',
  'webdriverio',
]);

/**
 * What shows that a script is made for pages though it imports nothing that draws, for people: it asks the page's document, uses
 * jQuery's `$`, or is a module of AMD. Null where nothing does.
 */
export function inPagesBecause(
  { calls, imports }: FileFacts,
  resolve: (specifier: string) => Resolution,
): string | null {
  const isDriver = imports.some(({ specifier }) => {
    const resolved = specifier === '' ? null : resolve(specifier);
    return resolved?.kind === 'package' && BROWSER_DRIVERS.has(resolved.name);
  });
  if (isDriver) return null;
  for (const { kind, callee, args } of calls) {
    const global = globalOf(callee);
    if (global === 'document' && callee.kind === 'member') return 'uses document';
    if (kind !== 'call' || callee.kind !== 'name') continue;
    if (global === '$' || global === 'jQuery') return `uses ${global}`;
    if (global === 'define' && args.at(-1)?.kind === 'function') return 'is a module of AMD';
  }
  return null;
}

/** The global that an expression starts from: `document` for `document.body.append`. */
function globalOf(value: Value): string | null {
  if (value.kind === 'member') return globalOf(value.of);
  return value.kind === 'name' && value.binding < 0 ? value.name : null;
}

export interface BrowserUse {
  /** Modules that may be told apart: all but tests. */
  readonly paths: readonly string[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly kinds: Readonly<Partial<Record<EdgeKind, number>>>;
  }[];
  /** Modules that answer routes, run jobs, touch or define tables: the server. */
  readonly working: { has(path: string): boolean };
  /** Modules that only a server can run: they use files, sockets or processes. */
  readonly needsNode: { has(path: string): boolean };
  /** Module → what shows that it draws. */
  readonly drawing: ReadonlyMap<string, string>;
}

/** Module of the front end → why it is one. */
export function frontEnd(use: BrowserUse): Map<string, string> {
  const found = new Map<string, string>();
  if (use.drawing.size === 0) return found;
  const { uses, users } = linksOf(use);
  const server = onServer(use, uses);
  for (const [path, because] of use.drawing) if (!server.has(path)) found.set(path, because);
  const isFree = (path: string) => !found.has(path) && !server.has(path);
  // Both rules only add, so the order of the rounds changes nothing.
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const path of usedOnlyBy(found, { uses, users }, isFree))
      found.set(path, 'only modules of the front end use it');
    for (const path of use.paths)
      if (isFree(path) && putsTogether(uses.get(path) ?? [], found, server) && !use.needsNode.has(path))
        found.set(path, 'puts modules of the front end together');
  }
  return found;
}

/** What the front end reaches and nobody else uses, circles among them included. */
function usedOnlyBy(
  front: ReadonlyMap<string, string>,
  { uses, users }: Links,
  isFree: (path: string) => boolean,
): Set<string> {
  const reached = new Set<string>();
  const reach = (path: string): void => {
    for (const used of uses.get(path) ?? []) if (isFree(used)) reached.add(used);
  };
  for (const path of front.keys()) reach(path);
  for (const path of reached) reach(path);
  const others = [...reached].filter((path) =>
    users.get(path)?.some((user) => !front.has(user) && !reached.has(user)),
  );
  for (let path = others.pop(); path !== undefined; path = others.pop())
    if (reached.delete(path)) others.push(...(uses.get(path) ?? []).filter((used) => reached.has(used)));
  return reached;
}

function putsTogether(
  used: readonly string[],
  front: ReadonlyMap<string, string>,
  server: ReadonlySet<string>,
): boolean {
  return used.some((path) => front.has(path)) && !used.some((path) => server.has(path));
}

interface Links {
  readonly uses: ReadonlyMap<string, readonly string[]>;
  readonly users: ReadonlyMap<string, readonly string[]>;
}

/** Who uses whom at run time: types alone say nothing about where code runs. */
function linksOf({ paths, edges }: BrowserUse): Links {
  const known = new Set(paths);
  const uses = new Map<string, string[]>();
  const users = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, key: string, value: string): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  for (const { from, to, kinds } of edges) {
    if (!known.has(from) || !known.has(to) || from === to) continue;
    if (!kinds.import && !kinds.call && !kinds.inject && !kinds.name) continue;
    add(uses, from, to);
    add(users, to, from);
  }
  return { uses, users };
}

/**
 * Working modules and what they reach. From one drawing module to the next the server is not followed: a page that also loads
 * its data is of the server, the buttons on it are not.
 */
function onServer({ paths, working, drawing }: BrowserUse, uses: Links['uses']): Set<string> {
  const server = new Set(paths.filter((path) => working.has(path)));
  for (const path of server)
    for (const used of uses.get(path) ?? []) if (!drawing.has(path) || !drawing.has(used)) server.add(used);
  return server;
}
