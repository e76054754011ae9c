import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PAGES } from '../lib/cli/pages';
import { FailureRecord } from '../lib/domain/failure';
import { RUN_EVENTS, runEventOf } from '../lib/domain/run-event';
import { VERBS } from '../lib/domain/verbs';
import { allSteps } from '../lib/workflow/workflows';
import { plan } from './fixtures';
import { projectFiles, ROOT } from './sources';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const pages = projectFiles().filter((path) => path.endsWith('.md'));

test.each(Object.entries(PAGES))('%s is fresh (npm run generate)', (file, page) => {
  expect(read(file)).toBe(page());
});

/** What GitHub calls a heading in a link. */
const anchorsOf = (path: string) =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The runbook is stitched of fragments, whose links point into the whole. */
const wholes = pages.filter((path) => path === 'docs/runbook.md' || !path.endsWith('runbook.md'));

test.each(wholes)('%s points at headings that exist', (path) => {
  const links = [...read(path).matchAll(/\]\((?!https?:)([^)#]*\.md)?#([^)]+)\)/g)];
  const wrong = links.filter(([, file, anchor = '']) => {
    const target = file === undefined ? path : join(dirname(path), file);
    return !existsSync(join(ROOT, target)) || !anchorsOf(target).includes(anchor);
  });
  expect(wrong.map(([link]) => link)).toEqual([]);
});

test.each(pages)('%s points at files that exist', (path) => {
  const targets = [...read(path).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
  expect(targets.filter((target) => !existsSync(join(ROOT, dirname(path), target)))).toEqual([]);
});

describe('the page of events', () => {
  const page = read('docs/events.md');
  const blocks = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json));

  test('names each event with the kind of its record', () => {
    const rows = [...page.matchAll(/^\| `(Understudy [\w ]+)` \| `(\w+)` \|/gm)].map(([, name, kind]) => [kind, name]);
    expect(Object.fromEntries(rows)).toEqual(RUN_EVENTS);
  });

  test('shows an event as it is put on the bus', () => {
    const [{ detail, ...shown }] = blocks;
    const record = { ...detail, runId: detail.run, data: {}, previousHash: '', hash: '' };
    const event = runEventOf(record, { plan });
    expect({ ...shown, detail }).toEqual({
      source: event?.source,
      'detail-type': event?.detailType,
      resources: event?.resources,
      detail: event?.detail,
    });
  });

  test('shows patterns of events, fields and values that there are', () => {
    const names: string[] = Object.values(RUN_EVENTS);
    expect(blocks.length).toBeGreaterThan(4);
    for (const { source, 'detail-type': types, detail } of blocks.slice(1)) {
      expect(source).toEqual(['understudy']);
      expect(names).toEqual(expect.arrayContaining(types));
      const { plan: plans, verb = [], failure = [], step = [], ...rest } = detail;
      expect([plans, rest]).toEqual([['orders'], {}]);
      expect(VERBS).toEqual(expect.arrayContaining(verb.flatMap((one: never) => one['anything-but'] ?? one)));
      expect(FailureRecord.shape.kind.options).toEqual(expect.arrayContaining(failure));
      expect(allSteps().map(({ name }) => name)).toEqual(expect.arrayContaining(step));
    }
  });

  test('tells every field', () => {
    const told = [...page.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| /gm)].flatMap(([, fields = '']) => fields.match(/\w+/g));
    const fields = [...Object.keys(blocks[0].detail), 'failure', 'outcome', 'evidenceKey', 'reportKey'];
    expect(told).toEqual(expect.arrayContaining(fields.filter((field) => field !== 'kind')));
  });
});

/** The lines of the only picture of a file. */
const picture = (path: string) =>
  read(path)
    .split('\n')
    .filter((line) => /─▶|─┘/.test(line))
    .map((line) => line.replace(/^ \*/, '').trim());

test('the README shows the picture that stands above the order', () => {
  expect(picture('lib/workflow/failover.ts')).toHaveLength(9);
  expect(picture('README.md')).toEqual(expect.arrayContaining(picture('lib/workflow/failover.ts')));
});

test('the page of the verbs shows the order of a switchover as its workflow does', () => {
  const shown = picture('docs/verbs.md');
  expect(shown.length).toBeGreaterThan(5);
  expect(picture('lib/workflow/switchover.ts')).toEqual(expect.arrayContaining(shown));
});
