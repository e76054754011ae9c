import { inWorld } from './in-world';

const WORLD = 'http://127.0.0.1:4711';

test.each([
  ['a command', '    npx understudy status', `    npx understudy status --world ${WORLD}`],
  ['a sentence', '  look again once it answers:', '  look again once it answers:'],
])('%s is told as it is typed in a world', (_, line, told) => {
  expect(inWorld(line, WORLD)).toBe(told);
  expect(inWorld(line, undefined)).toBe(line);
});
