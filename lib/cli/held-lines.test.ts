import type { Verdict } from '../rehearsal/verdict';
import { heldLines, tellHeld } from './held-lines';

const world = {
  url: 'http://127.0.0.1:4711',
  planFile: '/tmp/understudy-a/plan.json',
  keyFile: '/tmp/understudy-a/release-key.pem',
  assembly: '/tmp/under study/example',
};

test('a world that is kept up tells how to command it, and how to publish to it with its own plan and key', () => {
  expect(heldLines(world)).toEqual([
    'the world is kept up; in another terminal: npm run understudy -- <command> --world http://127.0.0.1:4711',
    'its release key is /tmp/understudy-a/release-key.pem; publish with: UNDERSTUDY_PLAN=/tmp/understudy-a/plan.json ' +
      "npm run understudy -- release publish --assembly '/tmp/under study/example' " +
      '--key /tmp/understudy-a/release-key.pem --world http://127.0.0.1:4711',
    'end it with Ctrl-C',
  ]);
});

test('a command can be copied to a shell whatever the folder is called', () => {
  expect(heldLines({ ...world, keyFile: "/tmp/it's" })[1]).toContain("--key '/tmp/it'\\''s' ");
});

test('the verdict is told before the world is held, and is all of stdout where JSON was asked for', () => {
  const out = jest.spyOn(console, 'log').mockImplementation(() => {});
  const err = jest.spyOn(console, 'error').mockImplementation(() => {});
  try {
    tellHeld(world, { outcome: 'recovered' } as unknown as Verdict);
    expect(out.mock.calls).toEqual([['{"outcome":"recovered"}']]);
    expect(err.mock.calls.flat()).toEqual(['', ...heldLines(world)]);
    tellHeld(world);
    expect(out.mock.calls.flat().slice(1)).toEqual(['', ...heldLines(world)]);
    expect(err).toHaveBeenCalledTimes(4);
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
});
