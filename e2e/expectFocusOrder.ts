import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The name of a control without how many are unread: news arrive while somebody goes through a page. */
export const steadyName = (name: string) => name.replace(/^(Notifications), .* unread$/, '$1');

type Stop = { name: string; isVisible: boolean };

/**
 * From the top of a page that was just opened, Tab reaches everything that can be used, in the order in which it is read, and
 * each time one sees where one is.
 */
export async function expectFocusOrder(page: Page, state: string): Promise<void> {
  const expected = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary')]
      .filter((element) => !element.matches(':disabled, [type=hidden]') && element.tabIndex >= 0)
      .filter((element) => element.checkVisibility())
      .map((element) => {
        const label = (element as HTMLInputElement).labels?.[0]?.textContent;
        return (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '').trim();
      }),
  );
  const reached: string[] = [];
  const unseen: string[] = [];
  for (let presses = 0; presses < expected.length; presses += 1) {
    await page.keyboard.press('Tab');
    const { name, isVisible } = await page.evaluate((): Stop => {
      const element = document.activeElement as HTMLElement;
      const label = (element as HTMLInputElement).labels?.[0]?.textContent;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        name: (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '').trim(),
        isVisible: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
      };
    });
    reached.push(name);
    if (!isVisible) unseen.push(name);
  }
  expect(reached.map(steadyName), state).toEqual(expected.map(steadyName));
  expect(unseen, `${state}: where one does not see the focus`).toEqual([]);
}
