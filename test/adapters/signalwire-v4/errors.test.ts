import { expect } from '@open-wc/testing';
import {
  actionFailure,
  dialFailure,
  lineFailure,
  noToken,
  refusalOf,
  renewFailure,
} from '../../../src/adapters/signalwire-v4/errors.js';

/** An error as the SDK makes it. */
const sdkError = (name: string, message = '', cause?: Error): Error =>
  Object.assign(new Error(message, { cause }), { name });

describe('the refusal in a response', () => {
  it('is its error', () => {
    const response = { jsonrpc: '2.0', id: '1', error: { code: -32002, message: 'No' } };
    expect(refusalOf(response)).to.deep.equal({ code: '-32002', message: 'No' });
  });

  it('is a result with another code than 200', () => {
    const response = { result: { code: '403', message: 'Permission denied' } };
    expect(refusalOf(response)).to.deep.equal({ code: '403', message: 'Permission denied' });
  });

  it('is the error of the message within', () => {
    const response = { result: { code: '200', result: { error: { code: 404, message: 'Gone' } } } };
    expect(refusalOf(response)).to.deep.equal({ code: '404', message: 'Gone' });
  });

  it('is not there where all is well, or nothing is said', () => {
    expect(refusalOf({ result: { code: '200', result: { result: {} } } })).to.equal(undefined);
    expect(refusalOf({ result: {} })).to.equal(undefined);
    expect(refusalOf(undefined)).to.equal(undefined);
  });
});

describe('a line that is not opened', () => {
  it('was refused where the service answered no', () => {
    expect(lineFailure(sdkError('JSONRPCError'))?.code).to.equal('token/refused');
    const inner = sdkError('UnexpectedError', 'fetched$ emitted false');
    expect(lineFailure(sdkError('UnexpectedError', '', inner))?.code).to.equal('token/refused');
  });

  it('was not reached where nobody answered', () => {
    const failure = lineFailure(sdkError('UnexpectedError', '', new TypeError('Failed to fetch')));
    expect(failure?.code).to.equal('connection/unreachable');
    expect(failure?.retryable).to.equal(true);
    expect(lineFailure(sdkError('TimeoutError'))?.code).to.equal('connection/unreachable');
  });

  it('may still be where the SDK goes on trying', () => {
    expect(lineFailure(sdkError('WebSocketConnectionError'))).to.equal(undefined);
  });
});

it('says in a sentence that a grant has no token', () => {
  const { code, message } = noToken();
  expect(code).to.equal('token/malformed');
  expect(message).to.equal('The grant has no "token" for calls.');
});

describe('a call that is not placed', () => {
  const lost = sdkError('CallCreateError', 'Call creation failed', sdkError('EmptyError'));

  for (const [code, message, wanted] of [
    ['404', 'DESTINATION NOT FOUND', 'call/not-found'],
    ['-32000', 'Unknown destination', 'call/not-found'],
    ['403', 'NO', 'call/not-allowed'],
    ['-32000', 'Permission denied', 'call/not-allowed'],
    ['486', '', 'call/busy'],
    ['-32000', 'CALL REJECTED', 'call/declined'],
    ['-32603', 'Internal error', 'call/failed'],
  ] as const) {
    it(`is "${wanted}" where the service said ${code} ${message}`, () => {
      expect(dialFailure(lost, { code, message }, undefined).code).to.equal(wanted);
    });
  }

  it('is what the service ended it for', () => {
    const bye = { cause: 'USER_BUSY', code: 17 };
    expect(dialFailure(lost, undefined, bye).code).to.equal('call/busy');
  });

  it('took too long where the SDK says so', () => {
    const late = sdkError('CallCreateError', 'Call create timeout', sdkError('TimeoutError'));
    expect(dialFailure(late, undefined, undefined)).to.include({
      code: 'call/timeout',
      retryable: true,
    });
  });

  it('has failed where nobody says anything', () => {
    expect(dialFailure(lost, undefined, undefined).code).to.equal('call/failed');
  });
});

it('a newer token was refused only where the service answered', () => {
  expect(renewFailure(sdkError('JSONRPCError')).code).to.equal('token/refused');
  expect(renewFailure(sdkError('RPCTimeoutError'))).to.include({
    code: 'connection/timeout',
    retryable: true,
  });
});

it('what is asked for in a call is not offered, or came too late', () => {
  expect(actionFailure(sdkError('JSONRPCError')).code).to.equal('call/unsupported');
  expect(actionFailure(sdkError('RPCTimeoutError')).code).to.equal('call/timeout');
});
