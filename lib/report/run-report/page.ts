import { styleHash } from '../../domain/style-hash';
import { clientsSection } from './clients';
import type { RunReportData } from './data';
import { evidenceSection } from './evidence';
import { header } from './header';
import { headlineOf } from './headline';
import { type Html, html, verbatim } from './html';
import { lagSection } from './lag';
import { machineSection } from './machine';
import {
  decisionsSection,
  namesSection,
  ordersSection,
  promisesSection,
  provenanceSection,
  unmeasuredSection,
} from './sections';
import { STYLE, STYLE_OF_MEDIA } from './style';
import { timelineSection } from './timeline';

const SECTIONS: readonly (readonly [id: string, word: string, section: (data: RunReportData) => Html])[] = [
  ['machine', 'The machine', machineSection],
  ['timeline', 'Timeline', timelineSection],
  ['clients', 'Clients', clientsSection],
  ['lag', 'Database', lagSection],
  ['names', 'Public name', namesSection],
  ['orders', 'Orders', ordersSection],
  ['decisions', 'Decisions', decisionsSection],
  ['provenance', 'What ran', provenanceSection],
  ['promises', 'Promises', promisesSection],
  ['evidence', 'Evidence', evidenceSection],
  ['unmeasured', 'Not measured', unmeasuredSection],
];

const CSS = `${STYLE}${STYLE_OF_MEDIA}`;

/**
 * Lets the page do nothing but be read: no script, no request, no form, and no style but its own.
 *
 * Source: https://www.w3.org/TR/CSP3/
 */
const POLICY = `default-src 'none'; style-src '${styleHash(CSS)}'; img-src data:; base-uri 'none'; form-action 'none'`;

/** A run as one HTML file that needs nothing else: it can be mailed, printed, and read in ten years. */
export const runReportHtml = (data: RunReportData): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<title>${headlineOf(data)} · ${data.plan} · Understudy</title><style>${verbatim(CSS)}</style></head>
<body><a class="skip" href="#report">To the report</a><div class="page">${header(data)}
<nav aria-label="Sections"><ol>${SECTIONS.map(([id, word]) => html`<li><a href="#${id}">${word}</a></li>`)}</ol></nav>
<main id="report">${SECTIONS.map(([, , section]) => section(data))}</main>
<footer>${footer(data)}</footer></div></body></html>
`.markup;

const footer = ({ setting }: RunReportData): string =>
  setting.kind === 'rehearsal'
    ? 'Rehearsed on one computer: real databases, DNS and HTTP; AWS is a local stand-in. Seconds are wall seconds.'
    : 'Written from what the run left behind: its records, its document, and metrics where this page shows them.';
