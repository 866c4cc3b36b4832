/** Reads `schema.prisma` for models, tables and relations. Line-based like the language itself; never throws. */

export interface PrismaField {
  readonly name: string;
  /** Without `?` and `[]`: a scalar, an enum or a model. */
  readonly type: string;
  readonly isList: boolean;
  /** Name in the database. */
  readonly column: string;
}

export interface PrismaRelation {
  readonly field: string;
  /** The other model. */
  readonly model: string;
  readonly isList: boolean;
  /** The name that tells several relations between the same models apart; '' for none. */
  readonly name: string;
  /** Own fields that hold the key: not empty on the owning side. */
  readonly fields: readonly string[];
  readonly references: readonly string[];
  /** `Cascade`, `SetNull`, … as written; '' where nothing is. */
  readonly onDelete: string;
}

export interface PrismaModel {
  readonly name: string;
  readonly table: string;
  readonly line: number;
  readonly isView: boolean;
  /** Scalars and enums only: what is a column. */
  readonly fields: readonly PrismaField[];
  readonly relations: readonly PrismaRelation[];
}

interface Block {
  readonly keyword: string;
  readonly name: string;
  readonly line: number;
  readonly lines: readonly string[];
}

const BLOCK_START = /^\s*(model|view|type|enum|generator|datasource)\s+(\w+)\s*\{/;
const FIELD = /^\s*(\w+)\s+(\w+)(?:\([^)]*\))?(\[\])?(\?)?\s*(.*)$/;

/** Models of one or more schema files; relations are told from scalars by the names of all of them. */
export function readPrismaSchema(texts: readonly string[]): PrismaModel[] {
  const blocks = texts.flatMap((text) => readBlocks(text));
  const modelNames = new Set(blocks.filter(isModel).map((block) => block.name));
  return blocks.filter(isModel).map((block) => readModel(block, modelNames));
}

const isModel = (block: Block): boolean => block.keyword === 'model' || block.keyword === 'view';

function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { keyword: string; name: string; line: number; lines: string[] } | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = withoutComment(raw);
    const start = BLOCK_START.exec(line);
    if (start) open = { keyword: start[1] ?? '', name: start[2] ?? '', line: index + 1, lines: [] };
    else if (/^\s*\}/.test(line)) {
      if (open) blocks.push(open);
      open = null;
    } else open?.lines.push(line);
  }
  return blocks;
}

/** `//` starts a comment, except inside a quoted default such as "https://…". */
function withoutComment(line: string): string {
  let isQuoted = false;
  for (let index = 0; index < line.length; index += 1) {
    if (line[index] === '"' && line[index - 1] !== '\\') isQuoted = !isQuoted;
    if (!isQuoted && line.startsWith('//', index)) return line.slice(0, index);
  }
  return line;
}

function readModel(block: Block, modelNames: ReadonlySet<string>): PrismaModel {
  const fields: PrismaField[] = [];
  const relations: PrismaRelation[] = [];
  let table = block.name;
  for (const line of block.lines) {
    const mapped = /^\s*@@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(line);
    if (mapped) table = mapped[1] ?? table;
    const field = /^\s*@@/.test(line) ? null : FIELD.exec(line);
    if (!field) continue;
    const [, name = '', type = '', list = '', , attributes = ''] = field;
    const isList = list !== '';
    if (modelNames.has(type))
      relations.push({ field: name, model: type, isList, ...readRelation(attributes) });
    else
      fields.push({
        name,
        type,
        isList,
        column: /@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(attributes)?.[1] ?? name,
      });
  }
  return { name: block.name, table, line: block.line, isView: block.keyword === 'view', fields, relations };
}

function readRelation(
  attributes: string,
): Pick<PrismaRelation, 'name' | 'fields' | 'references' | 'onDelete'> {
  const relation = /@relation\(([^)]*)\)/.exec(attributes)?.[1] ?? '';
  const names = (key: string): string[] =>
    (new RegExp(`\\b${key}:\\s*\\[([^\\]]*)\\]`).exec(relation)?.[1] ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  return {
    name: /^\s*(?:name:\s*)?"([^"]*)"/.exec(relation)?.[1] ?? '',
    fields: names('fields'),
    references: names('references'),
    onDelete: /\bonDelete:\s*(\w+)/.exec(relation)?.[1] ?? '',
  };
}
