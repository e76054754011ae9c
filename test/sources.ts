import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from '@swc/core';

export const ROOT = join(__dirname, '..');

/** Every file of the project, as git knows it: tracked and not deleted, or new and not ignored. */
export const projectFiles = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(ROOT, path)));

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** What is imported: packages by name, files by their path from the root without an ending. */
  readonly imports: readonly string[];
  readonly functions: readonly { readonly line: number; readonly lines: number }[];
}

type Node = { type?: string; span?: { start: number; end: number } } & Record<string, unknown>;

const FUNCTIONS = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
];

export function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const module = parseSync(text, { syntax: 'typescript', target: 'es2022' }) as unknown as Node & { body: Node[] };
  const offset = module.span?.start ?? 0;
  // swc counts bytes, and not from zero.
  const bytes = Buffer.from(text);
  const lineAt = (position: number) =>
    bytes
      .subarray(0, Math.max(0, position - offset))
      .toString()
      .split('\n').length;
  const nodes = walk(module);
  return {
    path,
    text,
    lines: text.split('\n').length - 1,
    imports: nodes.flatMap((node) => importOf(node, path)),
    functions: nodes
      .filter(({ type = '' }) => FUNCTIONS.includes(type))
      .map(({ span }) => {
        const line = lineAt(span?.start ?? 0);
        return { line, lines: lineAt(span?.end ?? 0) - line + 1 };
      }),
  };
}

function walk(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(walk);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Node;
  return [...(typeof node.type === 'string' ? [node] : []), ...Object.values(node).flatMap(walk)];
}

function importOf(node: Node, path: string): string[] {
  if (!['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration'].includes(node.type ?? '')) return [];
  const { value } = (node.source ?? {}) as { value?: string };
  if (value === undefined) return [];
  return [value.startsWith('.') ? normalize(join(dirname(path), value)) : value];
}
