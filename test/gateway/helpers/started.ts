import type { TestContext } from 'node:test';
import { startDemo } from '../../../demo/server/start-demo.js';
import type { Demo, DemoOptions } from '../../../demo/server/start-demo.js';

/** A demo of the test's own; it ends with the test. */
export const started = async (test: TestContext, options: DemoOptions = {}): Promise<Demo> => {
  const demo = await startDemo(options);
  test.after(() => demo.close());
  return demo;
};
