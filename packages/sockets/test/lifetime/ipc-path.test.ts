/** An ipc path whose file was replaced by another user: close() leaves that file, and finishes. */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@tszmq/testkit'

const PACKAGE = join(__dirname, '..', '..', 'dist', 'cjs', 'index.js')
const NOBODY = 65_534

/** Only root can start a process of another user. */
const asRoot = process.getuid?.() === 0 ? it : it.skip

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ipc-path-'))))
afterEach(() => rmSync(folder, { recursive: true }))

asRoot.each([
  ['a directory for everybody, such as /tmp', 0o1777],
  ['a directory that was made read-only since', 0o555],
])('in %s', async (_where, mode) => {
  chmodSync(folder, 0o777)
  const path = join(folder, 'socket')
  const source = `
    const { Pull } = require(${JSON.stringify(PACKAGE)}), fs = require('node:fs')
    const pull = new Pull()
    pull.bind('ipc://${path}').then(() => {
      fs.writeFileSync('${path}.bound', '')
      const timer = setInterval(async () => {
        if (!fs.existsSync('${path}.go')) return
        clearInterval(timer)
        await pull[Symbol.asyncDispose]()
        console.log('closed')
      }, 10)
    })`
  const ended = new Promise<string>((resolve) => {
    execFile(process.execPath, ['-e', source], { uid: NOBODY, timeout: 20_000 }, (_error, stdout, stderr) => resolve(stdout + stderr))
  })
  await until(() => existsSync(`${path}.bound`))
  unlinkSync(path)
  writeFileSync(path, 'of another user')
  writeFileSync(`${path}.go`, '')
  chmodSync(folder, mode)
  expect(await ended).toBe('closed\n')
  expect(readFileSync(path, 'latin1')).toBe('of another user')
})
