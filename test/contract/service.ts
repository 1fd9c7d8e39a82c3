/** One user of a test: who it is, and what it calls the room that both are in. */
export interface Cast {
  user: string;
  room: string;
}

/** A service that messages go through, and what its transport promises of it. */
export interface ContractService {
  /** What the tests are named by. */
  name: string;
  /** What a grant has to say for the transport to be loaded. */
  provider: string;
  /** A script that pages get before the harness: it may hand a client over. Bundled. */
  entry?: string;
  /** Why it can't be had on this machine. */
  missing?: string | undefined;
  /** What was missed comes by itself once the same client id is back and subscribes again. */
  session: boolean;
  /** The transport reads back what was said: it has a `history`. */
  history: boolean;
  /** Only the text goes over the wire: others get an id that the service has made. */
  textOnly?: true;
  /** Other topics of a room than its messages pass, as they are. */
  anyTopic: boolean;
  /** The last value of a topic comes with `retain` to whoever subscribes later. */
  retained: boolean;
  /** Longest that a publish is open on a line that has died, ms. */
  publishWithin: number;
  /** Longest until a ping has found out that a line has died, ms. */
  pingWithin: number;
  /** Who the two of a test are. Default: ann and ben, in a room of that name. */
  cast?(fresh: string): { ann: Cast; ben: Cast };
  /** Starts it for the tests of one worker. */
  start(): Promise<RunningService>;
}

/** It runs. Its line is the test's to break. */
export interface RunningService {
  /** What the page says for all its elements. JSON. */
  readonly defaults?: object;
  /** What a token route answers to a user who may use one room: JSON. */
  grant(user: string, room: string): Promise<object>;
  /** The same with a token that the service does not accept. */
  refusedGrant(): Promise<object>;
  /** How many sockets of pages are open. */
  readonly sockets: number;
  /** Cuts every connection. */
  drop(): void;
  /** Nothing passes any more, in neither direction, and nobody is told; new connections likewise. */
  halfOpen(): void;
  /** Cuts every connection and takes no new ones. */
  stop(): void;
  /** Ends what `halfOpen` or `stop` has begun. */
  resume(): void;
  close(): Promise<void>;
}
