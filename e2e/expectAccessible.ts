import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const views = [
  [1280, 'light'],
  [360, 'dark'],
  ...(process.env.VALETKEY_TEST_FULL
    ? ([
        [1280, 'dark'],
        [360, 'light'],
      ] as const)
    : []),
] as const;

/** A colour on its way from one theme to the other is none that anybody is to read; what turns for ever is left alone. */
async function coloursRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const isMoving = (animation: Animation) =>
      animation.playState === 'running' && animation.effect?.getComputedTiming().endTime !== Infinity;
    // The new scheme is known to styles with the next frame, and only then do transitions begin.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.allSettled(
      document
        .getAnimations()
        .filter(isMoving)
        .map(({ finished }) => finished),
    );
  });
}

/**
 * axe-core on what is shown now, wide and narrow, light and dark; and nothing may need scrolling sideways. Colours do not depend
 * on the width, so each of both once is enough for every day.
 */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  const found: string[] = [];
  for (const [width, colorScheme] of views) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await coloursRest(page);
    await page.evaluate(axe.source);
    const results = await page.evaluate<AxeResults, string[]>(
      (values) =>
        (window as unknown as { axe: typeof axe }).axe.run(document, {
          runOnly: { type: 'tag', values },
          resultTypes: ['violations'],
        }),
      rules,
    );
    for (const { id, nodes } of results.violations)
      for (const { target, failureSummary } of nodes)
        found.push(`${width} ${colorScheme}: ${id} at ${target.join(' ')}: ${failureSummary}`);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (sideways > 0) found.push(`${width}: ${sideways} px too wide`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(found, state).toEqual([]);
}
