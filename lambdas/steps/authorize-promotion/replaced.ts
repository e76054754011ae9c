import type { InputOf } from '../../../lib/domain/step';
import type { authorizePromotion } from './step';

type Input = Pick<InputOf<typeof authorizePromotion>, 'confirmOutage' | 'confirmActive'>;

/** The Region that the promotion replaces, and what each signal said of it. */
export type Replaced =
  /** It was confirmed lost: what had not arrived here is lost with it. */
  | { readonly kind: 'lost'; readonly region: string; readonly signals: readonly string[]; readonly witness: Witness }
  /** It works, and Aurora moves the writer only once everything is here. */
  | { readonly kind: 'active'; readonly region: string; readonly signals: readonly string[] };
type Witness = NonNullable<Input['confirmOutage']>['witness'];

/** @throws when neither was confirmed: no machine comes here then */
export function replacedRegion({ confirmOutage, confirmActive }: Input): Replaced {
  if (confirmActive) return { kind: 'active', region: confirmActive.activeRegion, signals: confirmActive.signals };
  if (!confirmOutage) throw new Error('neither ConfirmOutage nor ConfirmActive has said which Region is replaced');
  const { lostRegion, signals, witness } = confirmOutage;
  return { kind: 'lost', region: lostRegion, signals, witness };
}
