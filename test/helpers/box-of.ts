import { boxes, type Tag } from '../../src/loader/boxes.js';

/** The declarations of the box that the loader gives to a tag. */
export const boxOf = (tag: Tag): string =>
  [...boxes.matchAll(/([^{}]+){(.*?)}/g)]
    .filter(([, selector = '']) =>
      selector.split(',').some((one) => one === ':host' || one === `:host(${tag})`),
    )
    .map(([, , declarations]) => declarations)
    .join(';');
