// `import 'rt-embed/svelte'` anywhere in a project types the tags in its markup. Svelte 5 sets texts by
// attribute or property; a flag that can be false only by property: `readOnly={closed}`.
import type { HTMLAttributes } from 'svelte/elements';
import type { Attributes, Events, Properties, Tags } from './tags.js';

/** `false` would be the text "false", which an element takes for true, as HTML does. */
type Flags<A> = { [K in keyof A]: Exclude<A[K], false> };

type Props<E extends HTMLElement> = HTMLAttributes<E> &
  Properties<E> &
  Flags<Omit<Attributes<E>, keyof Properties<E>>> & {
    [K in keyof Events as `on${K}`]?: ((event: Events[K]) => void) | undefined;
  };

type Elements = { [Tag in keyof Tags]: Props<Tags[Tag]> };

declare module 'svelte/elements' {
  interface SvelteHTMLElements extends Elements {}
}
