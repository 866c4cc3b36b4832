/** Texts that hold every kind of node, in the forms that the parser keeps in different ways. */
export const allSyntax: readonly {
  readonly name: string;
  readonly dialect: 'ts' | 'tsx' | 'jsx' | 'dts';
  readonly text: string;
}[] = [
  {
    name: 'modules',
    dialect: 'ts',
    text: `#!/usr/bin/env node
'use strict';
import 'side-effect';
import whole, { a, b as c, type T1, default as d, 'quoted name' as q } from './a.js' with { type: 'json', 'k': 'v' };
import * as space from "space";
import type { OnlyType } from './types';
import type Default from './types';
import legacy = require('legacy');
import alias = space.inner.deep;
import type typed = require('typed');
export { a, c as renamed, type T1 as Renamed, q as 'other name' };
export type { OnlyType };
export {};
export * from './all';
export * as named from './named' with { type: 'json' };
export type * from './type-all';
export { x, default as y, type Z } from './from';
export type { W } from './from';
export const value = 1, { p, q: [r = 2, , ...rest], ...others } = whole;
export let later: number;
export function fn() {}
export async function* gen() { yield; yield* fn(); await whole; }
export class Exported {}
export abstract class Abstract { abstract go(): void; abstract x: number; abstract accessor y: string; abstract get z(): number; }
export interface Shape extends Base, ns.Other.More<string> { a: string; b?(c: number): void; readonly [k: string]: unknown; new (x: number): Shape; (y: string): void; get g(): string; set g(v: string); 'quoted': 1; 5: 2; [computed]: 3 }
export type Alias<A extends string = 'x', B = A> = A | B;
export enum Colour { Red = 1, 'green' = Red << 1, Blue = \`b\`.length, ['computed'] = 4, [\`t\`] = 5 }
export declare const ambient: string;
export declare function ambientFn(a: string): void;
export namespace Inner { export const deep = 1; }
declare namespace A.B.C { const x: number; }
declare module 'external' { export default x; }
declare module 'empty';
declare global { interface Window { x: number } }
export default function () { return import('./dynamic.js'); }
export as namespace Umd;
const meta = import.meta.url, asked = import('x', { with: { type: 'json' } }), source = import(\`./\${whole}.js\`);
`,
  },
  { name: 'export default expression', dialect: 'ts', text: `export default { a, ['b']: 2 };` },
  { name: 'export default class', dialect: 'ts', text: `export default class extends Base {}` },
  { name: 'export default abstract class', dialect: 'ts', text: `export default abstract class Named {}` },
  { name: 'export default interface', dialect: 'ts', text: `export default interface I { a: string }` },
  { name: 'export default arrow', dialect: 'ts', text: `export default async () => 1;` },
  { name: 'export =', dialect: 'ts', text: `import x = require('x'); export = x.y;` },
  {
    name: 'expressions',
    dialect: 'ts',
    text: `
function Target() { return new.target; } const literals = [true, false, null, 1, 0x10, 1e3, 10n, 'single', "dou\\nble", \`plain\`, /a[b]c/giu, /(/, , 'é ü 日本', '\\ud800 lone', '😀'];
const template = \`a\${1}b\${two}c\\u{41}\`; const tagged = tag<string>\`x\${y}\\unicode\`; tag\`\`;
const object = { a, b: 1, 'c': 2, 3: 3, [d]: 4, e() {}, async f() {}, *g() {}, get h() { return 1 }, set h(v) {}, ...spread, async *[i]() {}, __proto__: null, 'x-y': { nested: { deep } } };
const array = [1, , 2, ...more, ,];
const fns = [function () {}, function named(this: Foo, a) {}, async function* () {}, () => 1, async (a) => { return a; }, (a, b = 1, { c, d: { e } = {}, ...f }: G = {}, [g, , h = 2, ...i] = [], ...j: K[]) => ({}), a => b => c, <T,>(x: T): x is T => true];
const classes = [class {}, class Named extends (mixin(Base)) {}, class<T> extends Base<T> implements I, J.K.L<T> {}];
const members = [a.b, a['b'], a[b], a?.b, a?.[b], a?.(b), a.b?.c.d!.e, this.x, super.y, a.#private, a!.b, (a as B).c, (<B>a).c, (a satisfies B).d, f<string>, new (f())(), new f, new a.b\`c\`, new a.b.c<string>(1, ...d)];
const unary = [-a, +a, !a, ~a, typeof a, void 0, delete a.b, ++a, a--, await a];
const binary = [a + b, a - b, a ** b, a in b, #p in a, a instanceof b, a == b, a === b, a < b, a >> b, a >>> b, a & b, a | b, a ^ b, a % b];
const logical = [a && b, a || b, a ?? b, a ? b : c, (a, b, c), 'a' + 'b' + c + 1];
a = b; a += b; a ??= b; a.b = c; a[b] = c; a!.b = c; (a as any) = b; (<any>a).c = d; a.#b = 1;
[a, b.c, [d], e = 1, ...f] = g; ({ a, b: c, d = 1, e: f.g = 2, [h]: i, 'j': k, ...l.m } = n); [, x] = y; ({} = z); [] = z;
require('x'); require(\`y\`); require.resolve('z'); const { one, two: three } = require('many'); require('w').member; (await import('v')).thing; const { four } = await import('u');
f(1, 'two', ...three, (four) => five, { six: seven })(eight).nine(ten);
const later = fn((x) => x), wrapped = (await fn(() => 1)) as T, chain = a().b().c?.();
exports.a = 1; module.exports = a; module.exports.b = function () {}; exports['c'] = class {}; Foo.prototype.bar = function () {};
`,
  },
  {
    name: 'statements',
    dialect: 'ts',
    text: `
var v = 1, w; let l: string; const k: Map<string, number> = new Map(); { using u = f(); await using au = g(); }
if (a) b; else if (c) d; else { e }
for (;;) {} for (let i = 0, n = 1; i < n; i++) continue; for (i = 0; ;) break; for (var x in y) {} for (const { a, b: [c] } of d) {} for (e of f) {} for await (const g of h) {} for (i.j in k) {} for ([l, m] of n) {} for (let o in p);
while (a) { break; } do { continue; } while (b); outer: for (;;) { break outer; continue outer; }
switch (a) { case 1: const inCase = 1; function inSwitch() {} case 'b': break; default: throw new Error('x'); }
try { require('maybe'); } catch { } try { } catch (error) { } finally { } try { } catch ({ message, cause: [first] }: any) { }
function f(a: string, b?: number): asserts a is 'x'; function f(this: Window, a?: any, ...b: string[]): void { 'use asm'; debugger; return; ; }
function g<T extends keyof U, const V = unique symbol>({ a, b = 1 }: { a: T; b: V }, [c]: [T?, ...V[]] = d): T[] { return a.b(c); }
label: { break label; } ;;
declare let dl: string; declare class DC { m(): void; constructor(a: string); } abstract class AC { protected abstract q(): void; }
`,
  },
  {
    name: 'classes',
    dialect: 'ts',
    text: `
@decorated @wrapped(args, { a: 1 }) @ns.deep() @ns.deep.er export class Service<T> extends Base<string> implements Contract, ns.Other<T> {
  @Prop() a = 1; @Prop() private readonly b?: string; static c: number = 2; declare d: string; e!: number; #f = 3; static #g; 'h' = 4; [i] = 5; 6 = 7; accessor j = 8; static accessor k; override l = 9;
  fn = () => { this.a; }; asyncFn = async function named() {};
  constructor(private readonly a: A, @Inject() d: D, [h]: H, override i: I, protected b = new B(), @Inject('token') readonly e: E = f, { g }: G = {}, public c?: C, ...rest: J[]) { super(a); }
  @Get('/x') method(@Body() body: Dto, @Query('q') q?: string): Promise<void> { return super.method(body); }
  static async *m() {} get n() { return 1 } set n(v) {} async ['o']() {} #p() { return this.#p(); } 'q'() {} 7() {} static r?(): void; overload(a: string): void; overload(a: any) {}
  static { this.c = 1; var inStatic = 2; } [key: string]: unknown; static [k: number]: string; readonly [l: symbol]: T;
}
const Expression = class Named { constructor(readonly only: X) {} };
(@dec class {}); 
`,
  },
  {
    name: 'types',
    dialect: 'ts',
    text: `
type Keywords = any | bigint | boolean | never | null | number | object | string | symbol | undefined | unknown | void | this;
type Literals = 'a' | 1 | -1 | true | 10n | \`t\` | \`x\${string}y\${number}\`;
type Compound = A[] | readonly B[] | [a: string, b?: number, ...rest: C[]] | [D, E?, ...F[]] | (G & H) | keyof I | unique symbol | J['key'] | K[L][M] | (typeof n) | typeof o.p.q<R> | typeof import('s') | typeof this.t;
type Functions = (a: string, { b }: C, ...d: E[]) => F; type Ctor = new (a: G) => H; type ACtor = abstract new () => I; type Guard = (x: unknown) => x is J; type This = (this: K) => this is L; type Asserts = (m: N) => asserts m;
type Conditional<T> = T extends (infer U extends string)[] ? U : T extends { a: infer V } ? V : never;
type Mapped = { readonly [K in keyof T as \`get\${K}\`]?: T[K] } & { -readonly [K in U]-?: V } & { [K in W] };
type Imported = import('./x.js').A.B<C> | import('y') | import('z', { with: { 'resolution-mode': 'import' } }).D;
type Members = { a: string; readonly b?: number; c(d: E): F; get g(): H; set g(i: J); new (k: L): M; <N>(o: N): P; [q: string]: R; 's': T; 9: U; [v]: W; };
type Named = A.B.C<D, E.F>; let nested: Array<Promise<Map<string, Set<[A, B]>>>> = x as unknown as any; let nul: A! ;
`,
  },
  {
    name: 'more types',
    dialect: 'ts',
    text: `
type Deep = { a: { b: { c: { d: { e: { f: { g: string } } } } } } };
type Fn = (cb: (err: Error | null, rows?: Row[]) => void) => Promise<Result<Row>>;
interface Repo<T> extends Base<T>, Omit<Other, 'a'> { find(id: string): Promise<T | null>; save: (t: T) => void; readonly all: T[]; }
abstract class R implements Repo<Order>, ns.Named { abstract find(id: string): Promise<Order>; protected constructor(private a: A<B>) { super(); } }
const x: typeof import('./y') = z; let t: import('./q').R; function g(this: Foo, a: A): a is B { return a instanceof B; }
`,
  },
  {
    name: 'declarations',
    dialect: 'dts',
    text: `
export declare class A { private constructor(); m(): void; readonly p: string; static s: number; get g(): string; }
declare function f(a: string): void; declare const x: unique symbol; declare let { }: any; declare enum E { A, B = 'b' } declare const enum F { A }
declare module 'm' { import x from 'y'; export function f(): void; export { x }; } declare namespace N { function f(): void; } declare var v: N.M; export {};
`,
  },
  {
    name: 'jsx',
    dialect: 'tsx',
    text: `
import { Component, Frame } from './ui';
const element = <Component a="1" b={two} c {...spread} d={<Inner />} e=<b/> ns:attr="x"><>text {expression} {/* empty */} {...children}</><ns:tag /><Frame.Part.Deep /><this.Dynamic /><this /></Component>;
const generic = <Frame<string> render={() => <div>{a ? <b /> : null} &amp; é</div>}></Frame>; const fragment = <></>;
`,
  },
  {
    name: 'a script of CommonJS',
    dialect: 'jsx',
    text: `const a = require('a'); with (a) { b(); } if (c) return; module.exports = { a, get b() { return 1; } }; var let_ = 1; function f() { return new.target; } label: function g() {}`,
  },
  { name: 'a syntax error', dialect: 'ts', text: `const a = 1;\nconst = ;\nimport x from 'y';` },
  { name: 'an error in JavaScript both ways', dialect: 'jsx', text: `a(;\n)` },
  { name: 'nothing', dialect: 'ts', text: '' },
  {
    name: 'characters of several bytes before names',
    dialect: 'ts',
    text: `// é日本😀\nimport { größe as 名前 } from './ä';\nconst naïve = { 'schlüssel-日本': größe.länge("ß"), \\u0061bc: 1 };\nfunction langer_bezeichner_mit_mehr_als_vierzig_zeichen_in_einem_namen(ärger: Größe) { return ärger.langer_bezeichner_mit_mehr_als_vierzig_zeichen_é; }`,
  },
];
