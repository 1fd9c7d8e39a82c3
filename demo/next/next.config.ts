import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  // This folder is all of the project, whatever lies in the folders above.
  turbopack: { root: import.meta.dirname },
};

export default config;
