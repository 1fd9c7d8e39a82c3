import { online } from '../e2e/helpers/chat.js';
import { expect, test } from './fixtures.js';
import { testSpa } from './spa.js';

testSpa({ name: 'Vite' });

test('the autoloader defines the tag that the page has and no module imports', async ({ page }) => {
  await page.goto('/');
  await online(page.locator('rt-chat'));
  await expect(page.locator('rt-status')).toContainText('Online');
});
