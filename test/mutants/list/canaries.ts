// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the product, and evaluated only there

import { type Mutant, mutantsOf } from '../mutant';

const STEP = 'lambdas/steps/run-canaries/step.test.ts';
const ROUND = 'lambdas/edge/canaries/round.test.ts';

/** The proof that a Region serves, before any user is sent there. */
export const CANARIES: readonly Mutant[] = [
  ...mutantsOf(
    { file: 'lambdas/edge/canaries/judge.ts', suites: [STEP, ROUND] },
    {
      'canary-of-no-region': {
        because: 'I-04: an answer that does not say which Region gave it counts for this one',
        find: 'if (fromRegion !== region) {',
        replace: 'if (fromRegion !== undefined && fromRegion !== region) {',
      },
      'canary-of-another-region': {
        because: 'I-04: a cached name of the lost Region proves this one',
        find: 'if (fromRegion !== region) {',
        replace: 'if (fromRegion === undefined) {',
      },
      'canary-of-another-release': {
        because: 'I-19: an older release that still answers proves this one',
        find: 'if (fromRelease === release) return undefined;',
        replace: 'if (fromRelease !== undefined) return undefined;',
      },
      'canary-with-another-body': {
        because: 'I-04: 200 with whatever body proves that a row was stored',
        find: 'nonce === stored.nonce && epoch === stored.epoch\n',
        replace: 'nonce === nonce && epoch === epoch\n',
      },
      'canary-of-another-epoch': {
        because: 'I-04: a row that an earlier run stored proves this one',
        find: 'nonce === stored.nonce && epoch === stored.epoch\n',
        replace: 'nonce === stored.nonce\n',
      },
      'canary-with-another-nonce': {
        because: 'I-04: a row of an earlier pass proves that this one was stored',
        find: 'nonce === stored.nonce && epoch === stored.epoch\n',
        replace: 'epoch === stored.epoch\n',
      },
      'client-error-passes': {
        because: 'I-04: 404 counts as serving',
        find: 'if (status < 200 || status >= 300) return',
        replace: 'if (status < 200 || status >= 500) return',
      },
      'slow-answer-passes': {
        because: 'I-04: a Region that takes longer than the plan allows counts as serving',
        find: 'latencyMilliseconds > expected.latencyMillisecondsMax\n',
        replace: 'latencyMilliseconds > Number.MAX_SAFE_INTEGER\n',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/canaries/round.ts', suites: [STEP, ROUND] },
    {
      'one-pass-too-few': {
        because: 'I-04: K - 1 passes in a row are taken for K',
        find: 'passes < canary.passesInARow; passes++',
        replace: 'passes < canary.passesInARow - 1; passes++',
      },
      'write-not-read-back': {
        because: 'I-04: a service that acknowledges and stores nothing passes',
        find: 'const readBack = await ask({ url: `${url}/${stored.nonce}`, stored }, canary, round);',
        replace: 'const readBack = written;',
      },
      'write-not-written': {
        because: 'I-04: the write canary only reads, so that a reader passes',
        find: "{ url, method: 'POST', json: stored }",
        replace: '{ url }',
      },
      'nonce-of-every-pass': {
        because: 'I-04: the first row that was stored proves every pass',
        find: 'sha256([run.id, now, name, pass].join',
        replace: 'sha256([run.id, name].join',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/canaries/just-now.ts', suites: [STEP] },
    {
      'old-round-accepted': {
        because: 'I-04: a round that a warm function remembers from minutes ago counts as now',
        find: 'clock.now() - last.at <= FRESH_MILLISECONDS',
        replace: 'clock.now() - last.at >= 0',
      },
      'round-read-twice': {
        because: 'I-04: the same round proves the Region again and again',
        find: '      kept.delete(runId);\n',
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/canaries/result.ts', suites: [STEP] },
    {
      'canary-that-did-not-run-passes': {
        because: 'I-04: a canary without a result counts as passed',
        find: 'if (!result) return [`${name}: it did not run`];',
        replace: 'if (!result) return [];',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/steps/run-canaries/decide.ts', suites: [STEP] },
    {
      'one-failed-canary-forgiven': {
        because: 'I-04: a Region that reads and does not write counts as serving',
        find: 'if (failures.length > 0) {',
        replace: 'if (failures.length === wanted.length) {',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/steps/shift-traffic/decide.ts', suites: ['lambdas/steps/shift-traffic/step.test.ts'] },
    {
      'old-proof-moves-users': {
        because: 'I-04: canaries that passed an hour ago move users',
        find: 'return ageSeconds > PROOF_AGE_SECONDS_MAX\n',
        replace: 'return ageSeconds > Number.MAX_SAFE_INTEGER\n',
      },
      'users-moved-without-a-proof': {
        because: 'I-04: a canary of the plan that never passed is not missed',
        find: 'if (silent.length > 0) return',
        replace: 'if (silent.length > 99) return',
      },
      'users-moved-to-a-reader': {
        because: 'I-04: users are sent to a Region whose writer is elsewhere',
        find: 'if (writerRegion !== region) return',
        replace: "if (writerRegion === '') return",
      },
      'superseded-run-moves-users': {
        because: 'I-02: a run moves traffic that another run of the epoch has claimed',
        find: 'if (claim && claim.epoch >= epoch && claim.runId !== run.id) {',
        replace: 'if (claim && claim.epoch > epoch && claim.runId !== run.id) {',
      },
    },
  ),
];
