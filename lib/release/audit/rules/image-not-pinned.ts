import type { Plan } from '../../../domain/plan';
import type { Template } from '../../source';
import { imagesOf } from '../images';
import { inResources, type Rule, type SaidHere } from '../rule';
import { parameterAtEnd, textOf } from '../texts';

export const imageNotPinned: Rule = {
  name: 'image-not-pinned',
  level: 'error',
  warnsWhen: 'the image comes from a parameter',
  why: 'A tag may name another image on the day of the takeover than on the day of the release; a digest cannot.',
  check: inResources(({ type, properties, template }, { plan }) =>
    imagesOf(type, properties).flatMap(({ path, value }) => {
      const found = judged(textOf(value), { template, plan });
      return found ? [{ ...found, because: `${path} ${found.because}` }] : [];
    }),
  ),
};

const PINNED = /@sha256:[0-9a-f]{64}$/;
/** Images of CodeBuild itself, which have no digest. */
const OF_CODEBUILD = /^aws\/codebuild\//;
const REMEDY = 'name the image by its digest, repository@sha256:…';

type Judged = Pick<SaidHere, 'because' | 'remedy' | 'level'>;

function judged(image: string | undefined, { template, plan }: { template: Template; plan: Plan }): Judged | undefined {
  if (image === undefined || /\$\{[^}]*\}$/.test(image)) {
    const name = parameterAtEnd(image ?? '', template);
    const given = name && (plan.release.parameters[name] ?? template.Parameters?.[name]?.Default);
    if (PINNED.test(String(given ?? ''))) return undefined;
    const because = name ? `comes from the parameter ${name}` : 'is computed when the stack is created';
    return { because: `${because}, so that nothing here says whether it is pinned`, remedy: REMEDY, level: 'warning' };
  }
  if (PINNED.test(image) || OF_CODEBUILD.test(image)) return undefined;
  return { because: `is ${image}, without a digest`, remedy: REMEDY };
}
