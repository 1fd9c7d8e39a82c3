import type { PropertyValues } from '@lit/reactive-element';
import { render, type RenderOptions, type RootPart } from 'lit/html.js';
import { RtBase } from './rt-base.js';

/** An element that renders a template, as `LitElement` does. */
export abstract class RtElement extends RtBase {
  readonly renderOptions: RenderOptions = { host: this };
  #part: RootPart | undefined;

  protected abstract render(): unknown;

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    // Where the browser has no adopted style sheets, `<style>` elements come first and stay there.
    this.renderOptions.renderBefore ??= root.firstChild;
    return root;
  }

  protected override update(changed: PropertyValues): void {
    const value = this.render();
    if (!this.hasUpdated) this.renderOptions.isConnected = this.isConnected;
    super.update(changed);
    this.#part = render(value, this.renderRoot, this.renderOptions);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#part?.setConnected(true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#part?.setConnected(false);
  }
}
