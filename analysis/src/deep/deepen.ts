/** Asks a type checker for the calls that syntax leaves open, and adds what it knows. */
import type { EdgeCollector } from '../graph/edges.ts';
import type { LinkedProgram } from '../graph/linked-program.ts';
import type { Entity } from '../graph/program.ts';
import type { CallFact } from '../read/file-facts.ts';
import type { CalleeQuestion, TypeOracle } from './type-oracle.ts';

/** What `--deep` was good for. */
export interface Deepened {
  /** Calls that syntax could not follow. */
  readonly asked: number;
  /** Of these, how many lead to a declaration in the tree. */
  readonly answered: number;
  /** Of these, how many cross files: each is one more call of an edge. */
  readonly crossing: number;
}

export function deepen(program: LinkedProgram, oracle: TypeOracle, edges: EdgeCollector): Deepened {
  const questions = openCalls(program);
  const answers = oracle.calleesOf(questions);
  let crossing = 0;
  for (const question of questions) {
    const found = answers.get(question.key);
    if (found === undefined || found.path === question.path || !program.has(found.path)) continue;
    crossing += 1;
    edges.add(question.path, found.path, 'call', question.line, question.name);
  }
  return { asked: questions.length, answered: answers.size, crossing };
}

export function renderDeepened({ asked, answered, crossing }: Deepened): string {
  return `Types: ${asked} calls were open, ${answered} lead to a declaration in the tree, ${crossing} of them into another file.`;
}

/** Calls with a name whose callee is neither a function of the tree nor anything from outside. */
function openCalls(program: LinkedProgram): CalleeQuestion[] {
  const questions: CalleeQuestion[] = [];
  for (const path of program.paths) {
    for (const [index, call] of program.file(path).calls.entries()) {
      const name = calledName(call);
      if (name === '' || program.callees(path, index).length > 0) continue;
      if (!isOpen(program.evaluate(path, call.callee))) continue;
      questions.push({ key: `${path} ${index}`, path, line: call.line, name });
    }
  }
  return questions;
}

/** Type parameters look like types of the language to syntax: only the checker knows what `T` is. */
function isOpen(entity: Entity): boolean {
  if (entity.kind === 'class' || (entity.kind === 'typed' && entity.type.kind === 'function')) return false;
  return (
    entity.kind !== 'external' || (entity.package === 'global' && /^[A-Z]\w?$/.test(entity.way[0] ?? ''))
  );
}

function calledName({ callee }: CallFact): string {
  return callee.kind === 'member' || callee.kind === 'name' ? callee.name : '';
}
