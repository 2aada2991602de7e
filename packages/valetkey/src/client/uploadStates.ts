/** Where an upload may go from each of its states; told in prose at the top of `engine/createEngine.ts`. */
export const uploadTransitions = {
  queued: ['uploading', 'paused', 'failed', 'cancelled'],
  uploading: ['queued', 'finishing', 'done', 'paused', 'failed', 'cancelled'],
  finishing: ['uploading', 'done', 'failed', 'cancelled'],
  paused: ['queued', 'uploading', 'failed', 'cancelled'],
  failed: ['queued', 'uploading', 'done', 'cancelled'],
  done: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export type UploadState = keyof typeof uploadTransitions;
