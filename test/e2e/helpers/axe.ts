import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

type AxePage = ConstructorParameters<typeof AxeBuilder>[0]['page'];

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Everything that axe has against the page, in short; by these rules only, where some are named. */
export const violations = async (page: Page, only?: string[]): Promise<string[]> => {
  // By its type it wants the Playwright that npm has put beside it, which may be another version.
  const axe = new AxeBuilder({ page: page as unknown as AxePage });
  const found = await (only ? axe.withRules(only) : axe.withTags(rules)).analyze();
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  );
};

/** Waits for what moves in: half-way, it has half its contrast. */
export const still = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    const within = (root: Document | ShadowRoot): Animation[] =>
      [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
        shadowRoot ? [...shadowRoot.getAnimations(), ...within(shadowRoot)] : [],
      );
    const ending = within(document).filter(
      ({ effect }) => effect?.getComputedTiming().endTime !== Infinity,
    );
    return Promise.allSettled(ending.map(({ finished }) => finished));
  });
