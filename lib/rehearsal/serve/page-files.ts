import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Layouts } from './world-snapshot';

/** Something that the page is made of. */
export interface PageFile {
  readonly type: string;
  readonly body: string;
}

const FOLDER = join(__dirname, 'page');

/**
 * The page, its script in one file, its style, and the drawings of the verbs. Everything is served from here: a page
 * that asks somebody else for a font would tell them of it.
 *
 * @returns the files by path, once the page's token is known
 */
export function pageFiles(layouts: Layouts): (token: string) => Record<string, PageFile> {
  const script = bundled(join(FOLDER, 'main.ts'));
  const style = readFileSync(join(FOLDER, 'page.css'), 'utf8');
  const drawings = JSON.stringify(layouts);
  return (token) => ({
    '/': { type: 'text/html; charset=utf-8', body: htmlOf(token) },
    '/page.js': { type: 'text/javascript; charset=utf-8', body: script },
    '/page.css': { type: 'text/css; charset=utf-8', body: style },
    '/layouts.json': { type: 'application/json', body: drawings },
    '/icon.svg': { type: 'image/svg+xml', body: ICON },
  });
}

function bundled(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">' +
  '<circle cx="5.5" cy="8" r="4" fill="#8a94a6"/>' +
  '<circle cx="10.5" cy="8" r="4" fill="#0f8f6f" fill-opacity=".9"/></svg>';

/** @param token made of letters and digits alone */
const htmlOf = (token: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="understudy-token" content="${token}">
<title>Mission control · Understudy</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<div id="page"><p class="opening">Connecting to the world …</p></div>
<noscript><p class="opening">Mission control needs JavaScript.</p></noscript>
<div id="said" role="status" aria-live="polite"></div>
</body>
</html>
`;
