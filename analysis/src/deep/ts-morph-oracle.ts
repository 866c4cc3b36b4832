/**
 * The checker of ts-morph, over texts in memory with options of our own: no file is opened, no configuration of the
 * tree is loaded, and imports lead where our own resolver says.
 */
import { type CallExpression, type NewExpression, Node, Project, type SourceFile, ts } from 'ts-morph';
import type { CalleeQuestion, Declaration, OracleInput, TypeOracle } from './type-oracle.ts';

const rootFolder = '/tree/';

export function tsMorphOracle(input: OracleInput): TypeOracle {
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      allowJs: true,
      checkJs: false,
      experimentalDecorators: true,
      esModuleInterop: true,
      noEmit: true,
      jsx: ts.JsxEmit.Preserve,
      types: [],
    },
    resolutionHost: () => ({
      resolveModuleNames: (specifiers, containing) =>
        specifiers.map((specifier) => {
          const found = input.resolve(containing.slice(rootFolder.length), specifier);
          return found === null ? undefined : { resolvedFileName: rootFolder + found };
        }),
    }),
  });
  for (const [path, text] of input.texts) project.createSourceFile(rootFolder + path, text);
  return {
    calleesOf: (questions) => {
      const answers = new Map<string, Declaration>();
      for (const [path, asked] of Map.groupBy(questions, (question) => question.path)) {
        const file = project.getSourceFile(rootFolder + path);
        if (file !== undefined) answerFile(file, asked, answers);
      }
      return answers;
    },
  };
}

function answerFile(
  file: SourceFile,
  asked: readonly CalleeQuestion[],
  answers: Map<string, Declaration>,
): void {
  const byPlace = new Map<string, CalleeQuestion[]>();
  for (const question of asked) {
    const place = `${question.line} ${question.name}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), question]);
  }
  file.forEachDescendant((node) => {
    if (!Node.isCallExpression(node) && !Node.isNewExpression(node)) return;
    const name = calledName(node);
    if (name === null) return;
    for (const question of byPlace.get(`${name.getStartLineNumber()} ${name.getText()}`) ?? []) {
      const found = declarationOf(name);
      if (found !== null) answers.set(question.key, found);
    }
  });
}

function calledName(node: CallExpression | NewExpression): Node | null {
  const callee = node.getExpression();
  if (Node.isPropertyAccessExpression(callee)) return callee.getNameNode();
  return Node.isIdentifier(callee) ? callee : null;
}

function declarationOf(name: Node): Declaration | null {
  const symbol = name.getSymbol();
  const target = symbol?.getAliasedSymbol() ?? symbol;
  for (const declaration of target?.getDeclarations() ?? []) {
    const path = declaration.getSourceFile().getFilePath();
    if (path.startsWith(rootFolder)) {
      return { path: path.slice(rootFolder.length), line: declaration.getStartLineNumber() };
    }
  }
  return null;
}
