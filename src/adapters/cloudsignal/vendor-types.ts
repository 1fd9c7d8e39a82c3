/** As much of a client of `@cloudsignal/mqtt-client` as is used; the package declares no types. */
export interface CloudSignalClient {
  onConnectionStatusChange: ((isConnected: boolean, state?: string) => void) | null;
  onAuthError: ((error: unknown) => void) | null;
  connect(config: {
    host: string;
    username: string;
    password: string;
    clientId: string;
    willTopic?: string;
    willMessage?: string;
    willQos?: 0 | 1 | 2;
    willRetain?: boolean;
  }): Promise<unknown>;
  /** Waits for what is under way. */
  disconnect(): Promise<unknown>;
  destroy(): void;
  isConnected(): unknown;
  subscribe(topic: string, options: { qos: number }): Promise<unknown>;
  unsubscribe(topic: string): Promise<unknown>;
  transmit(
    topic: string,
    message: string,
    options: { qos: number; retain: boolean; properties?: { messageExpiryInterval: number } },
  ): Promise<unknown>;
  onMessage(callback: (topic: string, message: string, packet?: CloudSignalPacket) => void): void;
}

/** What comes with a message. */
export interface CloudSignalPacket {
  retain?: boolean;
  dup?: boolean;
  properties?: { messageExpiryInterval?: number };
}

/** The class that `@cloudsignal/mqtt-client` exports by default. */
export type CloudSignalClass = new (options: Record<string, unknown>) => CloudSignalClient;
