// `import 'rt-embed/react'` anywhere in a project types the tags in its JSX. React 19 sets attributes
// by their own names, on a server too; what has no attribute is a property.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { Attributes, Events, Objects, Tags } from './tags.js';

type Props<E> = DetailedHTMLProps<HTMLAttributes<E>, E> &
  Attributes<E> &
  Objects<E> & { [K in keyof Events as `on${K}`]?: ((event: Events[K]) => void) | undefined };

type Elements = { [Tag in keyof Tags]: Props<Tags[Tag]> };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends Elements {}
  }
}
