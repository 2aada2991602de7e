/** A real S3 store on loopback, from the distribution's packages, that keeps nothing. */
export type ThrowAwayStore = {
  /** With its version. */
  name: string;
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Keys that may write and not read, where it has them. */
  writer?: { accessKeyId: string; secretAccessKey: string };
  /** Ends its processes and deletes its data. */
  stop(): Promise<void>;
};
export declare function missingPackages(names: readonly string[]): string[];
export declare function installCommand(names: readonly string[]): string;
export declare function packageVersion(name: string, options?: { hasRevision?: boolean }): string;
