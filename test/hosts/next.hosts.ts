import { expect, test } from './fixtures.js';
test('try', async ({ page }) => {
  await page.goto('/');
  await page.waitForTimeout(5000);
  console.log(await page.content());
  await page.goto('/team');
  await page.waitForTimeout(3000);
  await page.screenshot({ path: '/tmp/d-hosts/team.png' });
  console.log(await page.locator('rt-chat').evaluate((e) => e.outerHTML + JSON.stringify(e.strings)));
  await page.goto('/classic');
  await page.waitForTimeout(3000);
  await page.screenshot({ path: '/tmp/d-hosts/classic.png' });
});
