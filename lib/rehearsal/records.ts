import type { EvidenceRecord } from '../domain/evidence';
import type { EvidenceArchive } from '../domain/evidence-archive';
import { inRegion, type Names, namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { regionOfArn } from '../domain/region';
import type { Services } from './aws/services';

/** An archive, and the key it is kept under. */
export interface KeptArchive {
  readonly key: string;
  readonly archive: EvidenceArchive;
}

/** The archive of a run in its Region; `undefined` when nothing was archived. Its report stands beside it. */
export const archiveOf = (
  { services }: { readonly services: Pick<Services, 's3'> },
  { evidenceBucket }: Pick<Names, 'evidenceBucket'>,
  run: string,
): KeptArchive | undefined =>
  services.s3
    .versionsIn(evidenceBucket)
    .filter(({ key, deleteMarker }) => key.endsWith('.json') && !deleteMarker)
    .map(({ key, body }) => ({ key, archive: JSON.parse(body.toString('utf8')) as EvidenceArchive }))
    .find(({ archive }) => archive.runId === run);

/** The evidence of a run as it was archived in its Region; `undefined` when nothing was. */
export const evidenceOf = (
  world: { readonly services: Pick<Services, 's3'> },
  names: Pick<Names, 'evidenceBucket'>,
  run: string,
): readonly EvidenceRecord[] | undefined => archiveOf(world, names, run)?.archive.records;

/**
 * Messages of the operators' topics in the run's Region in which the run is told of: each has a subject. What
 * EventBridge tells of a machine has none, and does not count as the run's own word.
 */
export function messagesAbout(
  { services }: { readonly services: Pick<Services, 'sns'> },
  plan: Plan,
  run: string,
): string[] {
  const region = regionOfArn(run) ?? '';
  const topics = [namesOf(plan, region).topicArn, ...plan.notify.map((topic) => inRegion(topic, region))];
  return services.sns.messages
    .filter(
      ({ topicArn, subject, message }) => topics.includes(topicArn) && subject !== undefined && message.includes(run),
    )
    .map(({ message }) => message);
}
