import { noChange } from 'lit/html.js';
import {
  Directive,
  directive,
  PartType,
  type DirectiveResult,
  type ElementPart,
  type PartInfo,
} from 'lit/directive.js';

type Values = Readonly<Record<`--${string}`, string>>;

class CssVars extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('cssVars() stands alone in a tag.');
  }

  // Says what it takes; there is nothing to render.
  override render(values: Values): Values {
    return values;
  }

  override update(part: ElementPart, [values]: [Values]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(values)) style.setProperty(name, value);
    return noChange;
  }
}

/**
 * Sets custom properties of an element: `<div ${cssVars({'--_x': '5%'})}>`. Not `style=…`, nor Lit's
 * `styleMap`, which begins with it: a page's content security policy may forbid the attribute.
 */
// Without a type TypeScript would name lit-html's, which is no dependency of ours. Lit's is empty to it.
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type
export const cssVars: (values: Values) => DirectiveResult<typeof CssVars> = directive(CssVars);
