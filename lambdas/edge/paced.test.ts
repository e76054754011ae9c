import { paced, type Share } from './paced';

/** When each of so many calls was sent, milliseconds, on a clock that passes by itself. */
async function beginnings(share: Share, asked: readonly number[]): Promise<number[]> {
  let now = 0;
  const sent: number[] = [];
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      slept.push(now + milliseconds);
    },
  };
  const slept: number[] = [];
  const client = paced({ send: async (command: number) => command }, share, clock);
  for (const at of asked) {
    now = at;
    slept.length = 0;
    await client.send(at);
    sent.push(slept[0] ?? now);
  }
  return sent;
}

describe('a paced client', () => {
  it.each<[string, Share, number[], number[]]>([
    ['lets a burst through at once', { burst: 3, perSecond: 1 }, [0, 0, 0], [0, 0, 0]],
    ['makes the next one wait for its turn', { burst: 3, perSecond: 1 }, [0, 0, 0, 0, 0], [0, 0, 0, 1000, 2000]],
    ['spaces calls evenly without a burst', { burst: 1, perSecond: 4 }, [0, 0, 0, 0], [0, 250, 500, 750]],
    ['makes nobody wait who keeps to the rate', { burst: 1, perSecond: 4 }, [0, 250, 500], [0, 250, 500]],
    [
      'has its burst again after a pause',
      { burst: 2, perSecond: 1 },
      [0, 0, 9000, 9000, 9000],
      [0, 0, 9000, 9000, 10_000],
    ],
    ['saves up no more than the burst', { burst: 2, perSecond: 1 }, [60_000, 60_000, 60_000], [60_000, 60_000, 61_000]],
  ])('%s', async (_, share, asked, began) => {
    expect(await beginnings(share, asked)).toEqual(began);
  });

  it('gives the answer, and the error', async () => {
    const clock = { now: () => 0, sleep: async () => {} };
    const answering = paced({ send: async () => 'answer' }, { burst: 1, perSecond: 1 }, clock);
    expect(await answering.send({})).toBe('answer');
    const failing = paced({ send: () => Promise.reject(new Error('no')) }, { burst: 1, perSecond: 1 }, clock);
    await expect(failing.send({})).rejects.toThrow('no');
  });
});
