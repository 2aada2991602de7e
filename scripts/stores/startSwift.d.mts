import type { ThrowAwayStore } from './throwAwayStore.mjs';

export declare const swiftPackages: readonly string[];
export declare function startSwift(): Promise<ThrowAwayStore>;
