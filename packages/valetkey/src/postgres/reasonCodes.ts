import { isReviewReasonCode, reviewReasons } from '../protocol/index.ts';
import type { Queryable } from './inTransaction.ts';

/** Why a version is not approved: a stable code, and its meaning in words that its owner may read. */
export type ReasonCode = { code: string; label: string };

/**
 * The reasons that a profile knows. Asked inside a transaction, whose connection is `client`: what has to be read is read on it.
 * Another connection of the same pool may be the one that everybody who holds one waits for.
 */
export type ReasonCodes = (profile: string, client: Queryable) => Promise<readonly ReasonCode[]>;

/** What codes look like; the database has the same rule. */
export const reasonCodePattern = /^[A-Z][A-Z_]{1,63}$/;

const defaults = Object.entries(reviewReasons).map(([code, label]) => ({ code, label }));

export const defaultReasonCodes: ReasonCodes = async () => defaults;

/** What a decision's reason meant when it was given. */
export function reasonLabelOf(row: {
  reason_code: string | null;
  reason_label: string | null;
}): string | null {
  const { reason_code: code, reason_label: label } = row;
  if (label !== null || code === null) return label;
  return isReviewReasonCode(code) ? reviewReasons[code] : code;
}
