import { checked, drilled, retired, switched } from './planned';
import { failedBack, returned } from './returns';
import type { Story } from './story';
import {
  asked,
  isolated,
  lost,
  lostAfterPromotion,
  lostBeforePromotion,
  lostInDrill,
  startedByHand,
  unanswered,
  warmed,
} from './takeovers';

export { played } from './played';
export type { Story } from './story';

/** Every verb, and every way into a takeover. */
export const STORIES = {
  ...{ lost, switched, drilled },
  ...{ isolated, startedByHand, warmed, asked, unanswered, lostInDrill, lostBeforePromotion, lostAfterPromotion },
  ...{ returned, failedBack, checked, retired },
} satisfies Readonly<Record<string, Story>>;
export type StoryName = keyof typeof STORIES;
