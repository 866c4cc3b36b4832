/**
 * The state of one pass over one file: lists that grow, the scope and the function that the walk is in.
 *
 * Extractors share it. They must not keep syntax nodes beyond the pass: what they write down is plain data.
 */
import type { Node } from 'oxc-parser';
import type {
  AssignmentFact,
  BindingFact,
  BranchFact,
  CallFact,
  ClassFact,
  EnumFact,
  ExportFact,
  FunctionFact,
  ImportFact,
  MemberFact,
  ParameterFact,
  Problem,
  TypeFact,
} from './file-facts.ts';
import { LineIndex } from './lines.ts';
import { Scopes } from './scopes.ts';
import { keyOf, type NodeKey } from './tree/memory-node.ts';
import type { TypeRef, Value } from './value.ts';

type Open<T> = { -readonly [K in keyof T]: T[K] };
export type OpenBinding = Open<BindingFact>;
export type OpenFunction = Omit<Open<FunctionFact>, 'parameters' | 'returns'> & {
  parameters: ParameterFact[];
  returns: Value[];
};
export type OpenClass = Omit<Open<ClassFact>, 'members'> & { members: MemberFact[] };
export type OpenCall = Open<CallFact>;
export type OpenImport = Omit<Open<ImportFact>, 'names'> & { names: string[] };

interface Detail {
  readonly type?: TypeRef | null;
  readonly value?: Value | null;
  readonly imported?: string;
  readonly specifier?: string;
}

const noDetail: Detail = {};

export class Recorder {
  lines: LineIndex;
  scopes = new Scopes();

  problems: Problem[] = [];
  bindings: OpenBinding[] = [];
  functions: OpenFunction[] = [];
  classes: OpenClass[] = [];
  types: TypeFact[] = [];
  enums: EnumFact[] = [];
  imports: OpenImport[] = [];
  exports: ExportFact[] = [];
  calls: OpenCall[] = [];
  assignments: AssignmentFact[] = [];
  branches: BranchFact[] = [];

  /** Names that functions, classes and objects get from the place they stand in. */
  givenNames = new Map<NodeKey, string>();
  awaited = new Set<NodeKey>();
  /** Names taken out of a `require` or awaited `import()` by the pattern or member around it. */
  takenNames = new Map<NodeKey, readonly string[]>();
  /** `require`s inside `try`: their absence is no fault. */
  tryDepth = 0;
  /** Inside a type, where a name is used as one. */
  typeDepth = 0;
  /** Inside an import declaration, whose names are no uses. */
  isInImport = false;

  private functionIndex = new Map<NodeKey, number>();
  private classIndex = new Map<NodeKey, number>();
  private callIndex = new Map<NodeKey, number>();
  private functionStack: number[] = [0];
  private classStack: number[] = [];

  /** Whether a look at the first statement of each function is worth it. */
  readonly mayHoldActions: boolean;
  /** Whether a look at each condition is. */
  readonly mayCompareUrls: boolean;

  constructor(source = '') {
    this.mayHoldActions = source.includes('use server');
    this.mayCompareUrls = ['.url', 'pathname', 'createServer'].some((word) => source.includes(word));
    this.lines = new LineIndex(source);
    this.functions.push({
      name: '',
      line: 1,
      endLine: this.lines.count(source),
      parent: -1,
      class: -1,
      parameters: [],
      returnType: null,
      returns: [],
      isAsync: false,
      isServerAction: false,
    });
  }

  /** Forgets the file before, whatever state its walk was left in. */
  begin(source: string): void {
    Object.assign(this, new Recorder(source));
  }

  lineOf(node: { start: number }): number {
    return this.lines.at(node.start);
  }

  /** Index of the function whose body the walk is in; 0 at the module's top level. */
  get within(): number {
    return this.functionStack.at(-1) ?? 0;
  }

  get currentClass(): number {
    return this.classStack.at(-1) ?? -1;
  }

  functionAt(index: number): OpenFunction {
    const found = this.functions[index];
    if (found === undefined) throw new RangeError(`no function ${index}`);
    return found;
  }

  /** Index of a function node; allotted when it is first mentioned, filled when the walk enters it. */
  functionOf(node: Node): number {
    const key = keyOf(node);
    const known = this.functionIndex.get(key);
    if (known !== undefined) return known;
    const index = this.functions.length;
    this.functionIndex.set(key, index);
    this.functions.push({
      name: '',
      line: this.lineOf(node),
      endLine: this.lines.at(node.end),
      parent: this.within,
      class: -1,
      parameters: [],
      returnType: null,
      returns: [],
      isAsync: false,
      isServerAction: false,
    });
    return index;
  }

  enterFunction(index: number): void {
    this.functionStack.push(index);
  }

  leaveFunction(): void {
    this.functionStack.pop();
  }

  classOf(node: Node): number {
    const key = keyOf(node);
    const known = this.classIndex.get(key);
    if (known !== undefined) return known;
    const index = this.classes.length;
    this.classIndex.set(key, index);
    this.classes.push({
      name: '',
      line: this.lineOf(node),
      endLine: this.lines.at(node.end),
      within: this.within,
      isAbstract: false,
      extends: null,
      extendsArgs: [],
      implements: [],
      decorators: [],
      members: [],
    });
    return index;
  }

  classAt(index: number): OpenClass {
    const found = this.classes[index];
    if (found === undefined) throw new RangeError(`no class ${index}`);
    return found;
  }

  enterClass(index: number): void {
    this.classStack.push(index);
  }

  leaveClass(): void {
    this.classStack.pop();
  }

  /** Index of a call that has been recorded. */
  callOf(node: Node): number | undefined {
    return this.callIndex.get(keyOf(node));
  }

  /** Records a call after what it is made of, and gives its index. */
  addCall(node: Node, call: OpenCall): number {
    const index = this.calls.length;
    this.calls.push(call);
    this.callIndex.set(keyOf(node), index);
    return index;
  }

  /** Declares a name in the current scope and returns its binding. */
  declare(name: string, kind: BindingFact['kind'], node: { start: number }, more: Detail = noDetail): number {
    const isVar = kind === 'var';
    const known = this.scopes.declared(name, isVar);
    if (known !== undefined) return known;
    const index = this.bindings.length;
    this.bindings.push({
      name,
      kind,
      line: this.lineOf(node),
      within: this.within,
      type: more.type ?? null,
      value: more.value ?? null,
      imported: more.imported ?? '',
      specifier: more.specifier ?? '',
      valueUses: 0,
      typeUses: 0,
    });
    this.scopes.declare(name, isVar, index);
    return index;
  }

  /** The name of a function with the named functions around it: `outer.inner`. */
  qualify(name: string): string {
    if (name === '') return '';
    for (let index = this.within; index > 0; index = this.functionAt(index).parent) {
      const around = this.functionAt(index).name;
      if (around !== '') return `${around}.${name}`;
    }
    return name;
  }
}
