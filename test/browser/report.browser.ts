import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import type { RunReportData } from '../../lib/report/run-report/data';
import { headlineOf } from '../../lib/report/run-report/headline';
import { runReportHtml } from '../../lib/report/run-report/page';
import { reportData } from '../report-data';
import { temporaryDirectory } from '../temporary';
import { barriersIn, keepPicture, launch, open } from './browser';

/** What a rehearsal of `primary-lost` has left. */
const rehearsed: RunReportData = JSON.parse(readFileSync(join(__dirname, 'fixtures/primary-lost.json'), 'utf8'));

const directory = temporaryDirectory('reports');
function fileOf(name: string, data: RunReportData): string {
  const file = join(directory, `${name}.html`);
  writeFileSync(file, runReportHtml(data));
  return pathToFileURL(file).href;
}
const url = fileOf('rehearsed', rehearsed);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const SIZES = { desk: { width: 1280, height: 900 }, telephone: { width: 390, height: 844 } } as const;
const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  (['desk', 'telephone'] as const).map((size) => [colorScheme, size] as const),
);

describe.each(LOOKS)('the report in %s on a %s', (colorScheme, size) => {
  it('has no barrier, asks for nothing, complains of nothing and needs no sideways scrolling', async () => {
    const { page, complaints, requests } = await open(browser, url, { colorScheme, viewport: SIZES[size] });
    await keepPicture(page, `report-${size}-${colorScheme}`);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    expect(await barriersIn(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(SIZES[size].width);
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
  });
});

describe('the report of a rehearsal', () => {
  it('says what happened, step by step, and what customers felt', async () => {
    const { page } = await open(browser, url);
    expect(await page.textContent('h1')).toBe(`${headlineOf(rehearsed)}.`);
    expect(await page.locator('.drawing svg.wide a.node').count()).toBe(rehearsed.layout.steps.length);
    expect(await page.locator('.drawing svg:visible').count()).toBe(1);
    expect(await page.locator('.gantt tbody tr').count()).toBe(rehearsed.layout.steps.length);
    expect(await page.locator('.chart svg[role=img]').count()).toBeGreaterThanOrEqual(3);
    const [promote, deploy] = await Promise.all(
      ['PromoteDatabase', 'DeployStacks'].map((step) => page.locator(`#step-${step} .bar`).boundingBox()),
    );
    // Side by side: each begins before the other ends.
    expect(promote?.x).toBeLessThan((deploy?.x ?? 0) + (deploy?.width ?? 0));
    expect(deploy?.x).toBeLessThan((promote?.x ?? 0) + (promote?.width ?? 0));
  });

  it('applies its style sheet, and only that', async () => {
    const { page } = await open(browser, url);
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('h1') as Element).fontSize)).toBe(
      '54.4px',
    );
    const isRefused = await page.evaluate(() => {
      document.body.setAttribute('style', 'opacity: 0');
      return getComputedStyle(document.body).opacity === '1';
    });
    expect(isRefused).toBe(true);
  });

  it('lets the keyboard reach everything, and shows where it is', async () => {
    const { page } = await open(browser, url, { viewport: SIZES.desk });
    const all = await page.evaluate(() => {
      const reachable = [...document.querySelectorAll('a[href], summary, [tabindex="0"]')];
      return reachable.filter((one) => one.checkVisibility({ visibilityProperty: true })).length;
    });
    const seen = new Set<string>();
    for (let press = 0; press < all; press++) {
      await page.keyboard.press('Tab');
      const [name, isShown] = await page.evaluate(() => {
        const focused = document.activeElement as Element;
        const ring = focused.querySelector(':scope > rect') ?? focused;
        const { outlineStyle, strokeWidth } = getComputedStyle(ring);
        const index = [...document.querySelectorAll('*')].indexOf(focused);
        return [`${index} ${focused.textContent}`, outlineStyle !== 'none' || strokeWidth === '4px'] as const;
      });
      expect([name, isShown]).toEqual([name, true]);
      seen.add(name);
    }
    expect(seen.size).toBe(all);
  });

  it('leads from a state of the drawing to what it said', async () => {
    const { page } = await open(browser, url, { viewport: SIZES.desk });
    await page.locator('svg.wide a[href="#step-ShiftTraffic"]').focus();
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#step-ShiftTraffic');
    const box = await page.locator('#step-ShiftTraffic').boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect(box?.y).toBeLessThan(SIZES.desk.height);
  });

  it('prints on a few pages, with its headline', async () => {
    const { page } = await open(browser, url);
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThanOrEqual(3);
    expect(pages).toBeLessThanOrEqual(10);
    expect(await page.title()).toContain(headlineOf(rehearsed));
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('h1').isVisible()).toBe(true);
    expect(await page.locator('nav').isVisible()).toBe(false);
    await keepPicture(page, 'report-print');
  });
});

test('a report of hostile data runs nothing of it', async () => {
  const hostile = `</style></script><script>alert(1)</script><img src="https://example.com/x" onerror="alert(2)">`;
  const data = reportData({
    ...{ plan: hostile, reason: hostile, unmeasured: [hostile] },
    event: { at: 1, what: hostile },
    said: [{ at: 1, step: hostile, because: hostile }],
    calls: [{ at: 1, step: hostile, what: hostile, resource: hostile, error: hostile }],
  });
  const { page, complaints, requests } = await open(browser, fileOf('hostile', data));
  expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
  expect(await page.locator('script, img').count()).toBe(0);
  expect(await page.textContent('main')).toContain('<script>alert(1)</script>');
});
