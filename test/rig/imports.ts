import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** One import of one source file, static, dynamic or type-only, or a re-export. */
export interface Import {
  /** Path from the root of the tree, e.g. `lib/core/result.ts`. */
  readonly from: string;
  /** What is written: `zod`, `node:fs`, `../core/result.js`. */
  readonly specifier: string;
  /** Path from the root for relative specifiers (the source, not the compiled file); undefined for packages. */
  readonly target: string | undefined;
  readonly typeOnly: boolean;
}

const FOLDERS = ['bin', 'harness', 'lib', 'suites', 'ci', 'test'];

/** All TypeScript and JavaScript sources of the tree below `root`, as paths from it. */
export const sourceFiles = (root: string): readonly string[] =>
  FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
  ).filter((path) => /\.[tj]s$/.test(path) && !/\/(?:target|node_modules|fixtures|golden)\//.test(path));

const resolve = (root: string, from: string, specifier: string): string | undefined => {
  if (!specifier.startsWith('.')) return undefined;
  const path = relative(root, join(root, dirname(from), specifier)).replace(/^dist\//, '');
  const source = path.replace(/\.js$/, '.ts');
  return existsSync(join(root, source)) ? source : path;
};

const specifierOf = (node: ts.Node): { text: string; typeOnly: boolean } | undefined => {
  const literal = (expression: ts.Node | undefined, typeOnly: boolean) =>
    expression !== undefined && ts.isStringLiteralLike(expression)
      ? { text: expression.text, typeOnly }
      : undefined;
  if (ts.isImportDeclaration(node))
    return literal(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
  if (ts.isExportDeclaration(node)) return literal(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return literal(node.argument.literal, true);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return literal(node.arguments[0], false);
  return undefined;
};

const parse = (root: string, path: string): ts.SourceFile =>
  ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest);

/** Calls `visit` with every node of a file. */
const walk = (node: ts.Node, visit: (node: ts.Node) => void): void => {
  visit(node);
  ts.forEachChild(node, (child) => {
    walk(child, visit);
  });
};

/** Every import of the given files, read by TypeScript's parser (comments and strings do not count). */
export const readImports = (root: string, files: readonly string[]): readonly Import[] =>
  files.flatMap((from) => {
    const found: Import[] = [];
    walk(parse(root, from), (node) => {
      const specifier = specifierOf(node);
      if (specifier === undefined) return;
      const { text, typeOnly } = specifier;
      found.push({ from, specifier: text, target: resolve(root, from, text), typeOnly });
    });
    return found;
  });

/** Files that read a property of `process` by name, e.g. `env`. */
export const filesReading = (root: string, files: readonly string[], property: string): readonly string[] =>
  files.filter((path) => {
    const found: ts.Node[] = [];
    walk(parse(root, path), (node) => {
      if (
        ts.isPropertyAccessExpression(node) &&
        ts.isIdentifier(node.expression) &&
        node.expression.text === 'process' &&
        node.name.text === property
      )
        found.push(node);
    });
    return found.length > 0;
  });
