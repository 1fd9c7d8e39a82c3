export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

export declare const noTotals: () => Totals;
export declare const addTotals: (a: Totals, b: Totals) => Totals;
export declare const printTotals: (totals: Totals) => string;
export declare const printFailure: (name: string, message?: string) => string;
export declare const writeTotals: (suite: string, totals: Totals, failures?: string[]) => void;
export declare const clearTotals: (suite: string) => void;
export declare const readTotals: (
  suite: string,
) => { totals: Totals; failures: string[] } | undefined;
