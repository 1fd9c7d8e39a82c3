// `import 'rt-embed/vue'` anywhere in a project types the tags in its templates. Vue's checker reads
// `token-endpoint` as `tokenEndpoint`; texts can be bound either way, the rest by property: `:readOnly`.
import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';
import type { Attributes, Events, Properties, Tags } from './tags.js';

type Listeners = { [K in keyof Events]: (event: Events[K]) => void };

type Element<E> = new () => E & {
  /** For templates only; an element has no such property. */
  $props: HTMLAttributes &
    PublicProps &
    Properties<E> &
    Pick<Attributes<E>, Extract<keyof Attributes<E>, 'for' | 'loading'>>;
  /** For templates only; an element has no such property. */
  $emit: EmitFn<Listeners>;
};

type Elements = { [Tag in keyof Tags]: Element<Tags[Tag]> };

declare module 'vue' {
  interface GlobalComponents extends Elements {}
}
