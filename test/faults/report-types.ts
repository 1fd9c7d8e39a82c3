/** What a page tells the bench. Times are ms since the epoch, on the one clock of this machine. */
export type Report =
  /** A text was handed to the system under test, or the system has refused it. */
  | { k: 'sent' | 'refused'; doc: string; sender: string; n: number; at: number }
  /**
   * A bubble: shown for the first time in this document; shown a second time; found below one of the
   * same sender with a higher number.
   */
  | { k: 'shown' | 'twice' | 'disorder'; doc: string; sender: string; n: number; at: number };
