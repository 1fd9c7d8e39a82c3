/**
 * Lets code that is loaded when it is needed arrive: asked for after it, it is there no sooner.
 *
 * @param module the same `import()`
 */
export const loaded = async (module: Promise<unknown>): Promise<void> => {
  await module;
  await new Promise((resolve) => setTimeout(resolve));
};
