import type { Scenario } from '../scenario';

/**
 * A check finds nothing wrong in a standby that is ready. Then seven things are left undone in it, one for each part of
 * a takeover, and a check names every one of them. Nothing starts, and nothing is changed by checking.
 */
export const scenario: Scenario = {
  // F-41
  story: 'a check of a standby that is ready finds nothing; of one that is not it names all that was left undone',
  expected: 'Failed',
  timeline: ['Passed:', 'World: us-west-2 is left headless', 'CheckReadiness: headless', 'Failed:'],
  async play(stage) {
    const { standby } = stage;
    await stage.settle();
    await stage.everyRegionIsKnown();
    const checked = async () => {
      const { code, out, err } = await stage.understudy('on-call', 'check', '--region', standby, '--json');
      const [region] = JSON.parse(out === '' ? '{"regions":[]}' : out).regions;
      return { code, err, problems: (region?.problems ?? []) as string[], calls: (region?.calls ?? []) as unknown[] };
    };
    const ready = await checked();
    stage.holds(`nothing is found in a ready standby: ${ready.err}${ready.problems.join(' | ')}`, ready.code === 0);
    stage.holds('it prints what a failover would call', ready.calls.length > 20);
    const seeded = stage.unprepare(standby);
    const before = stage.changesMade().length;
    const unready = await checked();
    const runs = stage.runs(standby, 'check');
    stage.isAbout(runs.at(-1)?.arn ?? '');
    stage.holds('its exit code says so', unready.code === 1);
    const told = unready.problems.join(' | ');
    for (const [word, what] of Object.entries(seeded))
      stage.holds(`it names that ${what}: ${told}`, told.includes(word));
    stage.holds('checking changes nothing', stage.changesMade().length === before);
  },
};
