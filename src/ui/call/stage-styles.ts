import { css } from '@lit/reactive-element';

/** The look of a running call: the picture, or what is in its place. */
export const stageStyles = css`
  .scene {
    container: scene / size;
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
  }
  /* Where it matters to see all of it, it lies between what else is there. */
  .scene.whole {
    inset-block: 3rem 4.75rem;
  }
  .picture {
    position: relative;
    inline-size: 100%;
    block-size: 100%;
  }
  /* It goes on playing: it may be heard before, or without, being seen. */
  .picture.off {
    position: absolute;
    visibility: hidden;
  }
  /* As large as fits with its own ratio, so that what is placed by per cent lies where it belongs. */
  .picture.whole {
    inline-size: min(100cqi, 100cqb * var(--_ratio, 1.778));
    block-size: auto;
    aspect-ratio: var(--_ratio, 1.778);
  }
  /* There to be heard: the picture is somebody else's. */
  .sound {
    position: absolute;
    visibility: hidden;
    inline-size: 1px;
    block-size: 1px;
  }
  .picture video {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .picture.whole video {
    object-fit: contain;
  }
  .layer {
    position: absolute;
    left: var(--_x);
    top: var(--_y);
    inline-size: var(--_width);
    block-size: var(--_height);
    pointer-events: none;
  }
  .layer.talking::before {
    content: '';
    position: absolute;
    inset: 2px;
    border: 3px solid #58d38c;
    border-radius: 10px;
  }
  .tag {
    position: absolute;
    inset-block-end: 0.5rem;
    inset-inline-start: 0.5rem;
    display: flex;
    align-items: center;
    gap: 0.25rem;
    max-inline-size: calc(100% - 1rem);
    padding: 0.125rem 0.5rem;
    overflow: hidden;
    border-radius: 999px;
    background: rgb(10 12 16 / 72%);
    color: #fff;
    font-size: 0.8125rem;
    white-space: nowrap;
  }
  .tag bdi {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .mark {
    display: inline-grid;
    flex: none;
  }
  .panel .mark .icon {
    inline-size: 1rem;
    block-size: 1rem;
  }
  .mark-microphone-off {
    color: #ff9d94;
  }
  .mark-sound {
    color: #58d38c;
  }

  .poster {
    display: grid;
    justify-items: center;
    gap: 0.375rem;
    max-inline-size: 100%;
    padding: 1rem 1rem 5rem;
    text-align: center;
  }
  .panel .poster .avatar {
    inline-size: clamp(4rem, 26cqmin, 8rem);
    block-size: clamp(4rem, 26cqmin, 8rem);
    margin-block-end: 0.5rem;
    font-size: clamp(1.75rem, 11cqmin, 3.5rem);
  }
  .panel .avatar.talking {
    box-shadow:
      0 0 0 3px var(--_surface),
      0 0 0 6px #58d38c;
  }
  .poster.waits .avatar {
    animation: call-pulse 1.8s ease-out infinite;
  }
  .who {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    max-inline-size: 100%;
    font-size: 1.25rem;
    font-weight: 600;
    line-height: 1.625rem;
    overflow-wrap: anywhere;
  }
  .what {
    color: var(--_muted);
  }
  @keyframes call-pulse {
    from {
      box-shadow: 0 0 0 0 color-mix(in srgb, var(--_text) 40%, transparent);
    }
    to {
      box-shadow: 0 0 0 1.5rem transparent;
    }
  }
  @container stage (height < 16rem) {
    .poster .avatar {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .layer.talking::before {
      border-color: Highlight;
    }
  }
`;
