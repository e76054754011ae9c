import { sha256 } from '../../../lib/domain/canonical-json';
import { inRegion } from '../../../lib/domain/names';
import type { Canary } from '../../../lib/domain/plan';
import type { InputOf } from '../../../lib/domain/step';
import type { Clock } from '../../edge/clock';
import type { Web, WebRequest } from '../../edge/web';
import type { CanaryResult, RunRound, Seen } from './decide';
import { answerProblem, type Expected } from './judge';
import type { runCanaries } from './step';

type Input = InputOf<typeof runCanaries>;

/** Below half of the step's 120 s, so that the look which judges a round follows in the same invocation. */
const ROUND_MILLISECONDS_MAX = 50_000;
/** A round that was not judged at once describes a Region that may have changed. */
const ROUND_AGE_MILLISECONDS_MAX = 10_000;
/** Waiting this much past the limit tells a slow answer from none. */
const PATIENCE_MILLISECONDS = 1000;

interface EndedRound {
  readonly endedAt: number;
  readonly results: readonly CanaryResult[];
}

/**
 * The canaries of the plan, run against this Region. A round is kept between perform and the look that follows it, and
 * read once: what another run found, or this one a while ago, is no evidence.
 */
export const canaries = ({ web, clock }: { web: Web; clock: Clock }) => {
  const rounds = new Map<string, EndedRound>();
  return {
    async look({ run }: Input): Promise<Seen> {
      const ended = rounds.get(run.id);
      rounds.delete(run.id);
      const isFresh = ended !== undefined && clock.now() - ended.endedAt <= ROUND_AGE_MILLISECONDS_MAX;
      return { round: isFresh ? ended.results : undefined };
    },
    async perform(_: RunRound, input: Input): Promise<void> {
      const giveUpAt = clock.now() + ROUND_MILLISECONDS_MAX;
      const round = { web, input, millisecondsLeft: () => giveUpAt - clock.now() };
      const results = await Promise.all(input.plan.canaries.map((canary) => passesOf(canary, round)));
      rounds.set(input.run.id, { endedAt: clock.now(), results });
    },
  };
};

interface Round {
  readonly web: Web;
  readonly input: Input;
  readonly millisecondsLeft: () => number;
}

/** One after the other, up to the first that fails. */
async function passesOf(canary: Canary, round: Round): Promise<CanaryResult> {
  const { name } = canary;
  let latencyMilliseconds = 0;
  for (let passes = 0; passes < canary.passesInARow; passes++) {
    if (round.millisecondsLeft() <= 0) return { name, passes, latencyMilliseconds, failure: tooSlow(canary, passes) };
    const pass = await passOf(canary, passes, round);
    if ('failure' in pass) return { name, passes, latencyMilliseconds, failure: pass.failure };
    latencyMilliseconds = Math.max(latencyMilliseconds, Math.round(pass.latencyMilliseconds));
  }
  return { name, passes: canary.passesInARow, latencyMilliseconds };
}

const tooSlow = ({ passesInARow }: Canary, passes: number) =>
  `${passes} of ${passesInARow} passes took all of the ${ROUND_MILLISECONDS_MAX / 1000} s of a round; ` +
  'lower passesInARow';

type Pass = { readonly latencyMilliseconds: number } | { readonly failure: string };

async function passOf(canary: Canary, pass: number, round: Round): Promise<Pass> {
  const { input } = round;
  const url = inRegion(canary.url, input.region);
  if (canary.kind === 'read') return ask({ url }, canary, round);

  const stored = { nonce: nonceOf(canary, pass, input), epoch: input.epoch };
  const written = await ask({ url, method: 'POST', json: stored }, canary, round);
  if ('failure' in written) return written;
  const readBack = await ask({ url: `${url}/${stored.nonce}`, stored }, canary, round);
  if ('failure' in readBack) return readBack;
  return { latencyMilliseconds: Math.max(written.latencyMilliseconds, readBack.latencyMilliseconds) };
}

type Asking = Omit<WebRequest, 'timeoutMilliseconds'> & Pick<Expected, 'stored'>;

async function ask(
  { stored, ...request }: Asking,
  canary: Canary,
  { web, input, millisecondsLeft }: Round,
): Promise<Pass> {
  const { latencyMillisecondsMax } = canary;
  const timeoutMilliseconds = Math.max(1, Math.min(latencyMillisecondsMax + PATIENCE_MILLISECONDS, millisecondsLeft()));
  const answer = await web.ask({ ...request, timeoutMilliseconds });
  const { region, deployStacks } = input;
  const problem = answerProblem(answer, { region, release: deployStacks.release, latencyMillisecondsMax, stored });
  return problem === undefined
    ? { latencyMilliseconds: answer.outcome === 'answered' ? answer.latencyMilliseconds : 0 }
    : { failure: `${request.method ?? 'GET'} ${request.url}: ${problem}` };
}

/** New for each pass of each look, and the same for the same run: nothing here depends on chance. */
const nonceOf = ({ name }: Canary, pass: number, { run, now }: Input): string =>
  sha256([run.id, now, name, pass].join(' ')).slice(0, 32);
