import type { Job, NewAuditEvent, UploadRecord } from './Records.ts';

/**
 * `pending`: somebody is at work on it. `not_available`: it cannot be made here, a tool is missing for example. `failed`: the
 * file itself does not allow it.
 */
export type DerivativeState = 'pending' | 'available' | 'not_available' | 'failed';

/** Something made from one version of a file: a thumbnail, a page, a preview. */
export type DerivativeRecord = {
  uploadId: string;
  /** 1 to 32 of `a-z`, `0-9` and `-`; unique within the version. */
  name: string;
  state: DerivativeState;
  /** What it is or would be. */
  contentType: string;
  /** Bytes; `null` unless it is available. */
  size: number | null;
  /** In pixels; `null` where there is nothing to see. */
  width: number | null;
  height: number | null;
  /** `null` where nothing plays. */
  durationSeconds: number | null;
  /** Why there is none, in a word of ours such as `tool_missing`. */
  reason: string | null;
  /** Where it is; `null` unless it is available. */
  objectKey: string | null;
};

/** A derivative that an attempt sets out to make. */
export type PlannedDerivative = Pick<DerivativeRecord, 'name' | 'contentType'>;

/** What became of one: its facts, or why there is none. */
export type DerivativeResult = Omit<DerivativeRecord, 'uploadId' | 'state'> & {
  state: Exclude<DerivativeState, 'pending'>;
};

/** Where derivatives are recorded: one method is one transaction. Their bytes are claimed by `Records.claimedKeys`. */
export type DerivativeRecords = {
  /** All derivatives of these versions, by name. */
  findDerivatives(input: { uploadIds: readonly string[] }): Promise<DerivativeRecord[]>;

  /**
   * Claims for an attempt what is planned and not made yet, and answers its names; what another attempt had claimed is taken
   * from it. `null` when the version is not `available`.
   */
  beginDerivation(input: {
    uploadId: string;
    attemptId: string;
    planned: readonly PlannedDerivative[];
    now: Date;
  }): Promise<string[] | null>;

  /**
   * Records what an attempt came to, also of names that were not planned, with its event. Answers the names that were taken;
   * `null` with nothing written when the attempt holds nothing any more or the version is not `available`.
   */
  finishDerivation(input: {
    uploadId: string;
    attemptId: string;
    results: readonly DerivativeResult[];
    event: NewAuditEvent;
    now: Date;
  }): Promise<string[] | null>;

  /**
   * Asks once more for the derivatives of up to `limit` available versions that should have had them by now, and not again for an
   * hour. A version without jobs is done. Answers how many it found, and for how many there was something to ask for.
   */
  requeueDerivations(input: {
    now: Date;
    limit: number;
    jobs: (upload: UploadRecord) => readonly Job[];
  }): Promise<{ found: number; requeued: number }>;

  /** Forgets all derivatives of a version, whose bytes are gone. */
  removeDerivatives(input: { uploadId: string }): Promise<void>;
};
