import type { Page } from '@playwright/test';

/** Lets no code of a name be had, until `mend()`; counts how often it was asked for. */
export const failingChunk = async (page: Page, name: string) => {
  const chunk = new RegExp(`/chunks/${name}-`);
  let asked = 0;
  await page.route(chunk, (route) => {
    asked += 1;
    return route.fulfill({ status: 503 });
  });
  return { asked: (): number => asked, mend: (): Promise<void> => page.unroute(chunk) };
};
