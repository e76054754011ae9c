// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the product, and evaluated only there

import { type Mutant, mutantsOf } from '../mutant';

const AUTHORIZE = 'lambdas/steps/authorize-promotion';
const ASKING = [`${AUTHORIZE}/step.test.ts`];
const ANSWERING = ['lambdas/triggers/decide-approval/trigger.test.ts'];

/** What persons say, and whether it counts. */
export const PEOPLE: readonly Mutant[] = [
  ...mutantsOf(
    { file: `${AUTHORIZE}/decide.ts`, suites: ASKING },
    {
      'approval-of-another-run': {
        because: 'I-20: what was allowed to another run allows this one',
        find: 'if (approval.runId !== run.id) return',
        replace: "if (approval.runId === '') return",
      },
      'approval-of-another-plan': {
        because: 'I-20: a plan that was edited since is promoted under the old approval',
        find: 'if (approval.planSha256 !== run.planSha256) return',
        replace: "if (approval.planSha256 === '') return",
      },
      'approval-of-another-epoch': {
        because: 'I-20: an approval from before a take-over still counts',
        find: 'if (approval.epoch !== epoch) return',
        replace: 'if (approval.epoch < 0) return',
      },
      'approval-used-long-after': {
        because: 'I-20: a run that was resumed hours later goes on with an old approval',
        find: 'if (Date.parse(now) > Date.parse(later(approval.usedAt ?? approval.expiresAt, USE_SECONDS_MAX))) {',
        replace: "if (Date.parse(now) > Date.parse('9999-12-31')) {",
      },
      'approval-holds-whatever-changed': {
        because: 'I-20: a Region that is back since is promoted away from',
        find: "if (judgement.verdict === 'changed') return",
        replace: "if (judgement.because === '') return",
      },
      'longer-approval-accepted': {
        because: 'I-20: a request that was edited to stand for years counts',
        find: 'return Date.parse(approval.expiresAt) > Date.parse(later(approval.facts.at, expirySeconds))\n',
        replace: "return Date.parse(approval.expiresAt) > Date.parse('9999-12-31')\n",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/approval.ts', suites: ['lib/domain/approval.test.ts'] },
    {
      'late-answer-counts': {
        because: 'I-20: an answer that came after the request expired counts',
        find: 'const timely = answers.filter(({ at }) => Date.parse(at) <= Date.parse(expiresAt));',
        replace: 'const timely = answers.filter(({ at }) => Date.parse(at) <= Date.parse(expiresAt) || true);',
      },
      'one-person-counts-twice': {
        because: 'I-20: one person with two roles is two persons',
        find: 'personOf(earlier.by) === personOf(by)',
        replace: 'earlier.by === by',
      },
      'no-is-outvoted': {
        because: 'I-20: a promotion goes on although a person said no',
        find: "  if (no) return { kind: 'declined', answer: no };\n",
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/triggers/decide-approval/decide.ts', suites: ANSWERING },
    {
      'answered-after-it-expired': {
        because: 'I-20: a request that has expired is answered',
        find: 'if (isExpired(approval, said.at)) {',
        replace: 'if (isExpired(approval, approval.askedAt)) {',
      },
      'answered-under-another-plan': {
        because: 'I-20: a person allows what the plan no longer says',
        find: 'if (approval.planSha256 !== planSha256) {',
        replace: "if (approval.planSha256 === '') {",
      },
      'person-approves-twice': {
        because: 'I-20: the same person is written down as the second one',
        find: "return before && said.kind === 'approve'\n",
        replace: "return before && said.kind === 'decline'\n",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/person.ts', suites: ['lambdas/edge/person.test.ts'] },
    {
      'link-approves': {
        because: 'I-20: whatever follows links approves a promotion',
        find: "requestContext.http.method !== 'POST'",
        replace: "requestContext.http.method === 'HEAD'",
      },
      'caller-of-another-account': {
        because: 'I-20: somebody of another account is heard',
        find: 'if (CALLER.exec(by)?.[1] !== account) return',
        replace: 'if (!CALLER.test(by)) return',
      },
    },
  ),
];
