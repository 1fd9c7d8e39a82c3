import { expect } from '@open-wc/testing';
import { ChatError, chatErrorText } from '../../src/protocol/chat-error.js';
import {
  ConnectionError,
  errorText,
  RtError,
  toRtError,
  TokenError,
  type RtErrorCode,
} from '../../src/protocol/errors.js';

describe('RtError', () => {
  it('says what its code says where nobody has said more', () => {
    for (const [code, sentence] of Object.entries(errorText)) {
      expect(new RtError(code as RtErrorCode).message).to.equal(sentence);
    }
    for (const [code, sentence] of Object.entries(chatErrorText)) {
      expect(new ChatError(code as keyof typeof chatErrorText).message).to.equal(sentence);
    }
  });

  it('has codes of the form area/reason and whole sentences', () => {
    for (const [code, sentence] of Object.entries({ ...errorText, ...chatErrorText })) {
      expect(code).to.match(/^[a-z]+\/[a-z-]+$/);
      expect(sentence).to.match(/^[A-Z].*\.$/);
    }
  });

  it('carries what it was given', () => {
    const cause = new Error('foreign');
    const error = new TokenError('token/http-status', {
      message: 'No.',
      remediation: 'Sign in.',
      status: 401,
      reason: 135,
      retryAfter: 5,
      retryable: true,
      cause,
    });
    expect(error).to.include({
      name: 'TokenError',
      code: 'token/http-status',
      message: 'No.',
      remediation: 'Sign in.',
      status: 401,
      reason: 135,
      retryAfter: 5,
      retryable: true,
      cause,
    });
  });

  it('is final unless said otherwise', () => {
    expect(new RtError('token/network').retryable).to.equal(false);
  });

  it('can be told apart by class and name', () => {
    const errors = [
      new TokenError('token/expired'),
      new ConnectionError('connection/lost'),
      new ChatError('chat/empty'),
    ];
    expect(errors.map(({ name }) => name)).to.deep.equal([
      'TokenError',
      'ConnectionError',
      'ChatError',
    ]);
    for (const error of errors) expect(error).to.be.instanceOf(RtError);
    expect(String(errors[0])).to.match(/^TokenError: The token has/);
  });
});

describe('toRtError', () => {
  it('leaves ours as it is', () => {
    const error = new ChatError('chat/empty');
    expect(toRtError(error, 'connection/lost')).to.equal(error);
  });

  it('makes anything else the cause of one of ours', () => {
    for (const thrown of [new TypeError('x'), 'text', undefined, null, Symbol('s')]) {
      const error = toRtError(thrown, 'connection/lost');
      expect(error).to.be.instanceOf(RtError);
      expect(error.code).to.equal('connection/lost');
      expect(error.cause).to.equal(thrown);
    }
  });
});
