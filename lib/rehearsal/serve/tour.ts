import { isOpenDivergence } from '../../domain/divergence';
import type { Seen, SeenRun } from './seen';
import type { TourMove } from './snapshot';

type Move = Omit<TourMove, 'state'> & { readonly isDone: boolean };

/**
 * The first tour: lose the Region, watch the takeover, let the Region come back, go home. A move is done once the
 * world shows it, whoever did it; the first that is not is the next one.
 */
export function tourOf(seen: Seen): TourMove[] {
  const moves = movesOf(seen);
  const now = moves.findIndex(({ isDone }) => !isDone);
  return moves.map(({ isDone: _, ...move }, index) => ({
    ...move,
    state: now < 0 || index < now ? 'done' : index === now ? 'now' : 'later',
  }));
}

function movesOf({ plan, runs, moments, regions }: Seen): Move[] {
  const [home = '', standby = ''] = plan.regions;
  const takeover = ended(runs, { verb: 'failover', region: standby, as: 'Serving' });
  const isHome = ended(runs, { verb: 'switchover', region: home, as: 'Serving' }) !== undefined;
  const stoodDown = ended(runs, { verb: 'stand-down', region: home, as: 'StoodDown' });
  const wasTold = (words: string) => moments.some(({ step, because }) => step === 'World' && because.includes(words));
  const hasReturned = isHome || (wasTold(`${home} is back`) && takeover !== undefined && stoodDown !== undefined);
  const divergence = regions.find(({ region }) => region === home)?.divergence;
  return [
    {
      title: `Lose ${home}`,
      sentence: 'Its database and tasks are killed and nothing in it answers: customers cannot order from now on.',
      press: { id: 'lose-region', target: home },
      isDone: wasTold(`${home} is lost`),
    },
    {
      title: 'Watch the takeover',
      sentence: `${standby} notices by itself, confirms, promotes the database, deploys, proves it, moves the name.`,
      isDone: takeover !== undefined,
    },
    {
      title: `Bring ${home} back`,
      sentence: 'It finds a newer epoch elsewhere and stands down by itself; Aurora rebuilds its database.',
      press: { id: 'return-region', target: home },
      isDone: hasReturned,
    },
    {
      title: 'Look at what it left behind',
      sentence: `${home} may hold rows that nobody else has. A person looks and says so; until then nothing goes home.`,
      press: { id: 'acknowledge-divergence', target: home },
      isDone: isHome || (hasReturned && !isOpenDivergence(divergence)),
    },
    {
      title: 'Go home',
      sentence: `A switchover started in ${home}: deployed and proven first, then moved without losing an order.`,
      press: { id: 'start', target: `${home} switchover` },
      isDone: isHome,
    },
  ];
}

interface Ended {
  readonly verb: string;
  readonly region: string;
  /** The run's last state. */
  readonly as: string;
}

const ended = (runs: readonly SeenRun[], { verb, region, as }: Ended): SeenRun | undefined =>
  runs.findLast((run) => run.verb === verb && run.region === region && run.lastState === as);
