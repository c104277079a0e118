/** A message that cannot be encrypted: it is dropped and counted, its connection ends with the reason, and the next one is made. */
import { ProtocolError, ZmtpEngine } from '@tszmq/zmtp-codec'
import { until } from '@tszmq/testkit'
import { Pull, Push } from '../../src/index.ts'
import { Stage, connections, text } from '../stage.ts'
import { CLIENT_OPTIONS, SERVER_OPTIONS } from './mechanisms.ts'

afterEach(() => jest.restoreAllMocks())

it.each(['as it is sent', 'from the queue'])('a message that cannot be encrypted %s ends only its connection', async (when) => {
  await using stage = new Stage('tcp')
  const pull = stage.make(Pull, SERVER_OPTIONS.CURVE)
  const push = stage.make(Push, { ...(CLIENT_OPTIONS.CURVE as object), reconnectInterval: 1 })
  const endpoint = await stage.bind(pull)
  const ended = new Promise<Error | undefined>((resolve) => push.events.on('disconnect', ({ error }) => resolve(error)))
  const refuse = (): void => {
    jest.spyOn(ZmtpEngine.prototype, 'send').mockImplementationOnce(() => {
      throw new ProtocolError('ERR_ZMTP_INVALID_SEQUENCE', 'no nonce is left')
    })
  }
  if (when === 'from the queue') {
    push.connect(endpoint)
    refuse()
    await push.send('lost')
  } else {
    await stage.join(push, endpoint)
    refuse()
    await push.send('lost')
  }
  expect(await ended).toMatchObject({ code: 'ERR_ZMTP_INVALID_SEQUENCE' })
  await until(() => connections(push) === 1)
  await push.send('next')
  expect(text(await pull.receive())).toEqual(['next'])
  expect(push.drops.lost).toBe(1)
})
