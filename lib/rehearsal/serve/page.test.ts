import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { HERE, LOST } from '../../../test/fixtures';
import { layouts, NOON, seenRegion, seenRun, seenWorld } from '../../../test/mission-control-world';
import { placesOf } from '../../report/run-report/places';
import type { PageState } from './page/state';
import { MEASURES, wayBetween } from './page/views/drawing';
import { page } from './page/views/page';
import { readable } from './page/views/said';
import { pageFiles } from './page-files';
import type { Seen } from './seen';
import { worldSnapshot } from './world-snapshot';

const shown = (seen: Partial<Seen> = {}, state: Partial<PageState> = {}): string => {
  const world = worldSnapshot(seenWorld(seen), layouts);
  const snapshot = { at: NOON, phase: { name: 'open', told: [] }, world } as const;
  return page({ snapshot, layouts, isLive: true, underWay: new Set(), isTourHidden: false, ...state }).markup;
};

test('an ordinary day shows both Regions, the customers, and the first move of the tour', () => {
  const markup = shown();
  expect(markup).toContain(`aria-labelledby="region-${LOST}"`);
  expect(markup).toContain(`aria-labelledby="region-${HERE}"`);
  expect(markup).toContain('0.4 s behind');
  expect(markup).toContain(`data-id="lose-region" data-target="${LOST}"`);
  expect(markup).toContain('No run yet');
});

test('nothing that the world says becomes markup', () => {
  const because = '<img src=x onerror=alert(1)>';
  const markup = shown({ moments: [{ at: NOON, step: 'World', because }] });
  expect(markup).not.toContain('<img src=x');
  expect(markup).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

test('no element has an inline style or handler, which the policy would not let through', () => {
  const markup = shown({ runs: [seenRun('failover')] });
  const { '/': index } = pageFiles(layouts)('token');
  for (const text of [markup, index?.body ?? '']) expect(text).not.toMatch(/\sstyle=|\son\w+=|<script(?![^>]*src)/);
});

test('what is impossible is still reached, is off, and says why', () => {
  const lost = { regions: [seenRegion(LOST, { isLost: true }), seenRegion(HERE)] };
  const markup = shown(lost, { tab: LOST });
  expect(markup).toMatch(new RegExp(`data-id="lose-region" data-target="${LOST}"\\s+aria-disabled="true"`));
  expect(markup).toContain(`${LOST} is lost already`);
  expect(markup).toMatch(new RegExp(`data-id="return-region" data-target="${LOST}"\\s+aria-describedby`));
});

test('a person who is asked is led to the answer', () => {
  const run = seenRun('failover');
  const approval = {
    ...{ runId: run.arn, planSha256: 'x', epoch: 101, persons: 1, because: 'the lag is 40 s', answers: [] },
    facts: { loss: [], signals: [], canaries: [], at: '2026-11-21T12:00:00.000Z' },
    ...{ askedAt: '2026-11-21T12:00:00.000Z', expiresAt: '2026-11-21T13:00:00.000Z', toldAt: [], version: 1 },
  };
  const markup = shown({ runs: [{ ...run, approval }] });
  expect(markup).toContain('A person is asked.');
  expect(markup).toContain('data-id="approve"');
  expect(shown()).not.toContain('data-id="approve"');
});

test('what is asked once more has an answer that keeps everything, before the one that does not', () => {
  const people = { tab: 'people' } as const;
  expect(shown({}, people)).toMatch(/data-id="new-world" data-target=""\s+data-asks="keep-new-world-"/);
  expect(shown({}, people)).not.toContain('Yes, close this world');
  const markup = shown({}, { ...people, asked: 'new-world ' });
  expect(markup).toMatch(/id="keep-new-world-" data-keep="move-new-world-">Keep it<.*Yes, close this world/s);
  expect(markup.split('Yes, close this world')).toHaveLength(2);
});

test('a step at work says so by word and by class', () => {
  const events = [{ kind: 'entered', at: NOON - 2000, step: 'AdmitRun' }] as const;
  const markup = shown({ runs: [seenRun('failover', { events })] });
  expect(markup).toContain('aria-label="AdmitRun: at work.');
  expect(markup).toContain('at work</span>\n<span class="quiet" aria-hidden="true">2.0 s</span>');
});

test('a line that is down is an alert, and what was known stays', () => {
  const markup = shown({}, { isLive: false });
  expect(markup).toContain('role="alert"');
  expect(markup).toContain('connects again by itself');
  expect(markup).toContain(`region-${LOST}`);
});

test('a page without a place says why, and one whose world was closed that it has ended', () => {
  const rest = { isLive: false, underWay: new Set<string>(), isTourHidden: false };
  expect(page({ ...rest, trouble: '5 pages listen already' }).markup).toContain('5 pages listen already');
  const closing = { at: NOON, phase: { name: 'closing', told: [] } } as const;
  expect(page({ ...rest, snapshot: closing }).markup).toContain('Understudy has ended');
});

test('before there is a world, the page tells how it comes on, or why it does not', () => {
  const phase = (name: 'opening' | 'broken', trouble?: string) =>
    page({
      snapshot: { at: NOON, phase: { name, told: ['deploying'], ...(trouble && { trouble }) } },
      ...{ isLive: true, underWay: new Set(), isTourHidden: false },
    }).markup;
  expect(phase('opening')).toContain('deploying');
  expect(phase('broken', 'no PostgreSQL here')).toContain('no PostgreSQL here');
});

test('a run is named by verb and Region instead of its ARN', () => {
  const arn = seenRun('stand-down').arn;
  expect(readable(`joined ${arn}, which works`)).toBe(`joined the stand-down of ${HERE}, which works`);
});

test.each(Object.entries(layouts))(
  'no two boxes of %s stand on each other, and every arrow leads somewhere',
  (_, layout) => {
    const places = placesOf(layout, MEASURES);
    const corners = layout.steps.map(({ name }) => places.of(name));
    expect(new Set(corners.map((corner) => `${corner?.x} ${corner?.y}`)).size).toBe(layout.steps.length);
    for (const corner of corners) expect(corner && corner.x < places.width && corner.y < places.height).toBe(true);
    const names = layout.steps.map(({ name }) => name);
    for (const way of layout.arrows.filter(({ from, to }) => names.includes(from) && names.includes(to))) {
      expect(wayBetween(places, way)).toMatch(/^M[\d.]+ [\d.]+H/);
    }
  },
);

test('what runs in the browser fits its types, which those of Node would hide', () => {
  const tsc = join(__dirname, '../../../node_modules/.bin/tsc');
  expect(execFileSync(tsc, ['--noEmit', '--project', join(__dirname, 'page')], { encoding: 'utf8' })).toBe('');
}, 60_000);
