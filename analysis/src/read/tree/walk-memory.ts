/** A walk through the parser's memory: nodes are made for those whom a handler asks for, and for no others. */
import type { Node } from 'oxc-parser';
import type { Handler, Visits } from '../walk.ts';
import { bytes, integers, textAt } from './memory.ts';
import { MemoryNode } from './memory-node.ts';
import {
  children,
  childStart,
  Form,
  fieldForm,
  fieldOffset,
  fieldStride,
  fieldTarget,
  isInlineChoice,
  kindOf,
  kindOfOption,
  nameOfKind,
  typeOfKind,
  variantByte,
} from './tables.ts';

/**
 * The memory keeps these in parts: what is a parameter's pattern, its type and its default value is one node with others
 * in it for those who ask, but is passed part by part. Identifiers are given by name.
 */
export const keptInParts: readonly Node['type'][] = [
  'Identifier',
  'JSXIdentifier',
  'AssignmentPattern',
  'ArrayPattern',
  'ObjectPattern',
  'RestElement',
  'TSParameterProperty',
  'TSQualifiedName',
  'TSModuleDeclaration',
];

export function makeMemoryWalk({ enter, leave, name }: Visits): (root: MemoryNode) => void {
  const unreachable = keptInParts.find((type) => enter.has(type) || leave.has(type));
  if (unreachable !== undefined) throw new Error(`a walk cannot handle ${unreachable}`);
  const byKind = (handlers: ReadonlyMap<string, Handler>): (Handler | null)[] =>
    typeOfKind.map((type) => handlers.get(type) ?? null);
  const entering = byKind(enter);
  const leaving = byKind(leave);
  const steps = Int32Array.from(children);

  const visit = (struct: number, at: number): void => {
    const variant = variantByte[struct] as number;
    const kind = variant === 0 ? struct : struct + 1 + (bytes[at + variant] as number);
    const named = nameOfKind[kind];
    if (named !== null && named !== undefined) name(named === '' ? textAt(at + 16) : named);
    const entered = entering[kind] as Handler | null;
    if (entered !== null) entered(made(kind, at));
    const end = childStart[kind + 1] as number;
    for (let step = childStart[kind] as number; step < end; step += 1) {
      const field = steps[step] as number;
      const place = at + fieldOffset(field);
      const target = fieldTarget(field);
      switch (fieldForm(field)) {
        case Form.choice:
        case Form.maybeChoice:
          visitChoice(target, place);
          break;
        case Form.one:
          visit(target, place);
          break;
        case Form.box:
        case Form.maybeBox:
        case Form.params:
          visitBox(target, place);
          break;
        case Form.choices: {
          const first = integers[place >> 2] as number;
          const last = first + (integers[(place >> 2) + 2] as number) * choiceSize;
          for (let item = first; item < last; item += choiceSize) visitChoice(target, item);
          break;
        }
        case Form.maybeList: {
          const first = integers[place >> 2] as number;
          const last = first === 0 ? 0 : first + (integers[(place >> 2) + 2] as number) * choiceSize;
          for (let item = first; item < last; item += choiceSize) visitChoice(target, item);
          break;
        }
        case Form.list: {
          const first = integers[place >> 2] as number;
          const size = fieldStride(field);
          const last = first + (integers[(place >> 2) + 2] as number) * size;
          for (let item = first; item < last; item += size) visit(target, item);
          break;
        }
        case Form.ifComputed:
          if (bytes[place] !== 1) step += 1;
          break;
        case Form.named:
          if (integers[(place >> 2) + 4] !== 0) visit(target, place);
          break;
        case Form.maybeBoxedChoice: {
          const held = integers[place >> 2] as number;
          if (held !== 0) visitChoice(target, held);
          break;
        }
        case Form.maybePattern:
          if (bytes[place] === absent) break;
          visitChoice(target, place);
          visitBox(typeAnnotation, place + choiceSize);
          break;
        case Form.heritage:
          if (bytes[place - choiceSize] !== absent) visitBox(target, place);
          break;
        default:
      }
    }
    const left = leaving[kind] as Handler | null;
    if (left !== null) left(made(kind, at));
  };

  const visitChoice = (choice: number, at: number): void => {
    const kind = kindOfOption[(choice << 8) | (bytes[at] as number)] as number;
    if (kind === 0) return;
    visit(kind, isInlineChoice[choice] === 1 ? at + 8 : (integers[(at + 8) >> 2] as number));
  };

  const visitBox = (kind: number, at: number): void => {
    const held = integers[at >> 2] as number;
    if (held !== 0) visit(kind, held);
  };

  return (root) => visit(root.kindNumber, root.at);
}

const made = (kind: number, at: number): Node => new MemoryNode(kind, at, 0, 0) as unknown as Node;

/** Bytes of a choice: what it is, and the place of it. */
const choiceSize = 16;
/** First byte of a choice that is not there. */
const absent = 255;
const typeAnnotation = kindOf('TSTypeAnnotation');
