import { expect, type Locator, type Page } from '@playwright/test';
import type { LegView } from '../../../demo/gateway/control.js';
import type { Demo } from '../../../demo/server/start-demo.js';
import type { RtCall } from '../../../src/elements/rt-call/rt-call.js';
import type { Stage } from './stage.js';

/** An event of an `<rt-call>`, as far as it can leave the page. */
export interface CallFact {
  type: string;
  id: string;
  detail: Record<string, unknown>;
}

declare global {
  var callWatch: {
    facts: CallFact[];
    /** Every track that a device or a screen ever gave. */
    tracks: MediaStreamTrack[];
    /** What was asked for, in order. */
    asked: { screen: boolean; audio: boolean; video: boolean }[];
    peers: RTCPeerConnection[];
  };
}

/** Attributes of an `<rt-call>`; an empty text is one without a value. */
export type Attributes = Readonly<Record<string, string>>;

/** Makes a tag of an `<rt-call>`. In its page's own box, unless the attributes say otherwise. */
export const callTag = (attributes: Attributes): string => {
  const all = { mode: 'inline', 'token-endpoint': '/token/ada', ...attributes };
  const words = Object.entries(all).map(
    ([name, value]) => `${name}="${value.replaceAll('"', '&quot;')}"`,
  );
  return `<rt-call ${words.join(' ')}></rt-call>`;
};

/** Keeps a record of what calls do with a page, from its start. It only listens. */
export const watchCalls = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const facts: CallFact[] = [];
    const tracks: MediaStreamTrack[] = [];
    const asked: (typeof callWatch)['asked'] = [];
    const peers: RTCPeerConnection[] = [];
    globalThis.callWatch = { facts, tracks, asked, peers };
    const types = ['before-call', 'call-start', 'call-end', 'incoming-call', 'error'];
    for (const type of types) {
      document.addEventListener(`rt-${type}`, (event) => {
        const { id } = event.target as Element;
        const { detail } = event as Event & { detail: Record<string, unknown> };
        const error = detail['error'] as { code: string } | undefined;
        const told = error ? { ...detail, error: error.code } : { ...detail };
        facts.push({ type: event.type, id, detail: told });
      });
    }
    document.addEventListener('rt-state-change', ({ target, detail }) => {
      // Else it is the line that has changed, and not the call.
      if (detail.state !== detail.previous) {
        facts.push({ type: detail.state, id: (target as Element).id, detail: {} });
      }
    });
    const { mediaDevices }: { mediaDevices?: MediaDevices } = navigator;
    // Firefox runs this on the empty page before, too, which has none.
    if (!mediaDevices) return;
    for (const name of ['getUserMedia', 'getDisplayMedia'] as const) {
      const original = mediaDevices[name].bind(mediaDevices);
      mediaDevices[name] = async (wish: MediaStreamConstraints = {}) => {
        const { audio, video } = wish;
        asked.push({ screen: name === 'getDisplayMedia', audio: !!audio, video: !!video });
        const stream = await original(wish);
        tracks.push(...stream.getTracks());
        return stream;
      };
    }
    const { RTCPeerConnection: Original } = globalThis;
    globalThis.RTCPeerConnection = class extends Original {
      constructor(config?: RTCConfiguration) {
        super(config);
        peers.push(this);
      }
    };
  });
};

/**
 * Gives a page a screen to share that is drawn: a Firefox without a window has none. Before `openCall`.
 */
export const drawScreen = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const { mediaDevices }: { mediaDevices?: MediaDevices } = navigator;
    if (!mediaDevices) return;
    mediaDevices.getDisplayMedia = async () => {
      const canvas = document.createElement('canvas');
      const pen = canvas.getContext('2d');
      let shade = 0;
      setInterval(() => {
        if (pen) pen.fillStyle = `hsl(${(shade += 5)} 80% 50%)`;
        pen?.fillRect(0, 0, canvas.width, canvas.height);
      }, 50);
      return canvas.captureStream(20);
    };
  });
};

/** Opens a page with one `<rt-call>`, and whatever else. */
export const openCall = async (
  page: Page,
  stage: Stage,
  attributes: Attributes,
  around = '',
): Promise<Locator> => {
  await watchCalls(page);
  await stage.open(page, callTag(attributes) + around);
  const call = page.locator('rt-call').first();
  await expect(call.locator('.screen')).toBeAttached();
  return call;
};

