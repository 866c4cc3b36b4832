/** Models that are found by name: `model('User', schema)` here, `model('User')` or `ref: 'User'` elsewhere. */
import type { Value } from '../../read/value.ts';
import { callIndexOf } from '../call-index.ts';
import type { Program } from '../program.ts';

export interface ModelUse {
  readonly path: string;
  readonly line: number;
  readonly name: string;
}

const DEFINING = new Set(['init', 'model', 'define']);

/** Files that define models, by the models' names. */
export function modelDefinitions(program: Program): Map<string, string> {
  const found = new Map<string, string>();
  for (const { path, call } of callIndexOf(program).namedAnywhere(DEFINING)) {
    if (call.name === 'init') {
      const options = call.callee.kind === 'member' ? call.args[1] : undefined;
      const entry =
        options?.kind === 'object' ? options.entries.find((one) => one.key === 'modelName') : undefined;
      if (entry?.value.kind === 'string') found.set(entry.value.text, path);
      continue;
    }
    if (call.args.length < 2) continue;
    const [name, ...others] = program.strings(path, call.args[0] as Value);
    if (name !== undefined && others.length === 0 && !found.has(name)) found.set(name, path);
  }
  return found;
}

/** Names of models where they are asked for or referred to. */
export function modelUses(program: Program, known: ReadonlyMap<string, string>): ModelUse[] {
  const uses: ModelUse[] = [];
  if (known.size === 0) return uses;
  for (const path of program.paths) {
    const facts = program.file(path);
    const note = (line: number, name: string | undefined): void => {
      if (name !== undefined && known.has(name)) uses.push({ path, line, name });
    };
    const notePath = (line: number, reference: string): void => note(line, reference.split('.', 1)[0]);
    for (const call of facts.calls) {
      const method = call.callee.kind === 'member' || call.callee.kind === 'name' ? call.callee.name : '';
      const [first] = call.args;
      if (method === 'model' && call.args.length === 1 && first !== undefined)
        note(call.line, program.strings(path, first)[0]);
      for (const arg of call.args) for (const { line, text } of referencesIn(arg)) notePath(line, text);
    }
    for (const binding of facts.bindings) {
      if (binding.value === null) continue;
      for (const { line, text } of referencesIn(binding.value)) notePath(line, text);
      const { value } = binding;
      if (value.kind === 'member' && isModelHolder(value.of)) note(binding.line, value.name);
    }
  }
  return uses;
}

/** `ref: 'User'` at any depth of a literal. */
function* referencesIn(value: Value, depth = 0): Generator<{ line: number; text: string }> {
  if (depth > 6) return;
  if (value.kind === 'array') for (const item of value.items) yield* referencesIn(item, depth + 1);
  if (value.kind !== 'object') return;
  for (const { key, value: inner, line } of value.entries) {
    if (key === 'ref' && inner.kind === 'string') yield { line, text: inner.text };
    else yield* referencesIn(inner, depth + 1);
  }
}

/** `models`, `db.models`, `require('../models')`: registries that a loop over files filled. */
function isModelHolder(value: Value): boolean {
  if (value.kind === 'member') return value.name === 'models';
  if (value.kind === 'name') return value.name === 'models';
  return value.kind === 'module' && /(?:^|\/)models(?:\/index(?:\.[cm]?js)?)?$/.test(value.specifier);
}
