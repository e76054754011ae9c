import { PRICES, type Price, type PriceName } from './prices';

/** One line of a bill. */
export interface CostItem {
  readonly item: string;
  /** Of `unit`, in a month or in a run. */
  readonly quantity: number;
  readonly unit: string;
  readonly unitPriceUsd: number;
  readonly usd: number;
  /** When what was assumed turns out against us: a free tier that is used up, more calls. */
  readonly usdAtMost: number;
  readonly source: string;
  /** How the quantity came about. */
  readonly note?: string;
}

/** A quantity that is still to be priced. */
export interface Counted {
  readonly item: string;
  readonly price: PriceName;
  readonly quantity: number;
  /** @default the quantity */
  readonly quantityAtMost?: number;
  /** The price that may hold instead. @default the same */
  readonly priceAtMost?: PriceName;
  readonly note?: string;
}

/**
 * Prices a quantity. What the list gives for nothing is taken as free as long as the quantity alone does not use it up:
 * what else the account has there is not known, and is in "at most".
 */
export function priced({
  item,
  price,
  quantity,
  quantityAtMost = quantity,
  priceAtMost = price,
  note,
}: Counted): CostItem {
  const { unit, usd: unitPriceUsd, source, listedFree = 0, unverified }: Price = PRICES[price];
  const said = [note, unverified && `not verified: ${unverified}`].filter((part) => part !== undefined).join('; ');
  return {
    item,
    quantity,
    unit,
    unitPriceUsd,
    usd: Math.max(0, quantity - listedFree) * unitPriceUsd,
    usdAtMost: quantityAtMost * PRICES[priceAtMost].usd,
    source,
    ...(said !== '' && { note: said }),
  };
}

/** The sum of a bill. */
export const totalOf = (items: readonly CostItem[]): { readonly usd: number; readonly usdAtMost: number } => ({
  usd: items.reduce((sum, { usd }) => sum + usd, 0),
  usdAtMost: items.reduce((sum, { usdAtMost }) => sum + usdAtMost, 0),
});
