/** What `require('tszmq')` loads. How long that takes is told by `perf load`; what it takes that long for can be held whatever the machine does. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGE = join(__dirname, '..', 'dist', 'cjs', 'index.js')

/** Of Node: what sockets, names and files are made of. Its cryptography alone would take a quarter more time. */
const USED = [
  'diagnostics_channel', 'dns', 'dns/promises', 'fs/promises', 'net', 'os', 'stream', 'stream/promises', 'string_decoder', 'worker_threads',
]

/** Nothing from outside is loaded before it is used. */
const OURS = /[\\/]packages[\\/][\w-]+[\\/]dist[\\/]cjs[\\/]/

/** Of packages in tszmq, and of files in one of them on average: a file a door, and chunks. Each costs half a millisecond. */
const PACKAGES = Object.keys((JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { dependencies: object }).dependencies).length
const FILES = 3

it('tszmq loads little: its own files, and of Node no more than it may need at once', () => {
  const source = `
    const before = new Set(process.moduleLoadList)
    require(${JSON.stringify(PACKAGE)})
    const built = process.moduleLoadList.filter((each) => !before.has(each) && /^NativeModule (?!internal)/.test(each))
    console.log(JSON.stringify({ files: Object.keys(require.cache), built: built.map((each) => each.slice(13)) }))`
  const printed = execFileSync(process.execPath, ['-e', source], { encoding: 'utf8' })
  const { files, built } = JSON.parse(printed) as { files: string[]; built: string[] }
  expect(built.filter((each) => !USED.includes(each))).toEqual([])
  const foreign = files.filter((file) => !OURS.test(file))
  expect(foreign).toEqual([])
  expect(files.length).toBeLessThan(PACKAGES * FILES)
  expect(files.filter((file) => file.includes('sodium'))).toEqual([])
})
