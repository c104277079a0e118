/** ffmpeg: its filter zmq is a REP that takes commands, its protocol zmq: is a PUB of packets. */
import assert from 'node:assert/strict'

export const packages = ['ffmpeg']
export const version = `ffmpeg -version | head -1`

const SOURCE = ['-hide_banner', '-loglevel', 'warning', '-re', '-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=10']

export const roles = {
  'its REP (filter zmq), our REQ': async ({ Request }, stage) => {
    const port = await stage.freePort()
    const filter = `hue@h=s=1,zmq=bind_address=tcp\\\\\\://127.0.0.1\\\\\\:${port}`
    const program = stage.start('ffmpeg', [...SOURCE, '-vf', filter, '-f', 'null', '-'])
    const request = stage.socket(new Request({ receiveTimeout: 20_000, sendTimeout: 20_000 }))
    request.connect(`tcp://127.0.0.1:${port}`)
    await request.send('hue@h s 0')
    assert.match(`${(await request.receive())[0]}`, /^0 Success/, program.output)
    await request.send('nobody s 0')
    assert.match(`${(await request.receive())[0]}`, /^\d+ Function not implemented/, program.output)
  },
  'its PUB (protocol zmq:), our SUB': async ({ Subscriber }, stage) => {
    const port = await stage.freePort()
    const program = stage.start('ffmpeg', [...SOURCE, '-f', 'mpegts', `zmq:tcp://127.0.0.1:${port}`])
    const subscriber = stage.socket(new Subscriber({ receiveTimeout: 20_000 }))
    subscriber.subscribe()
    subscriber.connect(`tcp://127.0.0.1:${port}`)
    for (let i = 0; i < 10; i++) {
      const [packet] = await subscriber.receive()
      assert.equal(packet[0], 0x47, `a packet of MPEG-TS begins with 0x47: ${program.output}`)
      assert.equal(packet.length % 188, 0)
    }
  },
}
