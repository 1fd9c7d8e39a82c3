import { test as base } from '../fixtures.js';
import { Stage } from './stage.js';

interface StageFixtures {
  /** Pages of a test's own, in front of the demo with its own broker. */
  stage: Stage;
  /** Pages of a test's own, in front of the demo with mosquitto. */
  realStage: Stage;
}

/** Tests with pages of their own. */
export const test = base.extend<object, StageFixtures>({
  stage: [
    async ({ demo }, use) => {
      const stage = await Stage.start(demo.url);
      await use(stage);
      await stage.close();
    },
    { scope: 'worker' },
  ],

  realStage: [
    async ({ realDemo }, use) => {
      const stage = await Stage.start(realDemo.url);
      await use(stage);
      await stage.close();
    },
    { scope: 'worker' },
  ],
});
