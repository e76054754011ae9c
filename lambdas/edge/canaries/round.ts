import { sha256 } from '../../../lib/domain/canonical-json';
import type { Canary } from '../../../lib/domain/plan';
import type { StepContext } from '../../../lib/domain/step';
import type { Clock } from '../clock';
import type { Web, WebRequest } from '../web';
import { answerProblem, type Expected } from './judge';
import type { CanaryResult } from './result';

/** Below half of a step's 120 s, so that the look which judges a round follows in the same invocation. */
const ROUND_MILLISECONDS_MAX = 50_000;
/** Waiting this much past the limit tells a slow answer from none. */
const PATIENCE_MILLISECONDS = 1000;

/** Who asks, and who must answer. */
export interface Asking extends Pick<StepContext, 'region' | 'run' | 'epoch' | 'now'> {
  /** Id of the release whose stacks must answer. */
  readonly release: string;
}

export interface CanaryTools {
  readonly web: Web;
  readonly clock: Pick<Clock, 'now'>;
}

/** Canaries as they are asked in one round: a URL is that of the Region and the lane, with nothing left to fill in. */
export type Asked = Pick<Canary, 'name' | 'kind' | 'passesInARow' | 'latencyMillisecondsMax'> & {
  readonly url: string;
  /** Whether the URL may name a port, as that of a drill's listener does. @default false */
  readonly mayNamePort?: boolean;
};

/** Runs every canary once against this Region, each as often in a row as the plan wants, all of them side by side. */
export function roundOf(
  canaries: readonly Asked[],
  { web, clock }: CanaryTools,
  asking: Asking,
): Promise<CanaryResult[]> {
  const giveUpAt = clock.now() + ROUND_MILLISECONDS_MAX;
  const round = { web, asking, millisecondsLeft: () => giveUpAt - clock.now() };
  return Promise.all(canaries.map((canary) => passesOf(canary, round)));
}

interface Round {
  readonly web: Web;
  readonly asking: Asking;
  readonly millisecondsLeft: () => number;
}

/** One after the other, up to the first that fails. */
async function passesOf(canary: Asked, round: Round): Promise<CanaryResult> {
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

const tooSlow = ({ passesInARow }: Asked, passes: number) =>
  `${passes} of ${passesInARow} passes took all of the ${ROUND_MILLISECONDS_MAX / 1000} s of a round; ` +
  'lower passesInARow';

type Pass = { readonly latencyMilliseconds: number } | { readonly failure: string };

async function passOf(canary: Asked, pass: number, round: Round): Promise<Pass> {
  const { asking } = round;
  const { url } = canary;
  if (canary.kind === 'read') return ask({ url }, canary, round);

  const stored = { nonce: nonceOf(canary.name, pass, asking), epoch: asking.epoch };
  const written = await ask({ url, method: 'POST', json: stored }, canary, round);
  if ('failure' in written) return written;
  const readBack = await ask({ url: `${url}/${stored.nonce}`, stored }, canary, round);
  if ('failure' in readBack) return readBack;
  return { latencyMilliseconds: Math.max(written.latencyMilliseconds, readBack.latencyMilliseconds) };
}

type Request = Omit<WebRequest, 'timeoutMilliseconds'> & Pick<Expected, 'stored'>;

async function ask(
  { stored, ...request }: Request,
  canary: Asked,
  { web, asking, millisecondsLeft }: Round,
): Promise<Pass> {
  const { latencyMillisecondsMax, mayNamePort = false } = canary;
  const timeoutMilliseconds = Math.max(1, Math.min(latencyMillisecondsMax + PATIENCE_MILLISECONDS, millisecondsLeft()));
  const answer = await web.ask({ ...request, timeoutMilliseconds, mayNamePort });
  const { region, release } = asking;
  const problem = answerProblem(answer, { region, release, latencyMillisecondsMax, stored });
  return problem === undefined
    ? { latencyMilliseconds: answer.outcome === 'answered' ? answer.latencyMilliseconds : 0 }
    : { failure: `${request.method ?? 'GET'} ${request.url}: ${problem}` };
}

/** New for each pass of each look, and the same for the same run: nothing here depends on chance. */
const nonceOf = (name: string, pass: number, { run, now }: Asking): string =>
  sha256([run.id, now, name, pass].join(' ')).slice(0, 32);
