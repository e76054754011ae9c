/**
 * Publishing may end at any call: killed, cut off, or overtaken by another publisher. Whatever happens, what is current
 * is complete, and the same command again finishes it.
 */
import { setImmediate } from 'node:timers/promises';
import { CURRENT_MANIFEST_KEY, manifestKeyOf } from '../lib/domain/names';
import type { Before } from './release-bucket-fake';
import {
  currentIn,
  emptyAws,
  gapsIn,
  HOME,
  plan,
  problemsOf,
  publishTo,
  releaseOf,
  STANDBY,
} from './release-publishing';

const [OLD, NEW, OTHER] = ['r-0000aaaa', 'r-0000bbbb', 'r-0000cccc'] as const;
const alike = (release: string) => plan.regions.map(() => release);

/** Each test publishes some hundred times. */
jest.setTimeout(60_000);

const beginning = emptyAws();
beforeAll(() => publishTo(beginning));

/** AWS where an older release is current. */
function publishedAws() {
  const aws = emptyAws();
  for (const [bucket, versions] of beginning.versions) {
    aws.versions.set(
      bucket,
      versions.map((version) => ({ ...version })),
    );
  }
  return aws;
}

/** How many calls it takes to publish the new release over the old one. */
async function callsNeeded(): Promise<number> {
  const aws = publishedAws();
  const begin = aws.calls.length;
  let made = 0;
  const before = () => {
    made += 1;
  };
  await publishTo(aws, { release: releaseOf(NEW), before, after: 2000 });
  expect(aws.calls.length).toBeGreaterThan(begin);
  return made;
}

/** Ends the process at the n-th call: it, and all after it, are never made. */
const killedAt = (call: number): Before => {
  let made = 0;
  return () => {
    made += 1;
    if (made >= call) throw new Error('killed');
  };
};

test('killed at any call, nothing incomplete is current, and running it again finishes it', async () => {
  const needed = await callsNeeded();
  const seen = new Set<string>();
  for (let call = 1; call <= needed; call += 1) {
    const aws = publishedAws();
    await expect(publishTo(aws, { release: releaseOf(NEW), before: killedAt(call), after: 2000 })).rejects.toThrow(
      'killed',
    );
    expect([call, gapsIn(aws)]).toEqual([call, []]);
    seen.add(currentIn(aws).join());
    await publishTo(aws, { release: releaseOf(NEW), after: 3000 });
    expect([call, currentIn(aws), gapsIn(aws)]).toEqual([call, alike(NEW), []]);
  }
  // Before, between and after the switches; never home first.
  expect([...seen]).toEqual([alike(OLD).join(), `${OLD},${NEW}`, alike(NEW).join()]);
});

test('cut off at any call, it says what is current where', async () => {
  const needed = await callsNeeded();
  const said = new Set<string>();
  for (let call = 1; call <= needed; call += 1) {
    const aws = publishedAws();
    let made = 0;
    const before: Before = ({ region }) => {
      made += 1;
      if (made >= call && region === HOME) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    };
    const problems = await problemsOf(publishTo(aws, { release: releaseOf(NEW), before, after: 2000 }));
    expect([call, gapsIn(aws)]).toEqual([call, []]);
    const current = currentIn(aws);
    if (current.join() === alike(OLD).join()) {
      expect([call, problems.length > 0, problems.join().includes('current are')]).toEqual([call, true, false]);
    } else {
      said.add(problems.join());
    }
  }
  const part = `; current are ${NEW} of 2026-11-21T12:00:02.000Z in ${STANDBY} and nobody knows`;
  expect(
    [...said].some((sentence) => sentence.startsWith(`${HOME}: nothing answers: reset`) && sentence.includes(part)),
  ).toBe(true);
  expect(
    [...said].every((sentence) => sentence === '' || sentence.endsWith('run the same command again to finish')),
  ).toBe(true);
});

test('overtaken at any call by another publisher, it never mixes with that one, and one of the two says so', async () => {
  const needed = await callsNeeded();
  for (let call = 1; call <= needed; call += 1) {
    const aws = publishedAws();
    let made = 0;
    const before: Before = async () => {
      made += 1;
      if (made === call) await publishTo(aws, { release: releaseOf(OTHER), after: 3000 });
    };
    const problems = await problemsOf(publishTo(aws, { release: releaseOf(NEW), before, after: 2000 }));
    expect([call, gapsIn(aws), currentIn(aws)]).toEqual([call, [], alike(OTHER)]);
    expect([call, problems.length]).not.toEqual([call, 0]);
    expect(problems.join()).toMatch(/another publish changed the current release|is current since/);
  }
});

/** Something that others wait for. */
function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give, given };
}

test('a publisher that looked while another one was half through changes nothing', async () => {
  const aws = publishedAws();
  const [halfThrough, looked, through] = [signal(), signal(), signal()];
  const first = publishTo(aws, {
    release: releaseOf(NEW),
    after: 2000,
    before: async ({ name, region, input }) => {
      if (region !== HOME || name !== 'PutObject' || input.Key !== CURRENT_MANIFEST_KEY) return;
      halfThrough.give();
      await looked.given;
    },
  });
  await halfThrough.given;
  const second = problemsOf(
    publishTo(aws, {
      release: releaseOf(OTHER),
      after: 3000,
      before: async ({ name, input }) => {
        if (name !== 'PutObject' || input.Key !== manifestKeyOf(OTHER)) return;
        looked.give();
        await through.given;
      },
    }),
  );
  await first;
  through.give();
  expect(await second).toEqual([
    `another publish changed the current release of ${HOME} meanwhile; nothing was changed: run it again`,
  ]);
  expect(currentIn(aws)).toEqual(alike(NEW));
});

/** Numbers that look like chance, the same for the same seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('two at once in 40 different orders: both never succeed, and whatever is mixed was told', async () => {
  const ends = new Set<string>();
  for (let seed = 1; seed <= 40; seed += 1) {
    const aws = publishedAws();
    const next = chance(seed);
    const slow = next() * 6;
    const dawdling =
      (most: number): Before =>
      async () => {
        for (let turns = Math.floor(next() * most); turns > 0; turns -= 1) await setImmediate();
      };
    const [first, second] = await Promise.all([
      problemsOf(publishTo(aws, { release: releaseOf(NEW), before: dawdling(4), after: 2000 })),
      problemsOf(publishTo(aws, { release: releaseOf(OTHER), before: dawdling(slow), after: 3000 })),
    ]);
    const isMixed = new Set(currentIn(aws)).size > 1;
    const failed = [first, second].filter((problems) => problems.length > 0).length;
    expect([seed, gapsIn(aws), failed > 0]).toEqual([seed, [], true]);
    if (isMixed) expect([seed, failed, [...first, ...second].join().includes('current are')]).toEqual([seed, 2, true]);
    ends.add(`${failed} ${isMixed}`);
    await publishTo(aws, { release: releaseOf(NEW), after: 9000 });
    expect([seed, currentIn(aws)]).toEqual([seed, alike(NEW)]);
  }
  expect(ends.has('1 false')).toBe(true);
});
