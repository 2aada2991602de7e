import type { StoreCapabilities, StoreConfig } from '../../s3/index.ts';
import type { AskStore, Outside } from '../bucket/askStore.ts';
import type { KeyPrefix } from '../bucket/createKeyring.ts';
import type { RemedyName } from '../bucket/planRemedies.ts';
import type { BucketState } from '../bucket/readBucketState.ts';

/** `error`: not usable or not safe. `warning`: works, and will hurt. `note`: to be known. `ok`: looked at and right. */
export type Severity = 'error' | 'warning' | 'note' | 'ok';

export type Finding = {
  /** Stable, dotted: scripts may rely on it. */
  id: string;
  severity: Severity;
  /** What is so, in a sentence. */
  what: string;
  /** What follows from it; empty for what is right. */
  why: string;
  /** What to do, in words. */
  fix: string;
  /** A command that does it, or the document to store. */
  exact: string;
  /** What `--fix` would do about it. */
  remedy: RemedyName | null;
};

/** What the checks of a store that answers work with. */
export type Examination = {
  config: StoreConfig;
  origins: readonly string[];
  state: BucketState;
  ask: AskStore;
  outside: Outside;
  /** Fresh key under one of the folders, remembered and removed at the end. */
  newKey(prefix: KeyPrefix): string;
  /** What the probe saw; `null` when it could not be made. */
  capabilities: StoreCapabilities | null;
  /** Unsigned headers that the store carried out, as the probe named them. */
  executedHeaders: readonly string[];
};

export const ok = (id: string, what: string): Finding => ({
  id,
  severity: 'ok',
  what,
  why: '',
  fix: '',
  exact: '',
  remedy: null,
});

export const finding = (
  severity: Exclude<Severity, 'ok'>,
  id: string,
  facts: Pick<Finding, 'what' | 'why'> & Partial<Finding>,
): Finding => ({ fix: '', exact: '', remedy: null, ...facts, id, severity });
