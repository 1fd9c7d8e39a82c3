export declare const chromiumArgs: string[];
export declare const chromium: () => string | undefined;
export declare const firefox: () => string | undefined;
export declare const webkit: () => { driver: string; browser: string; xvfb: string } | undefined;
export declare const mosquitto: () => { path: string; dynsec: string } | undefined;
export declare const hasFont: () => boolean;
