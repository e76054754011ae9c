/** What a person holds with the keyboard, while the page changes under it four times a second. */
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launch } from './browser';

const entry = join(__dirname, '../../lib/rehearsal/serve/page/morph.ts');
const files = buildSync({
  entryPoints: [entry],
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'own',
}).outputFiles;
const script = files[0]?.text ?? '';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launch();
  page = await browser.newPage();
  await page.setContent('<div id="page"></div>');
  await page.addScriptTag({ content: script });
});
afterAll(() => browser?.close());

const becomes = (...buttons: readonly string[]) => {
  const list = buttons.map((id) => `<li><button id="${id}">${id}</button></li>`).join('');
  const markup = `<div id="moves" tabindex="0"><ul>${list}</ul></div>`;
  return page.evaluate(`own.morph(document.getElementById('page'), ${JSON.stringify(markup)})`);
};
const focused = () => page.evaluate('document.activeElement.id');

test('focus follows a button whose place in the list changes', async () => {
  await becomes('heal', 'start');
  await page.focus('#start');
  await becomes('start');
  expect(await focused()).toBe('start');
  await becomes('heal', 'cure', 'start');
  expect(await focused()).toBe('start');
});

test('focus stays in the list when its button is gone', async () => {
  await becomes('heal', 'start');
  await page.focus('#heal');
  await becomes('start');
  expect(await focused()).toBe('moves');
});

test('nothing is focused that was not', async () => {
  await becomes('heal', 'start');
  await page.evaluate('document.activeElement.blur()');
  await becomes('start');
  expect(await focused()).toBe('');
});
