import { staleness } from './readiness';

const at = '2026-11-21T12:00:00.000Z';

describe('a check', () => {
  it.each(['2026-11-21T12:00:00.000Z', '2026-11-21T13:00:00.000Z', '2026-11-21T13:00:59.999Z'])(
    'made at 12:00 still counts at %s',
    (now) => expect(staleness({ at }, now)).toBeUndefined(),
  );

  it('that is 61 minutes old counts no more', () => {
    expect(staleness({ at }, '2026-11-21T13:01:00.000Z')).toContain('the last check is 61 min old, older than 60 min');
  });

  it('whose time cannot be read counts no more', () => {
    expect(staleness({ at: '' }, at)).toContain('the last check is from ""');
  });
});
