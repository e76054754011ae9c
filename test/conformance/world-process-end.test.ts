import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryDirectory } from '../temporary';

const WORLD = join(__dirname, '../../lib/rehearsal/world');

const children: number[] = [];
afterAll(() => {
  for (const child of children) killIfAlive(child);
});

/** A program with a folder and a child that writes into it, and what it says of them. */
async function program(ending = ''): Promise<{ running: ChildProcess; path: string }> {
  const source = `
    const { spawn } = require('node:child_process');
    const { temporaryDirectory } = require('${WORLD}/temporary-directory.ts');
    const { owned } = require('${WORLD}/children.ts');
    const { path } = temporaryDirectory();
    const write = 'setInterval(() => require("fs").mkdtempSync(' + JSON.stringify(path + '/file-') + '), 1)';
    const child = owned(spawn(process.execPath, ['-e', write], { stdio: 'inherit' }));
    console.log(JSON.stringify({ path, child: child.pid }));
    ${ending}`;
  const running = spawn(process.execPath, ['--import', 'tsx', '-e', source], {
    cwd: join(__dirname, '../..'),
    env: { ...process.env, TMPDIR: temporaryDirectory('end') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(createInterface({ input: running.stdout }), 'line');
  const { path, child } = JSON.parse(line);
  children.push(child);
  return { running, path };
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone, as it should be.
  }
}

/** Waits for the program and its child to end, which write to the same pipe. @returns the program's exit code */
async function ended(running: ChildProcess): Promise<unknown> {
  const [code, signal] = await once(running, 'close');
  return signal ?? code;
}

it.each<[NodeJS.Signals, number]>([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])('%s, however often, ends a process with %i and leaves neither child nor folder', async (signal, code) => {
  const { running, path } = await program();
  expect(existsSync(path)).toBe(true);
  running.kill(signal);
  running.kill(signal);
  expect(await ended(running)).toBe(code);
  expect(existsSync(path)).toBe(false);
});

it('an uncaught error leaves neither child nor folder', async () => {
  const { running, path } = await program('setTimeout(() => { throw new Error("uncaught") }, 100);');
  expect(await ended(running)).toBe(1);
  expect(existsSync(path)).toBe(false);
});

it('a signal that the program handles itself leaves its folder alone', async () => {
  const { running, path } = await program(`process.on('SIGINT', () => console.log('handled'));`);
  running.kill('SIGINT');
  expect(await once(running.stdout as NodeJS.ReadableStream, 'data')).toEqual([Buffer.from('handled\n')]);
  expect(existsSync(path)).toBe(true);
  running.kill('SIGTERM');
  expect(await ended(running)).toBe(143);
  expect(existsSync(path)).toBe(false);
});
