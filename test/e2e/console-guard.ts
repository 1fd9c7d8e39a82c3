import type { BrowserContext } from '@playwright/test';

/** Collects what pages complain about, so that a test fails on what it did not expect. */
export class ConsoleGuard {
  #allowed: RegExp[] = [];
  #complaints: string[] = [];
  #contexts: BrowserContext[] = [];

  /** Watches every page of a context; the test's own context is watched already. */
  watch(context: BrowserContext): void {
    this.#contexts.push(context);
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        const { url } = message.location();
        this.#complaints.push(`${message.type()}: ${message.text()} (${url})`);
      }
    });
    context.on('weberror', (webError) => {
      this.#complaints.push(`uncaught: ${String(webError.error())}`);
    });
  }

  /** Declares that the pages of this test may say so. */
  allow(...patterns: RegExp[]): void {
    this.#allowed.push(...patterns);
  }

  /** Lets open pages finish their current task, so that what they say last is heard too. */
  async settle(): Promise<void> {
    const pages = this.#contexts.flatMap((context) => context.pages());
    const settled = pages.map((page) =>
      page.evaluate(() => new Promise((done) => setTimeout(done))),
    );
    await Promise.allSettled(settled); // a page that closes meanwhile has nothing more to say
  }

  /** What was said and not allowed, so far. */
  get unexpected(): string[] {
    return this.#complaints.filter((text) => !this.#allowed.some((known) => known.test(text)));
  }
}
