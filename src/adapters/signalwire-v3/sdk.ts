/** The one way to SignalWire's SDK of version 3; chat, PubSub and video rooms share what it loads. */
export { Chat, PubSub, Video } from 'signalwire-v3';
