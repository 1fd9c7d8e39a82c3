/** An optional peer. What of it is used here is looked up by tag: see `signalwire/components.ts`. */
declare module '@signalwire/web-components';
