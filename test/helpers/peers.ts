/** The real package in place of a stand-in, where `npm run test:peers` has found one. */
const stands = { '@cloudsignal/mqtt-client': /^.*\/cloudsignal-client\.js$/ } as const;

/** Where real packages are, by their names. */
const found = JSON.parse(process.env['RT_PEERS'] ?? '{}') as Partial<Record<string, string>>;

/** For a build: what is imported as a stand-in comes from the real package. */
export const peerAliases = Object.entries(stands).flatMap(([name, find]) => {
  const replacement = found[name];
  return replacement === undefined ? [] : [{ find, replacement }];
});

/** What a test of a package names itself by. */
export const peerName = (name: keyof typeof stands): string =>
  found[name] === undefined ? `the stand-in for ${name}` : name;
