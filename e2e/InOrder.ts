import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Runs test files in the order of their names: they share one system, and the rate-limit tests come last. */
export class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((a, b) => a.moduleId.localeCompare(b.moduleId));
  }
}
