// What is loaded alone here is also a part of another chunk: named apart, it needs no helper of the
// bundler's, which every page would download.
export { People } from './people.js';
