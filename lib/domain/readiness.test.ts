import { staleness } from './readiness';

const at = '2026-11-21T12:00:00.000Z';

describe('a check', () => {
  it.each(['2026-11-21T12:00:00.000Z', '2026-11-21T14:00:00.000Z', '2026-11-21T14:00:59.999Z'])(
    'made at 12:00 still counts at %s',
    (now) => expect(staleness({ at }, now)).toBeUndefined(),
  );

  it('that is 121 minutes old counts no more', () => {
    expect(staleness({ at }, '2026-11-21T14:01:00.000Z')).toContain(
      'the last check is 121 min old, older than 120 min',
    );
  });

  it.each([
    ['60 s ahead, as far as clocks differ, still counts', '2026-11-21T11:59:00.000Z', undefined],
    [
      'more than that counts no more',
      '2026-11-21T11:58:59.999Z',
      'the last check is dated "2026-11-21T12:00:00.000Z", after now',
    ],
  ])('that is dated %s', (_, now, because) => {
    expect(staleness({ at }, now)).toEqual(because && expect.stringContaining(because));
  });

  it('whose time cannot be read counts no more', () => {
    expect(staleness({ at: '' }, at)).toContain('the last check is from ""');
  });
});
