import { createHash } from 'node:crypto';

/**
 * What a page's Content-Security-Policy names a style sheet by: only these very characters are then applied.
 *
 * Source: https://www.w3.org/TR/CSP3/#grammardef-hash-source
 */
export const styleHash = (css: string): string => `sha256-${createHash('sha256').update(css).digest('base64')}`;
