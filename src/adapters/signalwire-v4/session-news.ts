import type { NetworkIssue, QualityLevel } from '@signalwire/js';
import type { CallSnapshot, MediaKind } from '../../core/call/call-state.js';
import { caption, captionEvents } from './captions.js';
import { follow, type Undo } from './follow.js';
import { abilitiesOf, layersOf, participantsOf, sameList, type Allowed } from './members.js';
import { qualityOf } from './quality.js';
import type { SdkCall } from './sdk-call.js';
import type { Signals } from './signals.js';
import type { Texts } from './texts.js';

export interface NewsOptions {
  readonly signals: Signals;
  readonly texts: Texts;
  /** Whether the far end takes texts. */
  canWrite(): boolean;
  value(): CallSnapshot;
  patch(part: Partial<CallSnapshot>): void;
  /** The service says whether ours is muted. */
  selfMuted(kind: MediaKind, muted: boolean): void;
}

/** Keeps a snapshot up to date with what the SDK tells of a call, besides how far it is. */
export const followNews = (call: SdkCall, options: NewsOptions): Undo[] => [
  ...followMembers(call, options),
  ...followLayout(call, options),
  ...followQuality(call, options),
  options.signals.listen((signal) => {
    const texts = options.texts.read(signal);
    if (texts) options.patch({ texts });
  }),
];

const followMembers = (call: SdkCall, options: NewsOptions): Undo[] => {
  const read = (): void => {
    const { self } = call;
    const participants = participantsOf(call.participants, self?.id);
    const handRaised = self?.handraised ?? false;
    if (self) {
      options.selfMuted('audio', self.audioMuted);
      options.selfMuted('video', self.videoMuted);
    }
    const allowed = (self as { capabilities?: Allowed } | null)?.capabilities;
    const can = abilitiesOf(allowed, options.canWrite());
    const now = options.value();
    const known = sameList(participants, now.participants) ? now.participants : participants;
    const able = sameList([can], [now.can]) ? now.can : can;
    if (known === now.participants && able === now.can && handRaised === now.handRaised) return;
    options.patch({ participants: known, can: able, handRaised });
  };
  return [follow(call.participants$, read), follow(call.capabilities$, read)];
};

const followLayout = (call: SdkCall, { patch }: NewsOptions): Undo[] => [
  follow(call.layout$, (layout) => patch({ layout })),
  follow(call.layouts$, (layouts) => patch({ layouts })),
  follow(call.layoutLayers$, (layers) => patch({ layers: layersOf(layers) })),
];

const followQuality = (call: SdkCall, { patch, value }: NewsOptions): Undo[] => {
  let level: QualityLevel = 'excellent';
  let issues: readonly NetworkIssue[] = [];
  let measured = false;
  const tell = (): void => {
    // Until it has measured it says "excellent".
    const quality = measured ? qualityOf(level, issues) : undefined;
    if (quality !== value().quality) patch({ quality });
  };
  return [
    follow(call.qualityLevel$, (next) => {
      level = next;
      tell();
    }),
    follow(call.networkIssues$, (next) => {
      issues = next;
      tell();
    }),
    follow(call.networkMetrics$, ({ length }) => {
      measured = length > 0;
      tell();
    }),
  ];
};

/** Asks the service for what is said, in letters; a call that nobody transcribes has none. */
export const followCaptions = (
  call: SdkCall,
  { value, patch }: Pick<NewsOptions, 'value' | 'patch'>,
): Undo[] =>
  captionEvents.map((event) =>
    follow(call.subscribe(event), ({ params }) => {
      const { captions, participants } = value();
      const nameOf = (self: boolean): string =>
        participants.find((one) => one.self === self && one.kind === 'member')?.name ?? '';
      const speakers = { caller: nameOf(true), agent: nameOf(false) };
      patch({ captions: caption(captions, event, params as Record<string, unknown>, speakers) });
    }),
  );
