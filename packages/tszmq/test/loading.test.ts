/** What `require('tszmq')` loads. `perf load` measures how long that takes; what is loaded can be tested on any machine. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const PACKAGE = join(__dirname, '..', 'dist', 'cjs', 'index.js')

/** Modules of Node that may be loaded at once. `node:net` and `node:dns` alone take longer than all of our code. */
const USED = ['os', 'perf_hooks']

/** The packages that a socket is made of. */
const SOCKETS = ['sockets', 'transports', 'tszmq', 'zmsg', 'zmtp-codec']

/** Files of one package on average: one for each entry point, and chunks. Each file costs half a millisecond. */
const FILES = 4

/** Runs `code` with `tszmq` required; returns the files it loaded, by package, and the modules of Node that were loaded for it. */
function load(code: string): { packages: string[]; files: string[]; built: string[] } {
  const source = `
    const before = new Set(process.moduleLoadList)
    const tszmq = require(${JSON.stringify(PACKAGE)})
    ${code}
    const built = process.moduleLoadList.filter((each) => !before.has(each) && /^NativeModule (?!internal)/.test(each))
    console.log(JSON.stringify({ files: Object.keys(require.cache), built: built.map((each) => each.slice(13)) }))`
  const { files, built } = JSON.parse(execFileSync(process.execPath, ['-e', source], { encoding: 'utf8' })) as {
    files: string[]
    built: string[]
  }
  const packages = files.map((file) => /[\\/]packages[\\/]([\w-]+)[\\/]dist[\\/]cjs[\\/]/.exec(file)?.[1] ?? file)
  return { packages: [...new Set(packages)].sort(), files, built }
}

describe("require('tszmq')", () => {
  it('loads only the packages of a socket when a socket is made, and of Node no more than that needs', () => {
    const { packages, files, built } = load('new tszmq.Push().close()')
    expect(packages).toEqual(SOCKETS)
    expect(files.length).toBeLessThanOrEqual(SOCKETS.length * FILES)
    expect(built.filter((each) => !USED.includes(each))).toEqual([])
  })

  it('loads nothing but its list of names before one of them is used', () => {
    expect(load('').packages).toEqual(['tszmq', 'zmtp-codec'])
  })

  it('loads a package when one of its names is used, and no package from outside', () => {
    const { packages } = load('Object.values(tszmq)')
    expect(packages).toEqual(expect.arrayContaining([...SOCKETS, 'zauth', 'zbeacon', 'zgossip', 'zloop', 'zproxy', 'zsys']))
    expect(packages.filter((each) => /[\\/]/.test(each))).toEqual([])
  })

  it('gives the same class by each way', () => {
    const source = `console.log(require(${JSON.stringify(PACKAGE)}).Push === require(${JSON.stringify(join(PACKAGE, '../../../../sockets/dist/cjs/index.js'))}).Push)`
    expect(execFileSync(process.execPath, ['-e', source], { encoding: 'utf8' }).trim()).toBe('true')
  })
})
