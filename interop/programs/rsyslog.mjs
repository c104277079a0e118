/** rsyslogd with omczmq and imczmq: sends log lines by a PUSH of CZMQ, and receives them by a PULL. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const packages = ['rsyslog', 'rsyslog-czmq']
export const version = `rsyslogd -v | head -1`

const until = async (done, what) => {
  const end = Date.now() + 20_000
  while (!done()) {
    assert.ok(Date.now() < end, what())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function daemon(stage, rules) {
  const config = stage.file('rsyslog.conf', rules)
  return stage.start('rsyslogd', ['-n', '-f', config, '-i', join(stage.folder, 'pid')])
}

export const roles = {
  'its PUSH (omczmq), our PULL': async ({ Pull }, stage) => {
    const pull = stage.socket(new Pull({ receiveTimeout: 20_000 }))
    const endpoint = await pull.bind('tcp://127.0.0.1:*')
    const input = stage.file('lines.log', '')
    daemon(
      stage,
      `
module(load="imfile")
module(load="omczmq")
input(type="imfile" file="${input}" tag="test:" addMetadata="off")
template(name="line" type="string" string="%msg%")
action(type="omczmq" socktype="PUSH" endpoints=">${endpoint}" template="line")
`,
    )
    await new Promise((resolve) => setTimeout(resolve, 1000))
    stage.file('lines.log', Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join(''))
    for (let i = 0; i < 10; i++) assert.equal(`${(await pull.receive())[0]}`.trim(), `line ${i}`)
  },
  'its PULL (imczmq), our PUSH': async ({ Push }, stage) => {
    const push = stage.socket(new Push({ sendTimeout: 20_000 }))
    const endpoint = await push.bind('tcp://127.0.0.1:*')
    const output = join(stage.folder, 'out.log')
    daemon(
      stage,
      `
module(load="imczmq")
input(type="imczmq" socktype="PULL" endpoints=">${endpoint}")
template(name="line" type="string" string="%rawmsg%\\n")
action(type="omfile" file="${output}" template="line")
`,
    )
    for (let i = 0; i < 10; i++) await push.send(`<13>Jan  1 00:00:00 host app: line ${i}`)
    const read = () => {
      try {
        return readFileSync(output, 'utf8')
      } catch {
        return ''
      }
    }
    await until(
      () => read().includes('line 9'),
      () => `the file has: ${read()}`,
    )
    assert.equal(read().match(/line \d/g).length, 10)
  },
}
