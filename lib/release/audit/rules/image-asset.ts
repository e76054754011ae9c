import { type Rule, type Said, WHOLE_RELEASE } from '../rule';

export const imageAsset: Rule = {
  name: 'image-asset',
  level: 'error',
  why: 'CDK would build and push the image when the stack is deployed; a takeover builds nothing.',
  check: ({ source, templates }) =>
    source.images.flatMap((image): Said[] => {
      const users = templates.filter(({ template }) => JSON.stringify(template).includes(image));
      // An assembly lists images by their path in the app, which no template holds.
      const stacks = users.length > 0 ? [...new Set(users.map(({ stack }) => stack))] : [WHOLE_RELEASE];
      const because = `the image asset ${image} is built and pushed by CDK`;
      return stacks.map((stack) => ({ stack, because, remedy: REMEDY }));
    }),
};

const REMEDY = 'build the image before the release, replicate it to every Region, and name it by its digest';
