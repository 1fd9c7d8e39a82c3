import type { ReactiveElement } from '@lit/reactive-element';
// From the package's own entry, which knows all events too.
import type { RtCall, RtChat, RtStatus } from '../index.js';

/** The elements by tag. */
export interface Tags {
  'rt-call': RtCall;
  'rt-chat': RtChat;
  'rt-status': RtStatus;
}

/** The events that the elements dispatch, by name. */
export type Events = {
  [
    K in keyof GlobalEventHandlersEventMap as Extract<K, `rt-${string}`>
  ]: GlobalEventHandlersEventMap[K];
};

/** Tells a getter apart, which plain assignability does not. */
type Same<A, B> =
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what makes it exact
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type IsSettable<E, K extends keyof E> = K extends keyof ReactiveElement
  ? false
  : // Methods are no property to set; `getToken` is, and may be undefined.
    E[K] extends (...args: never[]) => unknown
    ? false
    : Same<Pick<E, K>, { -readonly [P in K]: E[P] }>;

/** What a page may set of an element, by property. */
export type Properties<E> = {
  [K in keyof E as IsSettable<E, K> extends true ? K : never]?: E[K] | undefined;
};

type Primitive = string | number | boolean;
type Kebab<S> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `-${Lowercase<Head>}`}${Kebab<Tail>}`
  : S;

/** The same by attribute, where there is one. */
export type Attributes<E> = {
  [
    K in keyof Properties<E> as E[K] extends Primitive
      ? K extends 'htmlFor'
        ? 'for'
        : Kebab<K>
      : never
  ]?: E[K] | undefined;
} & {
  /** `eager`: `rt-embed/autoload` does not wait until the element is in view. */
  loading?: 'eager' | undefined;
};

/** Those that have no attribute: `getToken`, `strings`. */
export type Objects<E> = {
  [K in keyof Properties<E> as E[K] extends Primitive ? never : K]?: E[K] | undefined;
};
