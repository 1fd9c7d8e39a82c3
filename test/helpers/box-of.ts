import { boxes, type Tag } from '../../src/loader/boxes.js';

/** The declarations of the box that the loader gives to a tag. */
export const boxOf = (tag: Tag): string =>
  new RegExp(`:host\\(${tag}\\){(.*?)}`).exec(boxes)?.[1] ?? '';
