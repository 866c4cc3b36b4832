/**
 * The facts that are asked for one by one, as objects over the words of their record. Their parts are decoded when
 * they are first asked for, or all beforehand (`decode`), and once, so that a value keeps its identity.
 */
import type { AssignmentFact, BindingFact, CallFact, FunctionFact, ParameterFact } from '../file-facts.ts';
import type { TypeRef, Value } from '../value.ts';
import { bindingKinds, callKinds } from './packed-facts.ts';
import { unpackParameter } from './unpack-lists.ts';
import { unpackType, unpackValue } from './unpack-values.ts';
import type { WordReader } from './word-reader.ts';

const nothing: readonly never[] = [];

class RecordView {
  protected readonly reader: WordReader;
  protected readonly at: number;

  constructor(reader: WordReader, at: number) {
    this.reader = reader;
    this.at = at;
  }

  protected word(offset: number): number {
    return this.reader.word(this.at + offset);
  }

  protected text(offset: number): string {
    return this.reader.string(this.word(offset));
  }

  protected valueAt(offset: number): Value | null {
    return this.partAt(offset, unpackValue);
  }

  protected typeAt(offset: number): TypeRef | null {
    return this.partAt(offset, unpackType);
  }

  protected itemsAt<T>(offset: number, read: (reader: WordReader) => T): readonly T[] {
    return this.partAt(offset, (reader) => reader.items(read)) ?? nothing;
  }

  private partAt<T>(offset: number, read: (reader: WordReader) => T): T | null {
    const position = this.word(offset);
    if (position === 0) return null;
    this.reader.at = position;
    return read(this.reader);
  }
}

export class BindingView extends RecordView implements BindingFact {
  private ownType: TypeRef | null | undefined = undefined;
  private ownValue: Value | null | undefined = undefined;

  get name(): string {
    return this.text(0);
  }

  get kind(): BindingFact['kind'] {
    return bindingKinds[this.word(1)] ?? 'const';
  }

  get line(): number {
    return this.word(2);
  }

  get within(): number {
    return this.word(3);
  }

  get type(): TypeRef | null {
    if (this.ownType === undefined) this.ownType = this.typeAt(4);
    return this.ownType;
  }

  get value(): Value | null {
    if (this.ownValue === undefined) this.ownValue = this.valueAt(5);
    return this.ownValue;
  }

  get imported(): string {
    return this.text(6);
  }

  get specifier(): string {
    return this.text(7);
  }

  get valueUses(): number {
    return this.word(8);
  }

  get typeUses(): number {
    return this.word(9);
  }

  decode(): void {
    this.ownType = this.typeAt(4);
    this.ownValue = this.valueAt(5);
  }
}

export class FunctionView extends RecordView implements FunctionFact {
  private ownParameters: readonly ParameterFact[] | undefined = undefined;
  private ownReturnType: TypeRef | null | undefined = undefined;
  private ownReturns: readonly Value[] | undefined = undefined;

  get name(): string {
    return this.text(0);
  }

  get line(): number {
    return this.word(1);
  }

  get endLine(): number {
    return this.word(2);
  }

  get parent(): number {
    return this.word(3);
  }

  get class(): number {
    return this.word(4);
  }

  get parameters(): readonly ParameterFact[] {
    this.ownParameters ??= this.itemsAt(5, unpackParameter);
    return this.ownParameters;
  }

  get returnType(): TypeRef | null {
    if (this.ownReturnType === undefined) this.ownReturnType = this.typeAt(6);
    return this.ownReturnType;
  }

  get returns(): readonly Value[] {
    this.ownReturns ??= this.itemsAt(7, unpackValue);
    return this.ownReturns;
  }

  get isAsync(): boolean {
    return (this.word(8) & 1) !== 0;
  }

  get isServerAction(): boolean {
    return (this.word(8) & 2) !== 0;
  }

  decode(): void {
    this.ownParameters = this.itemsAt(5, unpackParameter);
    this.ownReturnType = this.typeAt(6);
    this.ownReturns = this.itemsAt(7, unpackValue);
  }
}

export class CallView extends RecordView implements CallFact {
  private ownCallee: Value | undefined = undefined;
  private ownArgs: readonly Value[] | undefined = undefined;

  get kind(): CallFact['kind'] {
    return callKinds[this.word(0) & 3] ?? 'call';
  }

  get isAwaited(): boolean {
    return (this.word(0) & 4) !== 0;
  }

  get isOutside(): boolean {
    return (this.word(0) & 8) !== 0;
  }

  get name(): string {
    return this.text(1);
  }

  get line(): number {
    return this.word(2);
  }

  get within(): number {
    return this.word(3);
  }

  get callee(): Value {
    this.ownCallee ??= this.valueAt(4) as Value;
    return this.ownCallee;
  }

  get args(): readonly Value[] {
    this.ownArgs ??= this.itemsAt(5, unpackValue);
    return this.ownArgs;
  }

  get typeArgs(): readonly TypeRef[] {
    return this.itemsAt(6, unpackType);
  }

  decode(): void {
    this.ownCallee = this.valueAt(4) as Value;
    this.ownArgs = this.itemsAt(5, unpackValue);
  }
}

export class AssignmentView extends RecordView implements AssignmentFact {
  private ownTarget: Value | undefined = undefined;
  private ownValue: Value | undefined = undefined;

  get target(): Value {
    this.ownTarget ??= this.valueAt(0) as Value;
    return this.ownTarget;
  }

  get value(): Value {
    this.ownValue ??= this.valueAt(1) as Value;
    return this.ownValue;
  }

  get line(): number {
    return this.word(2);
  }

  get within(): number {
    return this.word(3);
  }

  decode(): void {
    this.ownTarget = this.valueAt(0) as Value;
    this.ownValue = this.valueAt(1) as Value;
  }
}
