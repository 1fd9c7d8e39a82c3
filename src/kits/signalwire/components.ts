import type { Observable } from 'rxjs';

// The part of `@signalwire/web-components` that is used here, as its public documents and types have it.
// It reads calls and devices as `@signalwire/js` 4 makes them.

/** The elements that the look is made of. */
export const tags = [
  'sw-call-provider',
  'sw-call-media',
  'sw-self-media',
  'sw-call-controls',
  'sw-call-status',
  'sw-device-selector',
] as const;

export type SwCallStatus =
  'trying' | 'ringing' | 'connecting' | 'connected' | 'recovering' | 'disconnecting';

/** A place in the picture, in per cent of it. */
export interface SwLayer {
  readonly member_id: string;
  readonly visible: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Ourselves in a call, as the controls want it. */
export interface SwSelf {
  readonly id: string;
  readonly handraised: boolean;
  readonly screenShareStatus: 'none' | 'started';
  readonly audioMuted$: Observable<boolean>;
  readonly videoMuted$: Observable<boolean>;
  /** We don't want to hear. */
  readonly deaf$: Observable<boolean>;
  readonly echoCancellation$: Observable<boolean>;
  readonly autoGain$: Observable<boolean>;
  readonly noiseSuppression$: Observable<boolean>;
  toggleMute(): Promise<void>;
  toggleMuteVideo(): Promise<void>;
  toggleDeaf(): Promise<void>;
  toggleHandraise(): Promise<void>;
  startScreenShare(): Promise<void>;
  stopScreenShare(): Promise<void>;
  toggleEchoCancellation(): Promise<void>;
  toggleAudioInputAutoGain(): Promise<void>;
  toggleNoiseSuppression(): Promise<void>;
}

/** What `<sw-call-provider>` reads of a call. */
export interface SwCall {
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly to: string;
  readonly status$: Observable<SwCallStatus>;
  readonly self$: Observable<SwSelf>;
  readonly remoteStream$: Observable<MediaStream | null>;
  readonly localStream$: Observable<MediaStream | null>;
  readonly layoutLayers$: Observable<readonly SwLayer[]>;
  readonly layout$: Observable<string | undefined>;
  readonly layouts$: Observable<readonly string[]>;
  readonly participants$: Observable<readonly object[]>;
  readonly mediaDirections$: Observable<{ audio: string; video: string }>;
  readonly capabilities$: Observable<readonly string[]>;
  readonly address$: Observable<undefined>;
  readonly meta$: Observable<object>;
  readonly recording$: Observable<boolean>;
  readonly streaming$: Observable<boolean>;
  readonly locked$: Observable<boolean>;
  readonly raiseHandPriority$: Observable<boolean>;
  hangup(): Promise<void>;
  sendDigits(digits: string): Promise<void>;
  setLayout(layout: string): Promise<void>;
  toggleHold(): Promise<void>;
  toggleLock(): Promise<void>;
  startRecording(): Promise<void>;
  startStreaming(): Promise<void>;
  answer(): void;
  reject(): void;
}

/** A microphone, camera or speaker. */
export type SwDevice = Pick<MediaDeviceInfo, 'deviceId' | 'kind' | 'label' | 'groupId'>;

/** What is read of the devices. */
export interface SwDevices {
  readonly audioInputDevices$: Observable<readonly SwDevice[]>;
  readonly audioOutputDevices$: Observable<readonly SwDevice[]>;
  readonly videoInputDevices$: Observable<readonly SwDevice[]>;
  readonly selectedAudioInputDevice$: Observable<SwDevice | null>;
  readonly selectedAudioOutputDevice$: Observable<SwDevice | null>;
  readonly selectedVideoInputDevice$: Observable<SwDevice | null>;
  selectAudioInputDevice(device: SwDevice | null): void;
  selectAudioOutputDevice(device: SwDevice | null): void;
  selectVideoInputDevice(device: SwDevice | null): void;
  enableDeviceMonitoring(): void;
}

/** `<sw-call-provider>`: hands both on to the elements in it. */
export interface SwCallProvider extends HTMLElement {
  call: SwCall | undefined;
  deviceController: SwDevices | undefined;
}

/** `<sw-call-controls>`: the bar. */
export interface SwCallControls extends HTMLElement {
  showScreenShare: boolean;
  showHandRaise: boolean;
  showTranscript: boolean;
  showSettings: boolean;
  showFullscreen: boolean;
}

/** `<sw-device-selector>`: a button with the lists of devices. */
export interface SwDeviceSelector extends HTMLElement {
  deviceController: SwDevices | undefined;
}
