import type { ThrowAwayStore } from './throwAwayStore.mjs';

export declare const cephPackages: readonly string[];
export declare function startCeph(options?: {
  lifecycleDaySeconds?: number;
}): Promise<ThrowAwayStore & { admin(args: string[]): string }>;
