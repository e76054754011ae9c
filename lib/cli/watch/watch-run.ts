import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Sends } from '../../../lambdas/edge/clients';
import type { Plan } from '../../domain/plan';
import type { RunEvent } from '../../report/run-picture';
import { explained } from '../aws/explain';
import type { Session } from '../aws/session';
import type { NamedRun } from '../live/named-run';
import { drawingOfVerb } from '../live/verb-drawings';
import { type Asking, askingOf } from './asking';
import { endOf, type WatchedEnd } from './ending';
import { expectedHere } from './expected';
import { follow } from './follow';
import type { Viewer } from './viewers';
import { seenVitals, type VitalsClients, vitalsClients } from './vitals';

/** Where the run is, and how its time passes; where tests stand in. */
export interface WatchEdge {
  /** Of the run's own Region. */
  readonly states: Sends;
  readonly dynamo: Sends;
  readonly vitals: VitalsClients;
  /** The rehearsal world that they are in. @default AWS */
  readonly world?: string | undefined;
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends early, and does not reject, when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** @param world the rehearsal world that the session is one with; none, where it is AWS */
export const watchEdge = (
  session: Pick<Session, 'settings'>,
  region: string,
  world: string | undefined,
): WatchEdge => ({
  states: new SFNClient(session.settings(region)),
  dynamo: new DynamoDBClient(session.settings(region)),
  vitals: vitalsClients(session, world !== undefined),
  world,
  now: Date.now,
  sleep: (milliseconds, signal) =>
    new Promise((wake) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        wake();
      };
      const timer = setTimeout(done, milliseconds);
      if (signal.aborted) done();
      else signal.addEventListener('abort', done);
    }),
});

export interface Watched {
  readonly plan: Plan;
  readonly named: NamedRun;
  readonly edge: WatchEdge;
  /** Made once it is known how long each step is expected to take. */
  viewer(expectedSeconds: Readonly<Record<string, number>>): Viewer;
  /** Whoever watches has seen enough: the run goes on. */
  readonly signal: AbortSignal;
}

/** A step says something new every few seconds at most; the history allows 20 calls a second. */
const LOOK_MILLISECONDS = 2000;
/** Answers of databases and names change slowly, and the lag is published once a minute. */
const VITALS_MILLISECONDS = 10_000;

/**
 * Follows a run until it has ended, or nobody watches any more. It changes nothing.
 *
 * @returns how it ended, `undefined` when the signal came first
 * @throws what AWS refuses: no such run, access denied
 */
export async function watchRun({
  plan,
  named,
  edge,
  viewer: viewerFor,
  signal,
}: Watched): Promise<WatchedEnd | undefined> {
  const { layout, steps } = drawingOfVerb(plan, named.verb);
  const viewer = viewerFor(await expectedHere(edge.dynamo, { plan, region: named.region, steps }));
  const over = new AbortController();
  const seeing = watchVitals({ plan, named, edge, viewer }, AbortSignal.any([signal, over.signal]));
  try {
    const followed = await followedRun({ plan, named, edge, viewer, signal });
    if (followed.outcome === undefined) return undefined;
    const end = await endOf(edge, { plan, named, layout, outcome: followed.outcome, events: followed.events });
    viewer.ends(end);
    return end;
  } finally {
    over.abort();
    viewer.close();
    await seeing;
  }
}

type Showing = Omit<Watched, 'viewer' | 'signal'> & { readonly viewer: Viewer };

interface Followed {
  readonly events: readonly RunEvent[];
  /** @default it goes on */
  readonly outcome?: string;
}

async function followedRun({
  plan,
  named,
  edge,
  viewer,
  signal,
}: Showing & { readonly signal: AbortSignal }): Promise<Followed> {
  const { states, sleep } = edge;
  const follower = follow(states, named.run);
  const silence = silenceTold(named, viewer);
  const events: RunEvent[] = [];
  let hasAsked = false;
  while (!signal.aborted) {
    const found = await follower.look();
    for (const event of found) viewer.show(event);
    events.push(...found);
    silence(follower.trouble());
    const last = events.at(-1);
    if (last?.kind === 'ended') return { events, outcome: last.outcome };
    if (!hasAsked && isAuthorizing(events)) {
      const asking: Asking | undefined = await askingOf(edge, plan, named);
      if (asking) viewer.asks(asking);
      hasAsked = asking !== undefined;
    }
    await sleep(LOOK_MILLISECONDS, signal);
  }
  return { events };
}

/** A look is three attempts already: one that brings nothing is a moment's, and two in a row may be a dark Region. */
const SILENT_LOOKS_MIN = 2;

/** Tells once that nothing is heard of a run, until something is heard again. */
function silenceTold({ region }: NamedRun, viewer: Viewer): (trouble: unknown) => void {
  let looks = 0;
  return (trouble) => {
    looks = trouble === undefined ? 0 : looks + 1;
    if (looks !== SILENT_LOOKS_MIN) return;
    viewer.waits(
      `nothing new is heard from ${region}, and it is asked again: ${explained(trouble) ?? String(trouble)}`,
    );
  };
}

/** The one step that asks people has said something, and is not done. */
function isAuthorizing(events: readonly RunEvent[]): boolean {
  const own = events.filter((event) => 'step' in event && event.step === 'AuthorizePromotion');
  return own.some(({ kind }) => kind === 'said') && !own.some(({ kind }) => kind === 'done' || kind === 'failed');
}

async function watchVitals({ plan, named: { region }, edge, viewer }: Showing, signal: AbortSignal): Promise<void> {
  while (viewer.sees && !signal.aborted) {
    const vitals = await seenVitals(edge.vitals, { plan, region, now: edge.now() });
    if (!signal.aborted) viewer.sees(vitals);
    await edge.sleep(VITALS_MILLISECONDS, signal);
  }
}
