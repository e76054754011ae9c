import type { Plan } from '../../domain/plan';
import { keyIdOf, signedManifest } from '../../domain/release';
import { oneLine } from '../../domain/text';
import { stopping } from '../audit';
import type { Finding } from '../finding';
import type { Signer } from '../signers/signer';
import { withoutProblems } from './leaving-out';
import type { SeenRegion } from './look';
import type { Publishing } from './publishing';

/** S3 takes no more in one request: 5 GB. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
const UPLOAD_BYTES_MAX = 5 * 1024 ** 3;

/** What stops a release before any Region is asked. */
export const problemsAtHome = (
  plan: Plan,
  { release, findings, signer, without }: Pick<Publishing, 'release' | 'findings' | 'signer' | 'without'>,
): string[] => [
  ...stopping(findings).map(findingProblem),
  ...keyProblems(plan, signer),
  ...withoutProblems(plan, without),
  ...release.assets
    .filter(({ bytes }) => bytes > UPLOAD_BYTES_MAX)
    .map(({ id, bytes }) => `asset ${id} has ${bytes} bytes; S3 takes at most ${UPLOAD_BYTES_MAX} in one request`),
];

const findingProblem = ({ id, because, remedy }: Finding) => `the audit found ${id}: ${because}; ${remedy}`;

function keyProblems({ release }: Plan, { about, publicKey }: Signer): string[] {
  if (publicKey === release.publicKey) return [];
  const signing = `${about} is key ${keyIdOf(publicKey)}`;
  if (publicKey === release.previousPublicKey) {
    return [`${signing}, the plan's previous one; sign with key ${keyIdOf(release.publicKey)}`];
  }
  return [
    `${signing}, but the plan pins ${keyIdOf(release.publicKey)}: sign with that key, or pin this one as ` +
      `release.publicKey ${publicKey} and deploy the control plane first`,
  ];
}

/**
 * A takeover refuses a manifest that is followed by an older one, so a clock that is behind would publish a release
 * that nobody can deploy.
 *
 * @param now ISO 8601 UTC
 */
export function clockProblem({ region, current }: SeenRegion, plan: Plan, now: string): string | undefined {
  const read = current && signedManifest(current.text, plan);
  if (!read || 'problems' in read) return undefined;
  const { release, createdAt } = read.manifest;
  if (Date.parse(createdAt) < Date.parse(now)) return undefined;
  return (
    `${region}: release ${release} is current since ${createdAt}, and here it is ${now}: ` +
    'a clock is wrong; set it, and publish again'
  );
}

/** What is current, but nobody with a key of the plan has signed: it is replaced, and somebody should know. */
export function strangerWarning({ region, current }: SeenRegion, plan: Plan): string | undefined {
  const read = current && signedManifest(current.text, plan);
  if (!read || 'manifest' in read) return undefined;
  // Whoever wrote it chose its words too: they are shown, and do nothing to a terminal.
  const because = oneLine(read.problems[0] ?? '');
  return `${region}: what was current was no release of the team: ${because}; find out who wrote it`;
}