/** The button that calls. */
export const trigger = (call: Locator): Locator => call.locator('[part="trigger"]');

export const phaseOf = (call: Locator): Promise<string> =>
  call.evaluate((element: RtCall) => element.phase);

/** Waits until a call is in a phase. */
export const inPhase = (call: Locator, phase: string, timeout = 25_000): Promise<void> =>
  expect.poll(() => phaseOf(call), { timeout, intervals: [50, 100] }).toBe(phase);

/** Calls as a visitor does, and waits until media flows. */
export const place = async (call: Locator): Promise<void> => {
  await trigger(call).click();
  await inPhase(call, 'connected');
};

/** Presses a control of the bar, or, where the bar has no room for it, behind "More". */
export const press = async (call: Locator, id: string): Promise<void> => {
  const button = call.locator(`[data-control="${id}"]`);
  const more = call.locator('[data-control="more"]');
  await expect(button.or(more).first()).toBeVisible();
  if ((await button.count()) === 0) await more.click();
  await button.click();
};

/** Hangs up with the call's own button. */
export const hangUp = async (call: Locator): Promise<void> => {
  await call.locator('[part="hangup"]').click();
  await inPhase(call, 'ended');
};

/** Resolves with the size of the far end's picture once that many more frames of it were painted. */
export const remoteFrames = async (call: Locator, count = 3): Promise<[number, number]> => {
  const video = call.locator('video[part="video"]');
  await expect(video).toBeVisible({ timeout: 25_000 });
  return video.evaluate(
    (element: HTMLVideoElement, wanted) =>
      new Promise((resolve, reject) => {
        let seen = 0;
        const late = setTimeout(() => {
          reject(new Error(`Only ${seen} frames were painted.`));
        }, 25_000);
        const next = (): void => {
          seen += 1;
          if (seen < wanted) element.requestVideoFrameCallback(next);
          else {
            clearTimeout(late);
            resolve([element.videoWidth, element.videoHeight]);
          }
        };
        element.requestVideoFrameCallback(next);
      }),
    count,
  );
};

/** What was asked of devices and screens, in order. */
export const asked = (page: Page): Promise<(typeof callWatch)['asked']> =>
  page.evaluate(() => callWatch.asked);

/** What the page's calls told, in order: events, and phases by their name. */
export const facts = (page: Page): Promise<CallFact[]> => page.evaluate(() => callWatch.facts);

/** The events of one type. */
export const factsOf = async (page: Page, type: string): Promise<CallFact['detail'][]> =>
  (await facts(page)).filter((fact) => fact.type === type).map(({ detail }) => detail);

/** The states of all tracks that were ever given to the page. */
export const trackStates = (page: Page): Promise<string[]> =>
  page.evaluate(() => callWatch.tracks.map(({ readyState }) => readyState));

/** Fails unless the page had `count` tracks, and not one is in use any more. */
export const releasedDevices = async (page: Page, count: number): Promise<void> => {
  const ended = Array.from({ length: count }, () => 'ended');
  await expect.poll(() => trackStates(page), { intervals: [50, 100] }).toEqual(ended);
};

/** How loud what is heard is, as the growth of its energy within a moment. */
export const heardEnergy = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const energy = async (): Promise<number> => {
      let sum = 0;
      for (const peer of callWatch.peers) {
        for (const stat of (await peer.getStats()).values() as Iterable<RTCInboundRtpStreamStats>) {
          if (stat.type === 'inbound-rtp' && stat.kind === 'audio') {
            sum += stat.totalAudioEnergy ?? 0;
          }
        }
      }
      return sum;
    };
    const before = await energy();
    await new Promise((resolve) => setTimeout(resolve, 700));
    return (await energy()) - before;
  });

/** The gateway's end of a user's call, while there is one. */
export const legOf = (demo: Demo, user: string, type = 'member'): LegView | undefined =>
  demo.gateway.legs.find((leg) => leg.user === user && leg.type === type);

/** Waits until nothing is left of earlier calls. */
export const quiet = (demo: Demo): Promise<void> =>
  expect.poll(() => demo.gateway.legs.length, { timeout: 15_000 }).toBe(0);
