import type { EvidenceRecord } from '../domain/evidence';
import type { EvidenceArchive } from '../domain/evidence-archive';
import { inRegion, type Names, namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { regionOfArn } from '../domain/region';
import type { Services } from './aws/services';

/** The evidence of a run as it was archived in its Region; `undefined` when nothing was. */
export const evidenceOf = (
  { services }: { readonly services: Pick<Services, 's3'> },
  { evidenceBucket }: Pick<Names, 'evidenceBucket'>,
  run: string,
): readonly EvidenceRecord[] | undefined =>
  services.s3
    .versionsIn(evidenceBucket)
    .map(({ body }) => JSON.parse(body.toString('utf8')) as EvidenceArchive)
    .find(({ runId }) => runId === run)?.records;

/** Messages of the operators' topics in the run's Region that name it. */
export function messagesAbout(
  { services }: { readonly services: Pick<Services, 'sns'> },
  plan: Plan,
  run: string,
): string[] {
  const region = regionOfArn(run) ?? '';
  const topics = [namesOf(plan, region).topicArn, ...plan.notify.map((topic) => inRegion(topic, region))];
  return services.sns.messages
    .filter(({ topicArn, message }) => topics.includes(topicArn) && message.includes(run))
    .map(({ message }) => message);
}
