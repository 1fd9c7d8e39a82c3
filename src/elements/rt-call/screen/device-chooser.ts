import { watchDevices, type DeviceList } from '../../../core/call/devices.js';
import type { LocalMedia } from '../../../core/call/phone-state.js';
import type { DeviceChoices } from '../../../ui/call/call-view.js';

const none: DeviceList = { microphones: [], cameras: [], speakers: [] };

/** Knows the devices that one can choose of during a call. */
export class DeviceChooser {
  readonly #changed: () => void;
  #list = none;
  #undo: (() => void) | undefined;
  #of: LocalMedia | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** @param media the devices in use; undefined: nobody wants to know */
  watch(media: LocalMedia | undefined): void {
    const same = media?.audio === this.#of?.audio && media?.video === this.#of?.video;
    if (same && (media === undefined) === (this.#of === undefined)) return;
    this.#of = media;
    this.#undo?.();
    // Anew for each track: with the first that is there, browsers begin to tell the devices' names.
    this.#undo =
      media &&
      watchDevices((list) => {
        this.#list = list;
        this.#changed();
      });
    if (!media) this.#list = none;
  }

  /** By kind, without those of which there is nothing to choose. */
  choices({ audio, video }: LocalMedia, speaker: string): readonly DeviceChoices[] {
    const { microphones, cameras, speakers } = this.#list;
    const lists: DeviceChoices[] = [
      { kind: 'audio', all: microphones, used: audio?.getSettings().deviceId ?? '' },
      { kind: 'video', all: cameras, used: video?.getSettings().deviceId ?? '' },
      { kind: 'speaker', all: speakers, used: speaker || 'default' },
    ];
    return lists.filter(({ all }) => all.length > 0);
  }
}
