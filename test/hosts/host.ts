import { readPackage } from './hosts.js';

const { RT_HOST: name, RT_HOST_FOLDER: folder } = process.env;
if (name === undefined || folder === undefined) throw new Error('Run: npm run test:hosts');

/** The project that is tested, where it was installed and built. */
export const host = { name, folder, ...readPackage(folder)?.rtHost };
