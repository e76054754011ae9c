import * as z from 'zod';
import { sha256Of } from '../../../domain/canonical-json';
import type { EvidenceRecord } from '../../../domain/evidence';
import type { Plan } from '../../../domain/plan';
import type { Digest } from '../data';

const Release = z.object({ id: z.string(), commit: z.string(), versionId: z.string(), sha256: z.string() });

export interface Ran {
  readonly records: readonly EvidenceRecord[];
  /** @default the run was closed in its place, and its document is gone */
  readonly plan?: Plan | undefined;
}

/** Digests of the plan and the release, as the run itself wrote them down; the plan's is computed where it did not. */
export function digestsIn({ records, plan }: Ran): Digest[] {
  const recorded = records.map(({ data }) => data.planSha256).find((digest) => typeof digest === 'string');
  const planSha256 = recorded ?? (plan && sha256Of(plan));
  const release = Release.safeParse(records.find(({ kind }) => kind === 'ended')?.data.release).data;
  return [
    ...(planSha256 === undefined
      ? []
      : [{ name: 'Plan digest', value: planSha256, of: 'SHA-256 of its canonical JSON' }]),
    ...(release
      ? [
          { name: 'Release', value: release.id, of: `of commit ${release.commit}` },
          { name: 'Manifest', value: release.sha256, of: `SHA-256 of its bytes, version ${release.versionId} in S3` },
        ]
      : []),
  ];
}
