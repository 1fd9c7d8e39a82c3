/** One way to make the call. */
export interface System {
  readonly name: string;
  /** Its page, below the demo's URL. */
  readonly page: string;
  /** Whether the pointer rests on the button for a while, and does not come only to click. */
  readonly hovers: boolean;
}

const folder = '/dist/bench';

/** What is compared, in the order in which they take turns. */
export const systems = {
  peer: {
    name: 'RTCPeerConnection alone',
    page: `${folder}/peer.html`,
    hovers: true,
  },
  sdk: { name: 'SDK by hand', page: `${folder}/sdk.html`, hovers: true },
  ours: { name: '<rt-call>', page: `${folder}/rt-call.html`, hovers: true },
  cold: {
    name: '<rt-call>, cold click',
    page: `${folder}/rt-call.html`,
    hovers: false,
  },
} satisfies Record<string, System>;

export type SystemId = keyof typeof systems;
