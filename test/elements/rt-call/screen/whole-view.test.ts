import { expect, fixture, html } from '@open-wc/testing';
import { WholeView } from '../../../../src/elements/rt-call/screen/whole-view.js';
import { connected, frames, openCall, part, press } from '../open-call.js';

describe('full screen and picture in picture', () => {
  const setup = async (): Promise<{ view: WholeView; asked: string[]; changes: () => number }> => {
    const stage = await fixture<HTMLElement>(html`<div><video muted></video></div>`);
    const video = stage.querySelector('video') as HTMLVideoElement;
    const asked: string[] = [];
    let count = 0;
    // Browsers let only a visitor's own click do it.
    stage.requestFullscreen = async () => void asked.push('full');
    video.requestPictureInPicture = async () => {
      asked.push('float');
      return undefined as unknown as PictureInPictureWindow;
    };
    const view = new WholeView({ changed: () => void (count += 1), video: () => video });
    view.take(stage);
    return { view, asked, changes: () => count };
  };

  it('are asked for, and are off until the browser says otherwise', async () => {
    const { view, asked } = await setup();
    await view.full();
    await view.float();
    expect(asked).to.deep.equal(['full', 'float']);
    expect([view.isFull, view.isFloating]).to.deep.equal([false, false]);
  });

  it('tell when they begin and end', async () => {
    const { view, changes } = await setup();
    const stage = document.querySelector('video')?.parentElement;
    stage?.dispatchEvent(new Event('fullscreenchange'));
    document.querySelector('video')?.dispatchEvent(new Event('leavepictureinpicture'));
    expect(changes()).to.equal(2);
    view.take(undefined);
    stage?.dispatchEvent(new Event('fullscreenchange'));
    stage?.querySelector('video')?.dispatchEvent(new Event('leavepictureinpicture'));
    expect(changes()).to.equal(2);
  });

  it('leave the call as it is where the browser does not let them be', async () => {
    const call = await openCall(connected, {}, { width: 1_000, height: 600 });
    const stage = part(call, 'stage') as HTMLElement;
    stage.requestFullscreen = () => Promise.reject(new TypeError('Not now'));
    press(stage, 'f');
    await frames();
    expect(part(call, 'banner')).to.equal(undefined);
    expect(call.reported).to.have.length(0);
  });
});
