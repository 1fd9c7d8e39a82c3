/** A microphone, a camera or a speaker. */
export interface Device {
  readonly id: string;
  /** As the system calls it; empty where the browser does not say. */
  readonly label: string;
}

/** What there is to choose from. */
export interface DeviceList {
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  /** Empty where the browser does not let a page choose. */
  readonly speakers: readonly Device[];
}

/** What of the browser's devices is needed to list them. */
export type DeviceSource = Pick<
  MediaDevices,
  'enumerateDevices' | 'addEventListener' | 'removeEventListener'
>;

/**
 * Tells what devices there are: soon, and whenever one comes or goes. Browsers name them only while the
 * page may use one, so begin when a device is open. Returns its own undo.
 */
export const watchDevices = (
  listener: (list: DeviceList) => void,
  source: DeviceSource | undefined = globalThis.navigator.mediaDevices,
): (() => void) => {
  let watching = true;
  let latest = 0;
  const look = async (): Promise<void> => {
    const turn = (latest += 1);
    // Where the browser tells nothing there is nothing to choose.
    const devices = (await source?.enumerateDevices().catch(() => [])) ?? [];
    // Plugging in fires several times: only the newest answer counts.
    if (watching && turn === latest) listener(listOf(devices));
  };
  const changed = (): void => void look();
  source?.addEventListener('devicechange', changed);
  changed();
  return () => {
    watching = false;
    source?.removeEventListener('devicechange', changed);
  };
};

const listOf = (devices: readonly MediaDeviceInfo[]): DeviceList => {
  const those = (kind: MediaDeviceKind): Device[] =>
    devices
      // Without an id it only says that there is one.
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return {
    microphones: those('audioinput'),
    cameras: those('videoinput'),
    speakers: those('audiooutput'),
  };
};
