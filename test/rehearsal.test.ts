/**
 * The whole takeover, as a user plays it: a process of its own, one verdict on its output. jest.sequencer.js begins with
 * this suite.
 */
import { spawnSync } from 'node:child_process';
import { retireStacks } from '../lambdas/steps/retire-stacks/step';
import type { Verdict } from '../lib/rehearsal/verdict';
import { failover } from '../lib/workflow/failover';
import { stepsOf } from '../lib/workflow/grammar';
import { neededBy } from '../lib/workflow/needed';
import { plan } from './fixtures';
import { ROOT } from './sources';

const REHEARSAL_SECONDS_MAX = 90;

test('a lost Region is taken over, and the verdict says what it cost', () => {
  const command = [require.resolve('tsx/cli'), 'bin/understudy.ts', 'rehearse', 'primary-lost', '--json'];
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect((performance.now() - began) / 1000).toBeLessThan(REHEARSAL_SECONDS_MAX);

  const verdict: Verdict = JSON.parse(stdout);
  expect(verdict).toMatchObject({ scenario: 'primary-lost', outcome: 'Serving', expected: 'Serving', violations: [] });
  expect(verdict.acknowledgedOrders).toBeGreaterThan(verdict.lostOrders);
  expect(verdict.recoverySeconds ?? 0).toBeGreaterThan(verdict.detectionSeconds ?? Number.POSITIVE_INFINITY);
  // Alarm and watch may both start a run; what the other one says is that it joined this one.
  const serving = verdict.timeline.find(({ step }) => step === 'Serving')?.run;
  const told = verdict.timeline.filter(({ run }) => run === serving).map(({ step }) => step);
  // Retiring is the way of a run that failed.
  const expected = stepsOf(neededBy(plan, failover)).filter((step) => step !== retireStacks);
  expect(told).toEqual(expect.arrayContaining(expected.map(({ name }) => name)));
  expect(told).not.toContain(retireStacks.name);
  expect(told.indexOf('ShiftTraffic')).toBeGreaterThan(told.lastIndexOf('RunCanaries'));
  expect(told.indexOf('RunCanaries')).toBeGreaterThan(told.lastIndexOf('PromoteDatabase'));
  expect(serving).toEqual(expect.any(String));
}, 150_000);
