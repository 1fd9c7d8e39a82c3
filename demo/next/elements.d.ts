import type { HTMLAttributes, Ref } from 'react';
import type { RtCall, RtChat, RtStatus } from 'rt-embed';

type Tag<E> = HTMLAttributes<E> & { ref?: Ref<E>; label?: string } & {
  [attribute: `${string}-${string}`]: unknown;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'rt-call': Tag<RtCall> & { destination?: string; mode?: string };
      'rt-chat': Tag<RtChat> & { room?: string };
      'rt-status': Tag<RtStatus> & { topic?: string; kind?: string };
    }
  }
}
