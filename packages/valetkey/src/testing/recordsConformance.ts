import { extractionChecks } from './recordsConformance/extractionChecks.ts';
import { handshakeChecks } from './recordsConformance/handshakeChecks.ts';
import { processingChecks } from './recordsConformance/processingChecks.ts';
import { quotaChecks } from './recordsConformance/quotaChecks.ts';
import type { RecordsUnderTest, TestRunner } from './recordsConformance/recordsFixtures.ts';
import { stateChecks } from './recordsConformance/stateChecks.ts';
import { trashChecks } from './recordsConformance/trashChecks.ts';

export type { RecordsUnderTest, TestRunner } from './recordsConformance/recordsFixtures.ts';

/**
 * What every record store must do, as tests for the runner that is passed in. `createRecords` is called once per test and may
 * hand out the same database each time.
 */
export function recordsConformance(createRecords: () => Promise<RecordsUnderTest>, runner: TestRunner): void {
  handshakeChecks(createRecords, runner);
  quotaChecks(createRecords, runner);
  stateChecks(createRecords, runner);
  trashChecks(createRecords, runner);
  processingChecks(createRecords, runner);
  extractionChecks(createRecords, runner);
}
