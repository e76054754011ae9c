/** Mission control in a real browser over a real world: the first tour's first moves, and what a person meets there. */
import type { Browser, Page } from 'playwright-core';
import { type Served, serve } from '../../lib/rehearsal/serve/serve';
import { LOST } from '../fixtures';
import { layouts } from '../mission-control-world';
import { barriersIn, keepPicture, launch, open, type Watched } from './browser';

const SECOND = 1000;
/** A world opens in most of a minute, and a takeover ends within another; a busy machine takes twice as long. */
const OPENING_MILLISECONDS = 180 * SECOND;
const TAKEOVER_MILLISECONDS = 240 * SECOND;

const DESK = { width: 1280, height: 800 };

let browser: Browser;
let served: Served;
let page: Page;
const watched: Watched[] = [];

beforeAll(async () => {
  // Slower than a rehearsal: beside a browser, probes must not run into their time limits.
  served = await serve({ port: 0, seed: 1, scale: 15, layouts, tell: () => {} });
  browser = await launch();
  page = await opened({ colorScheme: 'light', viewport: DESK });
}, 60 * SECOND);

afterAll(async () => {
  await browser?.close();
  await served?.close();
}, 60 * SECOND);

async function opened(look: Parameters<typeof open>[2]): Promise<Page> {
  const one = await open(browser, served.url, look);
  watched.push(one);
  return one.page;
}

test(
  'tells how the world comes on until it stands',
  async () => {
    await page.getByRole('heading', { name: 'A world is opening' }).waitFor();
    await keepPicture(page, 'mission-control-opening');
    expect(await barriersIn(page)).toEqual([]);
    await page.getByRole('heading', { name: 'Customers' }).waitFor({ timeout: OPENING_MILLISECONDS });
  },
  OPENING_MILLISECONDS + 10 * SECOND,
);

test(
  'shows everything at once on a small laptop, and nothing runs over the edge of a telephone',
  async () => {
    for (const part of ['Customers', 'Moves', 'What is said', 'First tour']) {
      expect(await page.getByRole('heading', { name: part }).isVisible()).toBe(true);
    }
    const size = (of: Page) =>
      of.evaluate('[document.documentElement.scrollWidth, document.documentElement.scrollHeight]') as Promise<number[]>;
    expect(await size(page)).toEqual([1280, 800]);
    const telephone = await opened({ colorScheme: 'light', viewport: { width: 390, height: 844 } });
    await telephone.getByRole('heading', { name: 'Customers' }).waitFor();
    expect((await size(telephone))[0]).toBe(390);
    await keepPicture(telephone, 'mission-control-telephone');
    expect(await barriersIn(telephone)).toEqual([]);
    await telephone.close();
  },
  60 * SECOND,
);

test(
  'is usable by keyboard: tabs are walked with arrows, and a move that is off does nothing',
  async () => {
    await page.getByRole('tab', { name: LOST }).focus();
    await page.keyboard.press('ArrowRight');
    expect((await page.getByRole('tab', { selected: true }).textContent())?.trim()).toBe('us-west-2');
    const off = page.getByRole('tabpanel').getByRole('button', { name: 'Start failover in us-east-1' });
    await page.keyboard.press('ArrowLeft');
    expect(await off.getAttribute('aria-disabled')).toBe('true');
    await off.press('Enter');
    expect(await page.getByRole('heading', { name: 'No run yet' }).count()).toBe(1);
  },
  60 * SECOND,
);

test(
  'asks once more before it closes a world, and Enter pressed twice or Escape keep it',
  async () => {
    await page.getByRole('tab', { name: 'People, world' }).click();
    const renew = page.getByRole('button', { name: 'New world', exact: true });
    const yes = page.getByRole('button', { name: 'Yes, close this world' });
    const focused = () => page.evaluate('document.activeElement.textContent.trim()');
    await renew.press('Enter');
    await yes.waitFor();
    expect(await barriersIn(page)).toEqual([]);
    expect(await focused()).toBe('Keep it');
    await page.keyboard.press('Enter');
    expect([await yes.count(), await focused()]).toEqual([0, 'New world']);
    await renew.press('Enter');
    await page.keyboard.press('Escape');
    expect([await yes.count(), await focused()]).toEqual([0, 'New world']);
    expect(await page.getByRole('heading', { name: 'Customers' }).isVisible()).toBe(true);
    await page.getByRole('tab', { name: LOST }).click();
  },
  60 * SECOND,
);

test(
  'loses the Region by a button, and is there when the standby serves',
  async () => {
    await page
      .getByRole('region', { name: 'First tour' })
      .getByRole('button', { name: `Lose ${LOST}` })
      .click();
    await page.getByRole('heading', { name: `${LOST} lost` }).waitFor({ timeout: 30 * SECOND });
    await page
      .getByRole('heading', { name: /failover of us-west-2 running/ })
      .waitFor({ timeout: TAKEOVER_MILLISECONDS });
    await page.locator('.node.is-working').first().waitFor();
    await keepPicture(page, 'mission-control-takeover');
    expect(await barriersIn(page)).toEqual([]);
    await page
      .getByRole('heading', { name: /failover of us-west-2 Serving/ })
      .waitFor({ timeout: TAKEOVER_MILLISECONDS });
    expect(await page.locator('.points-to').textContent()).toBe('us-west-2');
    await keepPicture(page, 'mission-control-serving');
  },
  2 * TAKEOVER_MILLISECONDS,
);

test(
  'is as good in the dark, and the page had nothing to complain of',
  async () => {
    const dark = await opened({ colorScheme: 'dark', viewport: DESK });
    await dark.getByRole('heading', { name: 'Customers' }).waitFor();
    await keepPicture(dark, 'mission-control-dark');
    expect(await barriersIn(dark)).toEqual([]);
    await dark.close();
    expect(watched.flatMap(({ complaints }) => complaints)).toEqual([]);
    const asked = watched.flatMap(({ requests }) => requests.filter((one) => !one.startsWith(served.url)));
    expect(asked).toEqual([]);
  },
  60 * SECOND,
);
