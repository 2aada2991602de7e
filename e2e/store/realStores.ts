import type { PersonalityName } from 'valetkey/testing';
import { cephPackages, startCeph } from '../../scripts/stores/startCeph.mjs';
import { startSwift, swiftPackages } from '../../scripts/stores/startSwift.mjs';
import {
  installCommand,
  missingPackages,
  type ThrowAwayStore,
} from '../../scripts/stores/throwAwayStore.mjs';

type RealStore = {
  name: string;
  personality: PersonalityName;
  packages: readonly string[];
  start(): Promise<ThrowAwayStore>;
};

/** Real stores that Debian has packages of, and the personality that stands for each. */
export const realStores: readonly RealStore[] = [
  { name: 'Ceph', personality: 'ceph-16', packages: cephPackages, start: startCeph },
  { name: 'Swift', personality: 'swift', packages: swiftPackages, start: startSwift },
];

/** Whether the packages are there; says what to type when not, since a skipped test alone tells nobody. */
export function hasPackages(what: string, packages: readonly string[]): boolean {
  const missing = missingPackages(packages);
  if (missing.length > 0)
    console.warn(`Skipped: ${what}. To run it on Debian 12, type:\n  ${installCommand(missing)}`);
  return missing.length === 0;
}
