/** What may be done to several files at once. */
export type FileChange = 'delete' | 'restore' | 'purge';

/** The outcome for one of them: the status that a call for it alone would have answered, and the code of a refusal. */
export type FileChangeResult = { id: string; status: number; code?: string };

/** Files in one call. */
export const maxFilesPerChange = 100;
