/**
 * A description with sound before picture. Where its own offer began with the picture, the SDK takes an answer
 * apart and puts it together the other way round, which goes well only with one that begins with the sound.
 */
export const audioFirst = (sdp: string): string => {
  const [head = '', ...parts] = sdp.split(/(?=^m=)/m);
  const sound = parts.filter((part) => part.startsWith('m=audio'));
  const rest = parts.filter((part) => !part.startsWith('m=audio'));
  return [head, ...sound, ...rest].join('');
};

/** Whose description it is: a page that was loaded anew has another fingerprint. */
export const identityOf = (sdp: string): string => /^a=fingerprint:(.+)$/m.exec(sdp)?.[1] ?? '';
