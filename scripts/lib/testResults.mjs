// Counting test results: what vitest reports, and what it does not manage to report any more.

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[], skips: string[] }} Counts */

/** @returns {Counts} */
export function noResults() {
  return { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] };
}

/**
 * Counts vitest's JSON report. A file that could not even be loaded has no test in the report, and a run may fail beside
 * all tests (an unhandled rejection, a global set-up): each of these counts as one failure.
 * @param {object | null} report what was written, or `null` when nothing was @param {number} exitCode
 * @returns {Counts}
 */
export function countVitest(report, exitCode) {
  const counts = noResults();
  for (const file of report?.testResults ?? []) {
    for (const test of file.assertionResults) {
      const name = [...test.ancestorTitles, test.title].join(' > ');
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') {
        counts.failed += 1;
        counts.failures.push(name);
      } else {
        counts.skipped += 1;
        counts.skips.push(name);
      }
    }
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
      counts.failed += 1;
      counts.failures.push(`${file.name} could not be run`);
    }
  }
  if (exitCode !== 0 && counts.failed === 0) {
    counts.failed += 1;
    counts.failures.push('the test run itself');
  }
  if (exitCode === 0 && counts.passed + counts.skipped === 0) {
    counts.failed += 1;
    counts.failures.push('no test was found');
  }
  return counts;
}

/**
 * How long each file of a report took: where a suite that has become too slow is made faster.
 * @param {object | null} report @param {string} root which the names are told without
 * @returns {{ name: string, milliseconds: number }[]}
 */
export function listTimes(report, root) {
  return (report?.testResults ?? [])
    .map(({ name, startTime, endTime }) => ({
      name: name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name,
      milliseconds: (endTime ?? 0) - (startTime ?? 0),
    }))
    .filter(({ milliseconds }) => milliseconds > 0);
}

/** @param {readonly Counts[]} list */
export function sumResults(list) {
  return list.reduce(
    (sum, counts) => ({
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: sum.skipped + counts.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The one line that `npm test` ends with. */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
